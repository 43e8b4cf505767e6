"""
How long the lists of the administration take to answer: `make bench-admin`.

On an empty database of its own (SQLite, or one made on the server of ``DATABASE_URL``): appointments of two years with
their events, messages, slots and trail. Every list is asked for as it opens, on its second page, searched, by a step
of its dates and by a choice of each of its filters. Prints one line of JSON; the target is 500 ms for each.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.appointments.notifications.installation import Installation, make_database

TARGET_MS = 500
PROGRAM = "from tests.benchmarks.admin_lists_work import measure\nprint(json.dumps(measure({appointments}, {doctors})))"


class Place(Installation):
    patience_seconds = 3600

    def do(self, code):
        """Run it, and let what stopped it be read: a measurement that only ends is no answer."""
        try:
            return super().do(code)
        except subprocess.CalledProcessError as error:
            sys.exit(error.stderr)


def measure(appointments, doctors):
    directory = Path(tempfile.mkdtemp(prefix="bench-admin-"))
    databases = make_database(directory, f"bench_admin_{os.getpid()}")
    place = Place(next(databases), directory)
    try:
        place.manage("migrate", "--verbosity", "0")
        lists = place.do(PROGRAM.format(appointments=appointments, doctors=doctors))
    finally:
        next(databases, None)
    figures = {
        "vendor": place.database_url.partition(":")[0], "target_ms": TARGET_MS, **lists,
        "python": platform.python_version(), "load": os.getloadavg()[0],
    }  # fmt: skip
    print(json.dumps(figures))  # noqa: T201


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--appointments", type=int, default=100_000)
    parser.add_argument("--doctors", type=int, default=200)
    told = parser.parse_args()
    measure(told.appointments, told.doctors)
