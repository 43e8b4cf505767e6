"""
How much slower booking is while one server process holds many open streams: `make bench-streams`.

Starts a server of its own on an empty database (SQLite, or the PostgreSQL database named by ``DATABASE_URL``), books
through the last page of the booking flow, quiet and loaded in turn, and prints one line of JSON. Half of the streams
are patients', half are pages with free times; with ``--watching`` these show the very doctor who is booked.
"""

import argparse
import asyncio
import datetime as dt
import http.client
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from tests.browser.installation import HOUSE, environment, free_port, manage

ROUNDS = 2
OF_EACH = 200
TOKEN = "a" * 32  # both sides of the double-submit cookie


# --- The people -----------------------------------------------------------------------------------
def build(bookings, streams):
    """Make a doctor with free time, drafts that only wait for the last button, and sessions for the streams."""
    from appointments.services.drafts import start_draft, version_shown
    from scheduling.models import TimeSlot
    from scheduling.services.publishing import publish
    from tests.factories import ClinicFactory, DoctorFactory, OfferFactory, PatientFactory, WorkingHoursFactory

    now = dt.datetime.now(dt.UTC)
    clinic, (doctor, other) = ClinicFactory(), (DoctorFactory(), DoctorFactory())
    offer = OfferFactory(doctor=doctor)
    for weekday in range(7):
        WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=weekday, starts=dt.time(7), ends=dt.time(21))
    publish(doctor=doctor, now=now)
    first = now + dt.timedelta(days=2)
    slots = list(TimeSlot.objects.filter(doctor=doctor, starts_at__gt=first).order_by("minute")[:bookings])
    assert len(slots) == bookings, "there are not enough free times"
    made = []
    for number, slot in enumerate(slots):
        if number % 5 == 0:
            patient = PatientFactory(user__email=f"booker{number}@bench.test")
            cookie = session_of(patient.user)
        draft = start_draft(
            offer=offer, clinic=clinic, starts_at=slot.starts_at, user=patient.user, session_drafts=(), address="",
            now=now, patient=patient, reason="A measurement.",
        )  # fmt: skip
        made.append((f"/book/{draft.pk}/check/", cookie, version_shown(draft, patient=patient)))
    listeners = [
        session_of(PatientFactory(user__email=f"listener{n}@bench.test").user) for n in range(streams // 2 // 5 + 1)
    ]
    return made, listeners, (doctor.pk, other.pk)


def session_of(user):
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


# --- Measuring ------------------------------------------------------------------------------------
def book(port, drafts):
    """Press the last button for each of ``drafts``; return the milliseconds of each answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    taken = []
    for path, cookie, seen in drafts:
        headers = {
            "Cookie": f"sessionid={cookie}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        began = time.perf_counter()
        connection.request("POST", path, urlencode({"seen": seen, "csrfmiddlewaretoken": TOKEN}), headers)
        answer = connection.getresponse()
        answer.read()
        taken.append((time.perf_counter() - began) * 1000)
        location = answer.headers.get("Location", "")
        assert answer.status == 302, answer.status
        assert location.endswith("/confirmed/"), location
    return taken


async def hold(port, streams, cookies, doctor):
    """Open the streams, say so, and keep them until told to leave."""
    opened = 0

    async def one(number):
        nonlocal opened
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        signed_in = number % 2 == 0
        path = "/events/appointments/" if signed_in else f"/events/times/?doctor={doctor}"
        cookie = f"Cookie: sessionid={cookies[number // 2 % len(cookies)]}\r\n" if signed_in else ""
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{cookie}\r\n".encode())
        status = await reader.readline()
        assert b" 200 " in status, status
        await reader.readuntil(b"retry: 3000")
        opened += 1
        while await reader.read(4096):
            pass

    gate = asyncio.Semaphore(20)

    async def gently(number):
        async with gate:
            task = asyncio.create_task(one(number))
            before = opened
            while opened == before and not task.done():
                await asyncio.sleep(0.01)
        await task

    tasks = [asyncio.create_task(gently(number)) for number in range(streams)]
    while opened < streams:
        await asyncio.sleep(0.1)
        for task in tasks:
            if task.done():
                task.result()
    print("open", flush=True)  # noqa: T201
    await asyncio.gather(*tasks)


class Holder:
    """The streams, held by a process of their own so that they cost the measuring one nothing."""

    def __init__(self, port, streams, cookies, doctor):
        self.arguments = json.dumps([port, streams, cookies, doctor])

    def __enter__(self):
        command = [sys.executable, "-m", "tests.benchmarks.live_streams", "--hold"]
        self.process = subprocess.Popen(command, cwd=HOUSE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdin.write(self.arguments + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline().strip() == "open", "the streams did not open"

    def __exit__(self, *_error):
        self.process.kill()
        self.process.wait()


def measure(streams, watching):
    directory = Path(tempfile.mkdtemp(prefix="bench-streams-"))
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{directory / 'db.sqlite3'}"
    more = {
        "DATABASE_URL": url, "SITE_NAME": "Bench", "LIVE_STREAMS_PER_USER": "50",
        "DATABASE_POOL": "true", "LIVE_STREAMS_PER_ADDRESS": str(streams),
        "LIVE_STREAMS_PER_PROCESS": str(streams + 10),
    }  # fmt: skip
    manage(directory, "migrate", "--no-input", "--verbosity", "0", **more)
    os.environ.update(environment(directory, **more))
    import django

    django.setup()
    drafts, cookies, doctors = build(20 + ROUNDS * 2 * OF_EACH, streams)
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--no-worker", "--port", str(port)]
    server = subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        book(port, drafts[:20])
        quiet, loaded, left = [], [], drafts[20:]
        for _round in range(ROUNDS):
            quiet += book(port, left[:OF_EACH])
            with Holder(port, streams, cookies, doctors[0] if watching else doctors[1]):
                time.sleep(2)
                loaded += book(port, left[OF_EACH : 2 * OF_EACH])
                memory, threads = used_by(server.pid)
            left = left[2 * OF_EACH :]
            time.sleep(2)
        began = time.monotonic()
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        stopped = time.monotonic() - began
    finally:
        server.kill()
    figures = {
        "streams": streams, "watching": watching, "vendor": url.partition(":")[0],
        "quiet_ms": summary(quiet), "loaded_ms": summary(loaded),
        "p99_ratio": round(percentile(loaded, 99) / percentile(quiet, 99), 2),
        "p50_ratio": round(statistics.median(loaded) / statistics.median(quiet), 2),
        "server_mb": memory, "server_threads": threads, "stopped_in_s": round(stopped, 1),
        "python": platform.python_version(), "load": os.getloadavg()[0],
    }  # fmt: skip
    print(json.dumps(figures))  # noqa: T201


def wait_for(port):
    for _try in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/health/")
            return connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def used_by(pid):
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(status["VmRSS"].split()[0]) // 1024, int(status["Threads"])


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, round(len(values) * share / 100))]


def summary(values):
    return {f"p{share}": round(percentile(values, share), 1) for share in (50, 95, 99)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=500)
    parser.add_argument("--watching", action="store_true", help="pages with free times show the doctor who is booked")
    parser.add_argument("--hold", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.hold:
        asyncio.run(hold(*json.loads(sys.stdin.readline())))
    else:
        measure(asked.streams, asked.watching)
