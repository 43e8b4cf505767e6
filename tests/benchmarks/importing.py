"""
How long an import takes, and what it costs everybody else: `make bench-import`.

On an empty database of its own (SQLite, or one made on the server of ``DATABASE_URL``): patients from a CSV and as many
from a workbook, then doctors, each sent as the page sends them, checked and imported by a worker that does its other
duties meanwhile. Prints one line of JSON: the seconds of both stages, the longest the progress stood still and the
worker's peak of memory; then bookings without an import and beside one.
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
from tests.benchmarks.importing_work import BY
from tests.benchmarks.publishing import booked

TARGETS = {"check_s": 30, "import_s": 180, "stood_still_s": 5, "worker_mb": 300}
PROGRAM = "from tests.benchmarks.importing_work import *\nprint(json.dumps({call}))"
PATIENCE_SECONDS = 1800
GLANCE_SECONDS = 0.2
SETTLING_SECONDS = 30
"""The worker's first turn at every duty, on a database that has done none."""


class Place(Installation):
    patience_seconds = PATIENCE_SECONDS


def measure(patients, doctors, per_second, seconds):
    directory = Path(tempfile.mkdtemp(prefix="bench-import-"))
    databases = make_database(directory, f"bench_import_{os.getpid()}")
    place = Place(next(databases), directory)
    place.environment["PRIVATE_FILES_DIR"] = str(directory / "private")
    begun = []
    try:
        place.manage("migrate", "--verbosity", "0")
        quiet = booked(place, per_second, seconds)
        worker = place.start_worker()
        time.sleep(SETTLING_SECONDS)
        imports = {}
        for kind, suffix, count in asked_for(patients, doctors):
            path = directory / f"{kind}.{suffix}"
            place.do(PROGRAM.format(call=f"write_{kind}({str(path)!r}, {count})"))
            imports[f"{count} {kind}, {suffix}"] = imported(place, worker, kind, path)
        place.stop_workers()
        more = directory / "more.csv"
        place.do(PROGRAM.format(call=f"write_patients({str(more)!r}, {patients})"))
        beside = booked(place, per_second, seconds, meanwhile=lambda: importing_of(place, more, begun))
        beside["import_outlived_them"] = beside.pop("publisher_outlived_them")
    finally:
        place.stop_workers()
        for importing in begun:
            importing.kill()  # the bookings are over: what is left of it is nobody's
            importing.wait()
        next(databases, None)
    figures = {
        "vendor": place.database_url.partition(":")[0], "targets": TARGETS, "imports": imports,
        "bookings_quiet": quiet, "bookings_beside_an_import": beside, "python": platform.python_version(),
        "load": os.getloadavg()[0],
    }  # fmt: skip
    print(json.dumps(figures))  # noqa: T201


def asked_for(patients, doctors):
    return [("patients", "csv", patients), ("patients", "xlsx", patients), ("doctors", "csv", doctors)]


def imported(place, worker, kind, path):
    """Send a file, wait for its check, give the word, wait for the rows; return how it went."""
    job = place.do(PROGRAM.format(call=f"send({kind!r}, {str(path)!r})"))
    check = watched(place, job, "checking")
    place.do(PROGRAM.format(call=f"start({job})"))
    made = watched(place, job, "importing")
    ((state, rows, bad),) = place.sql(f"SELECT state, made, bad + left_out FROM dashboards_importjob WHERE id = {job}")  # noqa: S608
    assert state == "done", f"the import of {path.name} ended as {state}"
    return {
        "check_s": check["s"], "import_s": made["s"], "made": rows, "bad": bad,
        "rows_per_second": round(rows / made["s"]), "readings": check["readings"] + made["readings"],
        "stood_still_s": max(check["stood_still_s"], made["stood_still_s"]), "worker_mb": peak_megabytes(worker),
    }  # fmt: skip


def watched(place, job, stage):
    """Look at the progress as the page does until ``stage`` is over; return the seconds and the longest standstill."""
    began = moved = time.monotonic()
    seen, longest = None, 0.0
    readings = 0
    while True:
        ((state, done),) = place.sql(f"SELECT state, done FROM dashboards_importjob WHERE id = {job}")  # noqa: S608
        now = time.monotonic()
        if (state, done) != seen:
            longest, moved, seen, readings = max(longest, now - moved), now, (state, done), readings + 1
        if state != stage:
            return {"s": round(now - began, 1), "stood_still_s": round(longest, 1), "readings": readings}
        assert now - began < PATIENCE_SECONDS, f"{stage} did not end: {done} rows done"
        time.sleep(GLANCE_SECONDS)


def importing_of(place, path, begun):
    """Begin an import from the command line, beside which somebody books, and add it to ``begun``."""
    command = [sys.executable, "manage.py", "import_rows", "patients", str(path), "--by", BY]
    importing = subprocess.Popen(command, cwd=ROOT, env=place.environment, stdout=subprocess.DEVNULL)
    begun.append(importing)
    time.sleep(2)  # until it has loaded
    return importing


def peak_megabytes(process):
    """Return the most memory a process has held so far, where the system tells (Linux)."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        return None
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) // 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=10_000)
    parser.add_argument("--doctors", type=int, default=500)
    parser.add_argument("--per-second", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=20)
    told = parser.parse_args()
    measure(told.patients, told.doctors, told.per_second, told.seconds)
