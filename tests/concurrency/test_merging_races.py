"""Two records are put together while people work with one of them: nothing is left behind."""

import pytest

from tests.concurrency.test_races import pytestmark, race  # noqa: F401 - the arena, and its marks


@pytest.fixture(name="merging_race")
def _merging_race(race):  # noqa: F811
    return race


def test_nothing_stays_with_a_record_that_goes_while_it_is_written_to(merging_race):
    end = merging_race("merged_while_booked_for")

    assert set(end["outcomes"]) <= {"booked", "written", "merged", "told"}
    assert end["outcomes"]["merged"] == end["merges"] == 1
    assert end["went"]
    assert end["left_behind"] == {}
    assert end["appointments"] == end["outcomes"].get("booked", 0)
    assert end["notes"] == end["outcomes"].get("written", 0)
    assert end["lines"] == 2
