"""Time given back is open only if the plan still has it."""

import datetime as dt
import uuid

import pytest

from scheduling.models import TimeOff, TimeSlot, WorkingHours
from scheduling.services.publishing import publish
from scheduling.services.releasing import release
from tests.scheduling.builders import MONDAY, NOW, a_doctor_working, at, booked, day_of, slot_at, starts_on

pytestmark = pytest.mark.django_db

UNDO = {"hold_key": uuid.UUID(int=1), "held_until": NOW + dt.timedelta(seconds=60)}


@pytest.fixture
def hours():
    hours = a_doctor_working("9:00", "10:00")
    publish(doctor=hours.doctor, now=NOW)
    return hours


def test_opens_what_is_still_planned(hours):
    slot = slot_at(hours.doctor, "9:20")

    release(slot_ids=booked(slot), now=NOW)

    slot.refresh_from_db()
    assert (slot.status, slot.held_until, slot.hold_key) == ("open", None, None)


def test_holds_for_an_undo_what_is_still_planned(hours):
    slot = slot_at(hours.doctor, "9:20")

    release(slot_ids=booked(slot), now=NOW, **UNDO)

    assert not TimeSlot.objects.free(now=NOW).filter(pk=slot.pk).exists()
    assert TimeSlot.objects.free(now=NOW, hold_key=UNDO["hold_key"]).filter(pk=slot.pk).exists()
    assert TimeSlot.objects.free(now=UNDO["held_until"]).filter(pk=slot.pk).exists()


def test_blocks_what_lies_under_leave_entered_before(hours):
    slot = slot_at(hours.doctor, "9:20")
    pks = booked(slot)
    TimeOff.objects.create(doctor=hours.doctor, starts_at=at("9:00"), ends_at=at("9:30"))
    publish(doctor=hours.doctor, now=NOW)
    slot.refresh_from_db()
    assert slot.status == "booked"

    release(slot_ids=pks, now=NOW)

    assert day_of(hours.doctor) == [("9:00", 20, 0, "blocked"), ("9:20", 20, 0, "blocked"), ("9:40", 20, 0, "open")]


def test_deletes_what_is_no_longer_planned(hours):
    pks = booked(slot_at(hours.doctor, "9:20"))
    WorkingHours.objects.update(valid_until=MONDAY - dt.timedelta(days=1))
    publish(doctor=hours.doctor, now=NOW)
    assert starts_on(hours.doctor) == ["9:20"]

    release(slot_ids=pks, now=NOW)

    assert TimeSlot.objects.count() == 0


def test_publishes_the_grid_in_place_of_what_it_deletes(hours):
    pks = booked(slot_at(hours.doctor, "9:20"))
    WorkingHours.objects.update(slot_minutes=30)
    publish(doctor=hours.doctor, now=NOW)
    assert day_of(hours.doctor) == [("9:20", 20, 0, "booked")]

    release(slot_ids=pks, now=NOW)

    assert day_of(hours.doctor) == [("9:00", 30, 0, "open"), ("9:30", 30, 0, "open")]


def test_never_publishes_a_sliver_beside_another_booking(hours):
    first, second = slot_at(hours.doctor, "9:00"), slot_at(hours.doctor, "9:20")
    booked(first, second)
    WorkingHours.objects.update(slot_minutes=30)
    publish(doctor=hours.doctor, now=NOW)

    release(slot_ids=[second.pk], now=NOW)

    assert day_of(hours.doctor) == [("9:00", 20, 0, "booked"), ("9:30", 30, 0, "open")]


def test_an_undo_can_claim_even_what_is_no_longer_planned(hours):
    slot = slot_at(hours.doctor, "9:20")
    pks = booked(slot)
    WorkingHours.objects.update(slot_minutes=30)
    publish(doctor=hours.doctor, now=NOW)

    release(slot_ids=pks, now=NOW, **UNDO)

    publish(doctor=hours.doctor, now=NOW)
    assert not TimeSlot.objects.free(now=NOW).filter(pk=slot.pk).exists()
    assert TimeSlot.objects.free(now=NOW, hold_key=UNDO["hold_key"]).filter(pk=slot.pk).exists()


@pytest.mark.parametrize("give_up", ["released", "published"])
def test_what_is_no_longer_planned_goes_when_nobody_undid(hours, give_up):
    pks = booked(slot_at(hours.doctor, "9:20"))
    WorkingHours.objects.update(slot_minutes=30)
    publish(doctor=hours.doctor, now=NOW)
    release(slot_ids=pks, now=NOW, **UNDO)
    later = UNDO["held_until"]

    if give_up == "released":
        release(slot_ids=pks, now=later)
    else:
        publish(doctor=hours.doctor, now=later)

    assert day_of(hours.doctor) == [("9:00", 30, 0, "open"), ("9:30", 30, 0, "open")]


def test_takes_the_hours_that_follow_the_ended_ones(hours):
    slot = slot_at(hours.doctor, "9:20")
    pks = booked(slot)
    WorkingHours.objects.update(valid_until=MONDAY - dt.timedelta(days=1))
    follows = a_doctor_working("9:00", "10:00", doctor=hours.doctor, clinic=hours.clinic, valid_from=MONDAY)
    publish(doctor=hours.doctor, now=NOW)

    release(slot_ids=pks, now=NOW)

    slot.refresh_from_db()
    assert (slot.status, slot.working_hours_id) == ("open", follows.pk)


def test_leaves_the_past_as_it_is(hours):
    pks = booked(slot_at(hours.doctor, "9:20"))
    WorkingHours.objects.update(slot_minutes=30)
    after = at("10:00")

    release(slot_ids=pks, now=after)

    assert starts_on(hours.doctor) == ["9:00", "9:40"]


def test_is_few_queries_whatever_the_number_of_slots(hours, django_assert_num_queries):
    one = booked(slot_at(hours.doctor, "9:20"))
    with django_assert_num_queries(4):
        release(slot_ids=one, now=NOW)
    all_of_them = booked(*TimeSlot.objects.filter(doctor=hours.doctor))
    assert len(all_of_them) > 30

    with django_assert_num_queries(4):
        release(slot_ids=all_of_them, now=NOW)
