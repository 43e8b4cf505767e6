"""An installation of its own: a database and worker processes that share nothing with the test's process."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import environ
import psycopg

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_SECONDS = 60


class Installation:
    """Runs ``manage.py`` and code of the project in processes of their own, on one database."""

    patience_seconds = PATIENCE_SECONDS

    def __init__(self, database_url, directory):
        self.database_url = database_url
        self.journal = directory / "journal.jsonl"
        self.logs = directory / "worker.log"
        self.workers = []
        self.environment = {
            **os.environ,
            "ENV_FILE": "/dev/null",
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "DATABASE_URL": database_url,
            "OUTBOX_TRANSPORT": "tests.appointments.notifications.transports.Journal",
            "JOURNAL": str(self.journal),
        }

    def manage(self, *arguments, check=True, **environment):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=self.patience_seconds,
            check=check,
        )

    def do(self, code):
        """Run Python in the project and return what it printed as JSON; an error brings what it said."""
        try:
            printed = subprocess.run(
                [sys.executable, "-c", f"import django, json; django.setup()\n{code}"],
                cwd=ROOT,
                env=self.environment,
                capture_output=True,
                text=True,
                timeout=self.patience_seconds,
                check=True,
            ).stdout
        except subprocess.CalledProcessError as error:
            error.add_note(error.stderr)
            raise
        return json.loads(printed) if printed else None

    def queue(self, count):
        """Put ``count`` emails into the outbox, due now; no duty is due for an hour."""
        self.do(
            f"""
import datetime as dt, uuid
from django.utils import timezone
from appointments.models import Message
from dashboards.duties import DUTIES
from dashboards.models import DutyRun
now = timezone.now()
for duty in DUTIES:
    DutyRun.objects.update_or_create(duty=duty.name, defaults=dict(due_at=now + dt.timedelta(hours=1)))
Message.objects.bulk_create(
    Message(address=f"p{{n}}@example.com", channel="email", kind="booked", language="en-gb", subject="Booked",
            text="Text", dedupe_key=f"event:{{uuid.uuid4()}}:user-{{n}}:email", send_after=now, created_at=now)
    for n in range({count})
)
"""
        )

    def sql(self, statement):
        """Run one statement on a connection of its own and return its rows."""
        if self.database_url.startswith("sqlite"):
            with (
                closing(sqlite3.connect(self.database_url.removeprefix("sqlite:///"), timeout=20)) as connection,
                connection,
            ):
                return connection.execute(statement).fetchall()
        with psycopg.connect(self.database_url) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def counts(self):
        """Return how many messages there are of each status."""
        return dict(self.sql("SELECT status, count(*) FROM appointments_message GROUP BY status"))

    def let_leases_run_out(self):
        self.sql("UPDATE appointments_message SET lease_until = '2020-01-01 00:00:00+00' WHERE lease_until IS NOT NULL")

    def start_worker(self, *arguments, **environment):
        with self.logs.open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "manage.py", "worker", *arguments],
                cwd=ROOT,
                env={**self.environment, **environment},
                stdout=log,
                stderr=log,
            )
        self.workers.append(worker)
        return worker

    def stop_workers(self):
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGTERM)
        for worker in self.workers:
            worker.wait(PATIENCE_SECONDS)
        self.workers.clear()

    def sent(self):
        """Return what the transport took: one entry an email, in order."""
        if not self.journal.exists():
            return []
        return [json.loads(line) for line in self.journal.read_text().splitlines()]


def wait_until(condition, *, seconds=PATIENCE_SECONDS):
    """Wait for ``condition()`` to hold; fails with the last thing it returned."""
    until = time.monotonic() + seconds
    while not (last := condition()):
        assert time.monotonic() < until, f"waited {seconds} s in vain: {last!r}"
        time.sleep(0.05)
    return last


def make_database(directory, name, *, like=""):
    """
    Yield the address of a database: on the server of ``DATABASE_URL``, else a SQLite file.

    It is empty, or a copy of the one at the address ``like``, to which nobody is connected.
    """
    server_url = os.environ.get("DATABASE_URL", "")
    if not server_url.startswith("postgres"):
        path = directory / "db.sqlite3"
        if like:
            shutil.copyfile(like.removeprefix("sqlite:///"), path)
        yield f"sqlite:///{path}"
        return
    server = environ.Env.db_url_config(server_url)
    address = {
        "host": server["HOST"],
        "port": server["PORT"] or 5432,
        "user": server["USER"],
        "password": server["PASSWORD"],
    }

    def run(statement):
        with psycopg.connect(dbname=server["NAME"], autocommit=True, **address) as connection:
            connection.execute(statement)

    run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    template = like.rpartition("/")[2] or "template1"
    run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield server_url.rsplit("/", 1)[0] + f"/{name}"
    run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
