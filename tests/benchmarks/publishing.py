"""
How long publishing takes, and how it slows booking meanwhile: `make bench-publish`.

On an empty database of its own (SQLite, or one made on the server of ``DATABASE_URL``): a year of one doctor's slots,
target 1 s; then a night's batch for many doctors, from nothing and a day later, while one process books at a steady
pace. Prints one line of JSON; the bookings are measured quiet, too, to compare.
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

TARGET_YEAR_SECONDS = 1
PATIENCE_SECONDS = 7200
BOOKING = """
import django; django.setup()
from tests.benchmarks.publishing_work import names_of_its_own
from tests.benchmarks.steady_bookings import run
names_of_its_own()
"""
PUBLISHING = "from tests.benchmarks.publishing_work import {verb}\nprint(json.dumps({verb}({arguments})))"


class Place(Installation):
    patience_seconds = PATIENCE_SECONDS


def measure(doctors, per_second, seconds):
    directory = Path(tempfile.mkdtemp(prefix="bench-publish-"))
    databases = make_database(directory, f"bench_publish_{os.getpid()}")
    place = Place(next(databases), directory)
    try:
        place.manage("migrate", "--verbosity", "0")
        year = publishing(place, "a_year")
        publishing(place, "make_doctors", doctors)
        quiet = booked(place, per_second, seconds)
        first = beside_bookings(place, "a_night", 0, per_second=per_second, seconds=seconds)
        later = beside_bookings(place, "a_night", 1, per_second=per_second, seconds=seconds)
    finally:
        next(databases, None)
    figures = {
        "vendor": place.database_url.partition(":")[0], "year_of_one_doctor": year, "target_s": TARGET_YEAR_SECONDS,
        "doctors": doctors, "bookings_quiet": quiet, "first_night": first, "next_night": later,
        "python": platform.python_version(), "load": os.getloadavg()[0],
    }  # fmt: skip
    print(json.dumps(figures))  # noqa: T201


def publishing(place, verb, *arguments):
    return place.do(PUBLISHING.format(verb=verb, arguments=", ".join(map(str, arguments))))


def booked(place, per_second, seconds, *, meanwhile=None):
    """Let a program of its own prepare and then book, and return what it says it did; ``meanwhile`` runs beside it."""
    booking = subprocess.Popen(
        [sys.executable, "-c", f"{BOOKING}run({per_second}, {seconds})"],
        cwd=ROOT,
        env=place.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert booking.stdout.readline().strip() == "ready", "nothing could be prepared"
    beside = meanwhile() if meanwhile else None
    told, _nothing = booking.communicate("go\n", timeout=seconds + PATIENCE_SECONDS)
    return json.loads(told) | ({"publisher_outlived_them": beside.poll() is None} if beside else {})


def beside_bookings(place, verb, *arguments, per_second, seconds):
    """Publish while somebody books; return what both say."""
    started, code = [], PUBLISHING.format(verb=verb, arguments=", ".join(map(str, arguments)))

    def publish():
        command = [sys.executable, "-c", f"import django, json; django.setup()\n{code}"]
        started.append(subprocess.Popen(command, cwd=ROOT, env=place.environment, stdout=subprocess.PIPE, text=True))
        time.sleep(2)  # until it has loaded
        return started[0]

    bookings = booked(place, per_second, seconds, meanwhile=publish)
    told, _nothing = started[0].communicate(timeout=PATIENCE_SECONDS)
    return {**json.loads(told), "bookings_beside_it": bookings}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--doctors", type=int, default=2000)
    parser.add_argument("--per-second", type=int, default=10)
    parser.add_argument("--seconds", type=int, default=20)
    asked = parser.parse_args()
    measure(asked.doctors, asked.per_second, asked.seconds)
