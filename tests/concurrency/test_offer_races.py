"""Sixteen answers to one offer, sixteen who offer at once: every time that was held is somebody's or free."""

import pytest

from tests.concurrency.test_races import pytestmark, race  # noqa: F401 - the arena, and its marks


@pytest.fixture(name="offer_race")
def _offer_race(race):  # noqa: F811
    return race


def test_an_offer_is_taken_once_or_lapses(offer_race):
    end = offer_race("offer_answered_or_lapsed")

    assert end["outcomes"] in ({"accepted": 1, "over": 15}, {"lapsed": 1, "over": 15})
    assert end["offer"] in end["outcomes"]
    assert end["moved"] == (end["offer"] == "accepted")
    assert end["findings"] == []
    assert end["booked_afterwards"] == end["free_starts"] == 11


def test_an_offer_and_the_end_of_its_appointment_agree(offer_race):
    end = offer_race("offer_answered")

    assert set(end["outcomes"]) <= {"accepted", "lapsed", "cancelled", "over"}
    assert end["outcomes"]["cancelled"] == 1
    assert end["outcomes"].get("accepted", 0) + end["outcomes"].get("lapsed", 0) <= 1
    assert end["status"] == "cancelled"
    assert end["offer"] == next((word for word in ("accepted", "lapsed") if word in end["outcomes"]), "withdrawn")
    assert end["findings"] == []
    assert end["booked_afterwards"] == end["free_starts"] == 12


def test_offers_made_at_once_hold_each_time_for_one(offer_race):
    """Each appointment has one offer at most, no time is offered twice, and none that is offered is booked."""
    end = offer_race("offers_in_bulk")

    assert set(end["outcomes"]) <= {"offered", "not offered", "won", "taken"}
    assert end["outcomes"]["offered"] == end["offers"] == end["appointments_offered"]
    assert end["times"] == end["different_times"]
    assert end["booked"] == end["outcomes"].get("won", 0)
    assert end["free_starts"] == end["booked_afterwards"] == 12 - 4 - end["times"] - end["booked"]
    assert end["findings"] == []
