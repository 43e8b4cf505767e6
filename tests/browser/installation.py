"""A real installation for the browser: its own directory, database, server and worker, as `make run` would start it."""

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tests.browser.mailbox import Mailbox

HOUSE = Path(__file__).resolve().parents[2]
SEED = ("--doctors", "8", "--patients", "40", "--days", "40")
STARTS_WITHIN = STOPS_WITHIN = 60
TROUBLE = re.compile(r'"level": "(ERROR|CRITICAL)"|Traceback \(most recent call last\)')


class Installation:
    """
    One directory with everything in it. ``demo`` is the seeded database, made once for all processes of the run.

    ``fresh()`` puts the demo data back under the running server, so that every
    test begins with the same world and nobody pays for a restart.
    """

    def __init__(self, directory, *, demo):
        self.directory, self.demo = directory, demo
        self.database = directory / "db.sqlite3"
        self.log = directory / "server.log"
        self.mailbox = Mailbox(directory / "mail")
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"  # a name: passkeys are bound to one
        self.read_of_log = 0
        self.more = {}
        """More of its environment."""

    @property
    def known(self):
        """What ``known.py`` wrote down: references and keys the demo data leaves to chance."""
        return json.loads(self.demo.with_suffix(".json").read_text())

    # --- Server -----------------------------------------------------------------------------------
    @contextmanager
    def running(self):
        """Serve, with the worker beside it, until the block ends."""
        self.lay_out()
        with self.log.open("ab") as log:
            server = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port)],
                cwd=HOUSE,
                env=environment(self.directory, SITE_URL=self.address, **self.more),
                stdout=log,
                stderr=log,
            )
        try:
            self.wait_until_it_answers(server)
            yield self
        finally:
            server.send_signal(signal.SIGTERM)  # to the server alone: it stops its worker itself
            try:
                server.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                server.kill()
                raise

    def lay_out(self):
        """Have the demo data where the server looks for it."""
        put_back(self.demo, self.database)

    def wait_until_it_answers(self, server):
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until and server.poll() is None:
            with suppress(urllib.error.URLError, ConnectionError):
                urllib.request.urlopen(f"{self.address}/health/ready/", timeout=5).close()  # noqa: S310
                return
            time.sleep(0.2)
        raise RuntimeError(f"The server did not start:\n{self.log.read_text()}")

    def trouble(self):
        """Return what the server logged since the last call, if there is an error in it; else nothing."""
        with self.log.open() as log:
            log.seek(self.read_of_log)
            said = log.read()
            self.read_of_log = log.tell()
        return said if TROUBLE.search(said) else ""

    # --- Facts ------------------------------------------------------------------------------------
    def fresh(self):
        """Begin again with the demo data: nobody is signed in, no counter has counted, no mail lies about."""
        self.wait_for_the_worker()
        put_back(self.demo, self.database)
        shutil.rmtree(self.directory / "cache", ignore_errors=True)
        self.mailbox.empty()

    def wait_for_the_worker(self):
        """Let it finish the messages it is sending, and begin none: one that is no longer there would be trouble."""
        self.change("UPDATE appointments_message SET send_after = '2100-01-01 00:00:00' WHERE lease_until IS NULL")
        until = time.monotonic() + STOPS_WITHIN
        while self.ask("SELECT 1 FROM appointments_message WHERE lease_until IS NOT NULL") and time.monotonic() < until:
            time.sleep(0.1)

    def give_photos(self, photo):
        """Let every doctor have ``photo``, which is what is kept of one: its bytes by size."""
        directory = self.directory / "media" / "doctors"
        directory.mkdir(parents=True, exist_ok=True)
        for (pk,) in self.ask("SELECT id FROM accounts_doctor"):
            for size, content in photo.items():
                (directory / f"{pk:032x}-{size}.webp").write_bytes(content)
            self.change("UPDATE accounts_doctor SET photo = ? WHERE id = ?", f"{pk:032x}", pk)

    def ask(self, question, *values):
        """Return the rows of an SQL query."""
        with closing(sqlite3.connect(self.database, timeout=20)) as connection:
            return connection.execute(question, values).fetchall()

    def change(self, statement, *values):
        """Do to the facts what a test cannot wait for, such as the passing of ten minutes; returns how many rows."""
        with closing(sqlite3.connect(self.database, timeout=20)) as connection, connection:
            return connection.execute(statement, values).rowcount

    def let_a_minute_pass(self):
        """Let an undo be over: its messages are due, its time is held no longer."""
        for table, column in (
            ("appointments_message", "send_after"),
            ("appointments_appointmentevent", "undo_until"),
            ("appointments_runninglate", "undo_until"),
            ("scheduling_timeslot", "held_until"),
        ):
            earlier = f"strftime('%Y-%m-%d %H:%M:%f', {column}, '-61 seconds')"
            self.change(f"UPDATE {table} SET {column} = {earlier} WHERE {column} IS NOT NULL")  # noqa: S608

    def let_holds_lapse(self):
        """Let the ten minutes of every hold be over."""
        past = "'2000-01-01 00:00:00'"
        assert self.change(f"UPDATE scheduling_timeslot SET held_until = {past} WHERE held_until IS NOT NULL")  # noqa: S608

    def check_schedule(self):
        """Recompute what must always be true; fails with the findings."""
        manage(self.directory, "check_schedule")


def environment(directory, **more):
    """Return the environment of a fresh machine: nothing of this process but what finds programs and home."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "ENV_FILE": os.devnull,
        "VAR_DIR": str(directory),
        "EMAIL_URL": f"filemail:///{directory / 'mail'}",
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def manage(directory, *command, **more):
    """Run a command of manage.py in the installation; fails with what it said."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=HOUSE,
        env=environment(directory, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, f"manage.py {' '.join(command)}\n{done.stdout}"


def demo_data(directory):
    """Return the path of the seeded database, made by whichever process of the run comes first."""
    directory.mkdir(exist_ok=True)
    done, work = directory / "demo.sqlite3", directory / "making"
    with (directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            work.mkdir()
            seed(work, done.with_suffix(".json"))
            put_back(work / "db.sqlite3", done)
    return done


def seed(directory, known, **more):
    """Make the demo data in the database of an installation, and write what the tests look up to ``known``."""
    manage(directory, "migrate", "--no-input", "--verbosity", "0", **more)
    manage(directory, "seed_demo", *SEED, **more)
    arrange = f"from tests.browser.known import arrange; arrange({str(known)!r})"
    manage(directory, "shell", "--verbosity", "0", "--command", arrange, **more)
    manage(directory, "worker", "--once", **more)  # its duties are done: it writes nothing a test did not cause


def put_back(source, target):
    """Copy a database over another one, which may be open elsewhere: to the others it is one transaction."""
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target, timeout=20)) as written:
        read.backup(written, sleep=0.05)


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
