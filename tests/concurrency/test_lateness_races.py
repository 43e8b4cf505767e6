"""One session, sixteen who say that the doctor runs late: everybody is told once."""

import pytest

from tests.concurrency.test_races import pytestmark, race  # noqa: F401 - the arena, and its marks


@pytest.fixture(name="lateness_race")
def _lateness_race(race):  # noqa: F811
    return race


def test_said_by_everybody_at_once_it_is_told_once(lateness_race):
    end = lateness_race("said_by_everybody")

    assert end["outcomes"] == {"said": 16}
    assert end["rows"] == 1
    assert end["told"] == end["late_who_wait"] == 8


def test_said_while_patients_cancel_the_pages_agree(lateness_race):
    end = lateness_race("said_while_patients_cancel")

    assert end["outcomes"].get("cancelled") == 8
    assert end["rows"] <= 1
    assert end["late_who_wait"] == end["late_who_do_not"] == 0
