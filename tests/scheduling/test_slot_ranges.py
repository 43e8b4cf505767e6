"""All free slots between two times are blocked, or opened: what somebody has is left, and named."""

import pytest

from scheduling.models import TimeOff, TimeSlot
from scheduling.services.publishing import publish
from scheduling.services.slot_ranges import block_free_slots, open_again, open_blocked_slots
from scheduling.services.time_off import TimeOffRefused, add_time_off
from tests.factories import DoctorFactory
from tests.scheduling.builders import LONDON, NOW, a_doctor_working, at, booked, day_of, news, slot_at, starts_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def hours():
    hours = a_doctor_working("9:00", "11:00")
    publish(doctor=hours.doctor, now=NOW)
    return hours


def told(hours, starts="9:00", ends="10:00", **more):
    return {"doctor": hours.doctor, "starts_at": at(starts), "ends_at": at(ends), "actor": None, "now": NOW, **more}


def block(hours, *between, **more):
    return block_free_slots(**told(hours, *between, **more), time_zone=LONDON)


def times(slots):
    return [f"{slot.local_minute // 60}:{slot.local_minute % 60:02}" for slot in slots]


def test_blocks_what_lies_between(hours):
    report = block(hours)

    assert times(report.slots) == ["9:00", "9:20", "9:40"]
    assert starts_on(hours.doctor, status="blocked") == ["9:00", "9:20", "9:40"]
    assert TimeOff.objects.count() == len(report.time_off) == 1


def test_a_slot_that_reaches_over_the_edge_stays_open(hours):
    block(hours, "9:10", "9:50")

    assert starts_on(hours.doctor, status="blocked") == ["9:20"]


def test_what_is_booked_or_held_is_left_named_and_no_news(hours):
    booked(slot_at(hours.doctor, "9:20"))
    TimeSlot.objects.filter(pk=slot_at(hours.doctor, "10:00").pk).update(
        held_until=at("9:00"), hold_key="5f1c1f8e-3a54-4c3e-9d0a-6f1f2f3a4b5c"
    )
    with news() as heard:
        report = block(hours, "9:00", "11:00")

    assert times(report.left) == ["9:20", "10:00"]
    assert starts_on(hours.doctor, status="blocked") == ["9:00", "9:40", "10:20", "10:40"]
    assert (slot_at(hours.doctor, "9:20").status, slot_at(hours.doctor, "10:00").status) == ("booked", "open")
    assert len(report.time_off) == 3
    assert heard == []


def test_beside_a_booked_one_the_other_lane_stays_open():
    hours = a_doctor_working("9:00", "10:00", capacity=2)
    publish(doctor=hours.doctor, now=NOW)
    booked(slot_at(hours.doctor, "9:20", lane=1))

    block(hours)

    assert slot_at(hours.doctor, "9:20").status == "open"
    assert slot_at(hours.doctor, "9:00", lane=1).status == "blocked"


def test_what_has_begun_is_left(hours):
    report = block(hours, now=at("9:10"))

    assert times(report.slots) == ["9:20", "9:40"]


def test_nothing_free_enters_nothing(hours):
    block(hours)

    assert block(hours).slots == []
    assert TimeOff.objects.count() == 1


def test_opens_what_is_blocked_between_and_leaves_the_rest_blocked(hours):
    block(hours, "9:00", "11:00")
    report = open_blocked_slots(**told(hours, "9:20", "10:00"))

    assert times(report.slots) == ["9:20", "9:40"]
    assert starts_on(hours.doctor, status="blocked") == ["9:00", "10:00", "10:20", "10:40"]


def test_says_what_keeps_time_blocked(hours):
    add_time_off(clinic=hours.clinic, starts_at=at("9:00"), ends_at=at("9:20"), time_zone=LONDON, actor=None, now=NOW)
    add_time_off(
        doctor=hours.doctor, starts_at=at("9:20"), ends_at=at("9:40"), time_zone=LONDON, actor=None, now=NOW,
        repeats_until=at("9:00").date(),
    )  # fmt: skip
    block(hours, "9:40", "10:00")

    report = open_blocked_slots(**told(hours))

    assert times(report.slots) == ["9:40"]
    assert len(report.refusals) == 2
    assert f"{hours.clinic} is closed then." in report.refusals


def test_the_way_back_ends_just_what_was_blocked(hours):
    add_time_off(doctor=hours.doctor, starts_at=at("9:20"), ends_at=at("9:40"), time_zone=LONDON, actor=None, now=NOW)
    report = block(hours, "9:00", "11:00")

    done = open_again(doctor=hours.doctor, time_off=[row.pk for row in report.time_off], actor=None, now=NOW)

    assert done == 2
    assert starts_on(hours.doctor, status="blocked") == ["9:20"]


def test_another_doctors_time_off_is_not_ended(hours):
    report = block(hours)

    assert open_again(doctor=DoctorFactory(), time_off=[report.time_off[0].pk], actor=None, now=NOW) == 0
    assert len(starts_on(hours.doctor, status="blocked")) == 3


@pytest.mark.parametrize(
    ("between", "words"),
    [(("10:00", "9:00"), "after the start"), (("9:00", "9:00"), "after the start")],
)
def test_says_why_not(hours, between, words):
    for change in (block, lambda hours, *between: open_blocked_slots(**told(hours, *between))):
        with pytest.raises(TimeOffRefused, match=words):
            change(hours, *between)
    with pytest.raises(TimeOffRefused, match="has passed"):
        block(hours, now=at("12:00"))
    assert len(day_of(hours.doctor)) == 6
