"""One command serves the site and keeps a worker beside it; ending it ends both."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from dashboards.management.commands.serve import WorkerSupervisor


def wait_for(condition, seconds=20):
    """Return what `condition` returns as soon as it is true; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.05)
    pytest.fail("It never happened.")


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def supervise():
    supervisors = []

    def start(code):
        said = []
        supervisor = WorkerSupervisor(report=said.append, command=[sys.executable, "-c", code])
        supervisors.append(supervisor)
        supervisor.start()
        return supervisor, said

    yield start
    for supervisor in supervisors:
        supervisor.stop()


def test_a_worker_that_dies_is_started_again_and_reported(supervise):
    supervisor, said = supervise("import time; time.sleep(600)")
    first = supervisor.process.pid

    os.kill(first, signal.SIGKILL)

    wait_for(lambda: supervisor.process.pid != first and supervisor.process.poll() is None)
    assert said == ["The worker ended (-9); starting it again in 1 s."]


def test_a_worker_that_keeps_dying_is_started_more_and_more_slowly(supervise):
    _, said = supervise("raise SystemExit(3)")

    wait_for(lambda: len(said) >= 2)
    assert said[:2] == [
        "The worker ended (3); starting it again in 1 s.",
        "The worker ended (3); starting it again in 2 s.",
    ]


def test_stopping_ends_the_worker_in_order(supervise, tmp_path):
    mark = tmp_path / "ended"
    ready = tmp_path / "ready"
    supervisor, said = supervise(
        "import pathlib, signal, sys, time\n"
        f"def end(*_): pathlib.Path({str(mark)!r}).touch(); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        f"pathlib.Path({str(ready)!r}).touch()\n"
        "time.sleep(600)"
    )
    wait_for(ready.exists)

    supervisor.stop()

    assert mark.exists()
    assert supervisor.process.poll() == 0
    assert said == []


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_serves_pages_and_ends_with_its_worker(tmp_path, ending):
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "ENV_FILE": os.devnull,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "PYTHONUNBUFFERED": "1",
    }
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    subprocess.run([*manage, "migrate", "--no-input", "-v0"], env=environment, check=True)
    port = free_port()
    output = tmp_path / "output"
    with output.open("w") as written:
        server = subprocess.Popen(
            [*manage, "serve", "--port", str(port), "--first-administrator"],
            env=environment,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_for(lambda: answers(f"http://127.0.0.1:{port}/health/ready/"), seconds=40)
        worker = wait_for(lambda: child_of(server.pid))
        server.send_signal(ending)
        server.wait(20)
    finally:
        if server.poll() is None:
            server.kill()
    said = output.read_text()

    assert server.returncode == 0, said
    assert not is_running(worker)
    assert f"is at http://127.0.0.1:{port}/" in said
    assert re.search(r"Sign in as administrator@clinic\.example with the password \S{16}", said)
    assert "[ ] Add a clinic" in said


@pytest.fixture
def taken_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_says_when_somebody_has_the_port(db, taken_port):
    with pytest.raises(CommandError, match=f"Cannot listen on 127.0.0.1:{taken_port}.*PORT={taken_port + 1}"):
        call_command("serve", port=taken_port)


@pytest.mark.parametrize("host", ["192.0.2.1", "::", "", "clinic.example"])
def test_a_public_key_is_served_to_nobody_else(settings, host):
    settings.SECRET_KEY = "django-insecure-local-only-production-refuses-this-key"

    with pytest.raises(CommandError, match="the key in use is public"):
        call_command("serve", host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_public_key_is_served_on_this_machine(settings, db, taken_port, host):
    settings.SECRET_KEY = "django-insecure-local-only-production-refuses-this-key"

    with pytest.raises(CommandError, match="Cannot listen"):
        call_command("serve", host=host, port=taken_port)


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def answers(address):
    try:
        with urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310
            return response.status == 200
    except OSError:
        return False


def child_of(pid):
    """Return the process id of the worker `serve` started."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return int(found.stdout.split()[0]) if found.stdout.split() else None
