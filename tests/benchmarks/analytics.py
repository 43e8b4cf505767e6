"""
How long the analytics take over many appointments, and that they are right: `make bench-analytics`.

On an empty database of its own (SQLite, or one made on the server of ``DATABASE_URL``): two years of appointments
written at random, counted into the metrics, every event of them replayed to prove these, and the page of a year
opened, target half a second. Prints one line of JSON.
"""

import argparse
import json
import os
import platform
import tempfile
from pathlib import Path

from tests.appointments.notifications.installation import Installation, make_database

TARGET_SECONDS = 0.5
PATIENCE_SECONDS = 7200


class Place(Installation):
    patience_seconds = PATIENCE_SECONDS


def measure(appointments, doctors):
    directory = Path(tempfile.mkdtemp(prefix="bench-analytics-"))
    databases = make_database(directory, f"bench_analytics_{os.getpid()}")
    place = Place(next(databases), directory)

    def work(verb, *arguments):
        listed = ", ".join(map(str, arguments))
        return place.do(f"from tests.benchmarks.analytics_work import {verb}\nprint(json.dumps({verb}({listed})))")

    try:
        place.manage("migrate", "--verbosity", "0")
        made = work("make", appointments, doctors)
        counted = work("count")
        proved = work("prove")
        opened = work("open_pages")
    finally:
        next(databases, None)
    figures = {
        "vendor": place.database_url.partition(":")[0], "made": made, "counted": counted, "proved": proved,
        "pages": opened, "target_s": TARGET_SECONDS, "python": platform.python_version(), "load": os.getloadavg()[0],
    }  # fmt: skip
    print(json.dumps(figures))  # noqa: T201


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--appointments", type=int, default=1_000_000)
    parser.add_argument("--doctors", type=int, default=400)
    asked = parser.parse_args()
    measure(asked.appointments, asked.doctors)
