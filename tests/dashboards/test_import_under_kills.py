"""The process that imports is killed in the middle: whoever goes on makes each row that is left, and none twice."""

import os
import subprocess
import sys

import pytest

from tests.appointments.notifications.installation import ROOT, Installation, wait_until

ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")

pytestmark = [pytest.mark.slow] + ([pytest.mark.postgres] if ON_POSTGRESQL else [])

ROWS, UNIT = 200, 10
PROGRAM = "from tests.benchmarks.importing_work import *\nprint(json.dumps({call}))"
SLOW = f"""
import django; django.setup()
import time
from django.utils import timezone
from dashboards.importing.kinds import KINDS
from dashboards.importing.services.working import work_off
patients = KINDS["patients"]
patients.unit_rows, make = {UNIT}, patients.make
patients.make = lambda verdict, **told: (time.sleep({{pause}}), make(verdict, **told))
for _unit in work_off(now=timezone.now()):
    pass
"""


class Place(Installation):
    patience_seconds = 300


@pytest.fixture
def installation(own_database, tmp_path):
    with own_database(tmp_path, "import") as url:
        place = Place(url, tmp_path)
        place.environment["PRIVATE_FILES_DIR"] = str(tmp_path / "private")
        yield place
        place.stop_workers()


def test_killed_three_times_each_row_is_made_once(installation, tmp_path):
    path = tmp_path / "people.csv"
    installation.do(PROGRAM.format(call=f"write_patients({str(path)!r}, {ROWS})"))
    job = installation.do(PROGRAM.format(call=f"send('patients', {str(path)!r})"))
    installation.do(SLOW.format(pause=0))
    installation.do(PROGRAM.format(call=f"start({job})"))

    for kill in range(1, 4):
        command = [sys.executable, "-c", SLOW.format(pause=0.02)]
        importing = subprocess.Popen(command, cwd=ROOT, env=installation.environment)
        wait_until(lambda least=30 * kill: patients(installation) >= least, seconds=120)
        importing.kill()
        importing.wait()
    made = patients(installation)
    assert 0 < made < ROWS, "the kills came when the work was done: nothing was shown"
    installation.do(SLOW.format(pause=0))

    ((state, done, counted),) = installation.sql(f"SELECT state, done, made FROM dashboards_importjob WHERE id = {job}")  # noqa: S608
    assert (state, done, counted) == ("done", ROWS, ROWS)
    names = [name for (name,) in installation.sql("SELECT full_name FROM accounts_patient")]
    assert len(names) == len(set(names)) == ROWS
    assert installation.sql("SELECT count(*) FROM accounts_auditentry WHERE patient_id IS NOT NULL") == [(ROWS,)]


def patients(installation):
    return installation.sql("SELECT count(*) FROM accounts_patient")[0][0]
