"""Workers as processes, on SQLite and on PostgreSQL: killed, stopped, two at a time; no message is lost."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.appointments.notifications.installation import ROOT, Installation, wait_until

ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")

pytestmark = [pytest.mark.slow] + ([pytest.mark.postgres] if ON_POSTGRESQL else [])


@pytest.fixture(scope="module")
def database_url(own_database, tmp_path_factory):
    with own_database(tmp_path_factory.mktemp("installation"), "workers") as url:
        yield url


@pytest.fixture
def installation(database_url, tmp_path):
    place = Installation(database_url, tmp_path)
    place.sql("DELETE FROM appointments_message")
    yield place
    place.stop_workers()


def test_three_workers_send_each_message_once(installation):
    installation.queue(200)
    for _worker in range(3):
        installation.start_worker(SENDING_SECONDS="0.01")
    wait_until(lambda: len(installation.sent()) >= 200)
    wait_until(lambda: installation.counts() == {"sent": 200})

    sent = installation.sent()
    assert len(sent) == len({email["id"] for email in sent}) == 200
    assert len({email["by"] for email in sent}) > 1, "one worker did it all: nothing was shown"


def test_killed_workers_lose_nothing_and_repeat_at_most_one_message_each(installation):
    installation.queue(150)
    chance, kills = random.Random(7), 0
    workers = [installation.start_worker(SENDING_SECONDS="0.02") for _worker in range(2)]
    wait_until(lambda: installation.sent())
    while kills < 8 and len(installation.sent()) < 130:
        time.sleep(chance.uniform(0.1, 0.4))
        victim = workers.pop(0)
        victim.kill()
        victim.wait()
        kills += 1
        workers.append(installation.start_worker(SENDING_SECONDS="0.02"))
        before = len(installation.sent())
        wait_until(lambda before=before: len(installation.sent()) > before)
    for worker in workers:
        worker.kill()
        worker.wait()
        kills += 1
    # What the dead held is free again once their leases have run out.
    installation.let_leases_run_out()
    installation.manage("worker", "--once")
    while "queued" in installation.counts():
        installation.manage("worker", "--once")

    sent = installation.sent()
    distinct = {email["to"] for email in sent}
    assert installation.counts() == {"sent": 150}
    assert len(distinct) == 150, "a message was lost"
    assert len({email["id"] for email in sent}) == 150, "a repeated message had another Message-ID"
    assert 0 <= len(sent) - len(distinct) <= kills
    assert kills >= 5


def test_stops_quickly_and_in_order_when_asked_to(installation):
    installation.queue(50)
    worker = installation.start_worker(SENDING_SECONDS="0.3")
    wait_until(lambda: installation.sent())
    worker.send_signal(signal.SIGTERM)
    began = time.monotonic()
    code = worker.wait(20)

    assert (code, time.monotonic() - began < 5) == (0, True)
    counts = installation.counts()
    assert counts["sent"] == len(installation.sent()) < 50, "the message in hand was finished, no other begun"
    assert counts["queued"] == 50 - counts["sent"]


def test_stops_quickly_when_idle(installation):
    installation.queue(1)
    worker = installation.start_worker()
    wait_until(lambda: installation.counts() == {"sent": 1})
    worker.send_signal(signal.SIGINT)

    assert worker.wait(5) == 0


def test_ends_with_its_parent(installation):
    installation.queue(1)
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import os, subprocess, sys, time\n"
            "child = subprocess.Popen([sys.executable, 'manage.py', 'worker', '--parent', str(os.getpid())])\n"
            "print(child.pid, flush=True); time.sleep(600)",
        ],
        cwd=ROOT,
        env=installation.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    child = int(parent.stdout.readline())
    wait_until(lambda: installation.sent())
    parent.kill()
    parent.wait()
    parent.stdout.close()

    wait_until(lambda: not is_running(child), seconds=10)


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_refuses_to_start_where_a_database_rule_is_missing(installation):
    installation.do(
        "from django.db import connection; from accounts.database_guards import remove\n"
        "from appointments.guards import GUARDS; remove(GUARDS[:1], connection)"
    )
    try:
        refused = installation.manage("worker", "--once", check=False)
    finally:
        installation.do(
            "from django.db import connection; from accounts.database_guards import install\n"
            "from appointments.guards import GUARDS; install(GUARDS, connection)"
        )

    assert refused.returncode == 1
    assert "The worker does not start" in refused.stderr
    assert "appointment_no_overlap_of_a_patient" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert installation.manage("worker", "--once").returncode == 0


if ON_POSTGRESQL:

    def test_goes_on_when_the_database_server_drops_its_connections(installation):
        installation.queue(3)
        installation.start_worker()
        wait_until(lambda: installation.counts() == {"sent": 3})
        installation.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        installation.queue(3)

        wait_until(lambda: installation.counts() == {"sent": 6})
        assert len(installation.sent()) == 6

else:

    def test_waits_for_the_one_write_lock_and_goes_on(installation):
        installation.queue(1)
        installation.start_worker()
        wait_until(lambda: installation.counts() == {"sent": 1})
        installation.queue(0)
        other = sqlite3.connect(installation.database_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        other.execute(
            "UPDATE appointments_message SET status = 'queued', dedupe_key = 'event:again', lease_token = NULL"
        )
        time.sleep(3)
        held_up = len(installation.sent())
        other.execute("COMMIT")
        other.close()

        wait_until(lambda: len(installation.sent()) == 2)
        assert held_up == 1
        wait_until(lambda: installation.counts() == {"sent": 1})
