"""Several schedulers at once, on SQLite and on PostgreSQL, while clocks are set back an hour: one reminder (row 15)."""

import os
import subprocess
import sys
import time

import pytest

from tests.appointments.notifications.installation import ROOT, Installation, wait_until

ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")

pytestmark = [pytest.mark.slow] + ([pytest.mark.postgres] if ON_POSTGRESQL else [])

PATIENTS, PLANNERS, ROUNDS = 30, 3, 6
PROGRAM = "from tests.appointments.notifications.planners import *\nprint(json.dumps({call}))"


@pytest.fixture
def installation(own_database, tmp_path):
    with own_database(tmp_path, "schedulers") as url:
        place = Installation(url, tmp_path)
        yield place
        place.stop_workers()


def start_planner(installation, *, begin):
    program = "import django, json; django.setup()\n" + PROGRAM.format(call=f"plan({ROUNDS}, begin={begin})")
    return subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env=installation.environment, stdout=subprocess.PIPE, text=True
    )


def test_several_schedulers_and_a_clock_set_back_remind_once(installation):
    installation.do(PROGRAM.format(call=f"arrange({PATIENTS})"))
    begin = time.time() + 15
    planners = [start_planner(installation, begin=begin) for _number in range(PLANNERS)]
    wrote = [int(planner.communicate(timeout=180)[0]) for planner in planners]

    assert [planner.returncode for planner in planners] == [0] * PLANNERS
    assert sum(wrote) == 3 * PATIENTS  # a mail, and two lines in the portal
    assert installation.do(PROGRAM.format(call="told()")) == [PATIENTS, 1, PATIENTS]


def test_what_they_wrote_leaves_once(installation):
    installation.do(PROGRAM.format(call=f"arrange({PATIENTS})"))
    begin = time.time() + 15
    planners = [start_planner(installation, begin=begin) for _number in range(2)]
    for _worker in range(2):
        installation.start_worker()
    for planner in planners:
        planner.communicate(timeout=180)
    wait_until(lambda: len(installation.sent()) >= PATIENTS)
    installation.manage("worker", "--once")

    assert len(installation.sent()) == len({mail["to"] for mail in installation.sent()}) == PATIENTS
