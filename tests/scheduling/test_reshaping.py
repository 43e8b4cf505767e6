"""Open slots get another shape: longer, shorter, split, joined, and as the hours have them again."""

import pytest

from scheduling.models import TimeOff, TimeSlot
from scheduling.services.publishing import publish
from scheduling.services.reshaping import join_slots, resize_slot, split_slot, take_back_slot
from scheduling.services.slots_by_hand import SlotRefused, open_slot_by_hand
from scheduling.services.time_off import SlotInUse, add_time_off
from tests.scheduling.builders import NOW, a_doctor_working, at, booked, day_of, did_nothing, slot_at

pytestmark = pytest.mark.django_db
AS_PUBLISHED = [("9:00", 20, 0, "open"), ("9:20", 20, 0, "open"), ("9:40", 20, 0, "open"), ("10:00", 20, 0, "open")]


@pytest.fixture
def hours():
    hours = a_doctor_working("9:00", "10:20")
    publish(doctor=hours.doctor, now=NOW)
    return hours


def told(hours, start="9:20", **more):
    return {"slot_id": slot_at(hours.doctor, start).pk, "actor": None, "now": NOW, **more}


def test_a_longer_one_takes_the_slots_it_runs_into(hours):
    slot = resize_slot(**told(hours, minutes=30))

    assert day_of(hours.doctor) == [("9:00", 20, 0, "open"), ("9:20", 30, 0, "open"), ("10:00", 20, 0, "open")]
    assert slot.origin == "by_hand"


def test_it_may_outlast_the_hours(hours):
    resize_slot(**told(hours, "10:00", minutes=60))

    assert day_of(hours.doctor)[-1] == ("10:00", 60, 0, "open")


def test_a_shorter_one_leaves_the_rest_unoffered(hours):
    resize_slot(**told(hours, minutes=10))

    assert day_of(hours.doctor)[:3] == [("9:00", 20, 0, "open"), ("9:20", 10, 0, "open"), ("9:40", 20, 0, "open")]
    assert slot_at(hours.doctor, "9:00").minutes_left == 30


@pytest.mark.parametrize(("minutes", "parts"), [(None, (10, 10)), (15, (15, 5))])
def test_two_are_made_of_one(hours, minutes, parts):
    first, second = split_slot(**told(hours, minutes=minutes))

    assert (first.minutes, second.minutes) == parts
    assert first.minutes_left == 60
    assert len(day_of(hours.doctor)) == 5


def test_one_is_made_of_two(hours):
    join_slots(**told(hours))

    assert day_of(hours.doctor) == [("9:00", 20, 0, "open"), ("9:20", 40, 0, "open"), ("10:00", 20, 0, "open")]


@pytest.mark.parametrize(
    "change",
    [
        lambda hours: resize_slot(**told(hours, minutes=30)),
        lambda hours: join_slots(**told(hours)),
        lambda hours: resize_slot(**told(hours, minutes=5)),
    ],
)
def test_taken_back_the_hours_stand_again(hours, change):
    change(hours)
    take_back_slot(**told(hours))

    assert day_of(hours.doctor) == AS_PUBLISHED


def test_publishing_leaves_the_new_shape(hours):
    split_slot(**told(hours))
    shape = day_of(hours.doctor)

    assert did_nothing(publish(doctor=hours.doctor, now=NOW))
    assert day_of(hours.doctor) == shape


def test_only_its_own_lane_changes():
    hours = a_doctor_working("9:00", "10:00", capacity=2)
    publish(doctor=hours.doctor, now=NOW)
    second = slot_at(hours.doctor, "9:20", lane=1)

    join_slots(slot_id=second.pk, actor=None, now=NOW)

    assert [(start, minutes) for start, minutes, lane, _status in day_of(hours.doctor) if lane == 0] == [
        ("9:00", 20), ("9:20", 20), ("9:40", 20),
    ]  # fmt: skip
    assert ("9:20", 40, 1, "open") in day_of(hours.doctor)


@pytest.mark.parametrize(
    "change",
    [
        lambda hours: resize_slot(**told(hours, minutes=30)),
        lambda hours: join_slots(**told(hours)),
        lambda hours: split_slot(**told(hours, "9:40")),
        lambda hours: resize_slot(**told(hours, "9:40", minutes=10)),
    ],
)
@pytest.mark.parametrize(
    "taken", [{"status": "booked"}, {"held_until": at("9:40"), "hold_key": "5f1c1f8e-3a54-4c3e-9d0a-6f1f2f3a4b5c"}]
)
def test_what_somebody_has_is_left_alone(hours, change, taken):
    TimeSlot.objects.filter(pk=slot_at(hours.doctor, "9:40").pk).update(**taken)
    before = list(TimeSlot.objects.order_by("pk").values())

    with pytest.raises(SlotInUse):
        change(hours)

    assert list(TimeSlot.objects.order_by("pk").values()) == before


def test_blocked_time_is_opened_first(hours):
    add_time_off(
        doctor=hours.doctor, starts_at=at("9:40"), ends_at=at("10:00"), time_zone="Europe/London", actor=None, now=NOW
    )

    for change in (join_slots, lambda **who: resize_slot(minutes=25, **who)):
        with pytest.raises(SlotRefused, match="blocked"):
            change(**told(hours))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda hours: resize_slot(**told(hours, minutes=4)), "between 5 minutes and 12 hours"),
        (lambda hours: resize_slot(**told(hours, minutes=721)), "between 5 minutes and 12 hours"),
        (lambda hours: split_slot(**told(hours, minutes=20)), "shorter than the slot"),
        (lambda hours: split_slot(**told(hours, minutes=18)), "between 5 minutes and 12 hours"),
        (lambda hours: join_slots(**told(hours, "10:00")), "No slot begins"),
        (lambda hours: take_back_slot(**told(hours)), "from your hours"),
        (lambda hours: split_slot(**told(hours) | {"slot_id": 0}), "not there any more"),
        (lambda hours: split_slot(**told(hours) | {"now": at("9:21")}), "has passed"),
    ],
)
def test_says_why_not(hours, change, words):
    with pytest.raises(SlotRefused, match=words):
        change(hours)

    assert day_of(hours.doctor) == AS_PUBLISHED


def test_a_slot_made_by_hand_that_is_booked_is_not_taken_back(hours):
    slot = open_slot_by_hand(
        doctor=hours.doctor, clinic=hours.clinic, starts_at=at("12:00"), minutes=20, actor=None, now=NOW
    )
    booked(slot)

    with pytest.raises(SlotInUse):
        take_back_slot(slot_id=slot.pk, actor=None, now=NOW)

    assert not TimeOff.objects.exists()
