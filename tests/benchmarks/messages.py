"""
How soon messages leave while bookings come in: `make bench-messages`.

On an empty database of its own (SQLite, or one made on the server of ``DATABASE_URL``) one process books at a steady
pace, workers hand the mail to an SMTP server, and one line of JSON says which share was taken within 30 seconds of
``send_after``; the target is 99 %.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.appointments.notifications.installation import ROOT, Installation, make_database
from tests.appointments.notifications.smtp_sink import Sink

TARGET_SECONDS, TARGET_SHARE = 30, 99
PATIENCE_SECONDS = 300
PROGRAM = "import django, json; django.setup()\nfrom tests.benchmarks.steady_bookings import run\n"


def measure(per_second, seconds, workers):
    directory = Path(tempfile.mkdtemp(prefix="bench-messages-"))
    sink, databases = Sink(), make_database(directory, f"bench_messages_{os.getpid()}")
    place = Installation(next(databases), directory)
    place.environment |= {"OUTBOX_TRANSPORT": "", "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
    try:
        place.manage("migrate", "--verbosity", "0")
        booked = book(place, per_second, seconds, workers)
        until = time.monotonic() + PATIENCE_SECONDS
        while place.counts().get("queued") and time.monotonic() < until:
            time.sleep(0.5)
        left = place.counts().get("queued", 0)
        waits = waiting_times(place)
    finally:
        place.stop_workers()
        sink.shutdown()
        next(databases, None)
    in_time = sum(wait <= TARGET_SECONDS for wait in waits)
    figures = {
        "vendor": place.database_url.partition(":")[0], "wanted_per_second": per_second, "seconds": seconds,
        "workers": workers, **booked, "sent": len(waits), "never_sent": left, "taken_by_the_server": len(sink.taken),
        "within_30_s_percent": round(100 * in_time / (len(waits) + left), 2), "target_percent": TARGET_SHARE,
        "wait_s": {f"p{share}": round(percentile(waits, share), 2) for share in (50, 95, 99, 100)},
        "python": platform.python_version(), "load": os.getloadavg()[0],
    }  # fmt: skip
    print(json.dumps(figures))  # noqa: T201


def book(place, per_second, seconds, workers):
    """Let a program of its own prepare and then book, with the workers beside it; return what it says it did."""
    booking = subprocess.Popen(
        [sys.executable, "-c", f"{PROGRAM}run({per_second}, {seconds})"],
        cwd=ROOT,
        env=place.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert booking.stdout.readline().strip() == "ready", "nothing could be prepared"
    for _number in range(workers):
        place.start_worker()
    time.sleep(5)
    told, _nothing = booking.communicate("go\n", timeout=seconds + PATIENCE_SECONDS)
    return json.loads(told)


def waiting_times(place):
    """Return the seconds from ``send_after`` to ``sent_at`` of each mail about a booking."""
    code = (
        "from appointments.models import Message\n"
        "rows = Message.objects.filter(channel='email', kind='booked', status='sent')\n"
        "told = [(sent - due).total_seconds() for due, sent in rows.values_list('send_after', 'sent_at')]\n"
        "print(json.dumps(told))"
    )
    return place.do(code)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, round(len(values) * share / 100))] if values else float("nan")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--per-second", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    measure(asked.per_second, asked.seconds, asked.workers)
