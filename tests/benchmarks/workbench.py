"""
How long a doctor's fullest pages take to answer: `make bench-calendar`.

On an empty database of its own (SQLite, or one made on the server of ``DATABASE_URL``): a week of 200 lines, a day of
60 appointments and 50 requests, each asked for by a client in the same process. Prints one line of JSON; the target
is 300 ms for a page, of which nothing is the network's.
"""

import argparse
import json
import os
import platform
import tempfile
from pathlib import Path

from tests.appointments.notifications.installation import Installation, make_database

TARGET_MS = 300
PROGRAM = "from tests.benchmarks.workbench_work import measure\nprint(json.dumps(measure({times})))"


class Place(Installation):
    patience_seconds = 600


def measure(times):
    directory = Path(tempfile.mkdtemp(prefix="bench-workbench-"))
    databases = make_database(directory, f"bench_workbench_{os.getpid()}")
    place = Place(next(databases), directory)
    try:
        place.manage("migrate", "--verbosity", "0")
        pages = place.do(PROGRAM.format(times=times))
    finally:
        next(databases, None)
    figures = {
        "vendor": place.database_url.partition(":")[0], "target_ms": TARGET_MS, **pages,
        "python": platform.python_version(), "load": os.getloadavg()[0],
    }  # fmt: skip
    print(json.dumps(figures))  # noqa: T201


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=40)
    measure(parser.parse_args().times)
