"""A day is counted once it is over, and only then its unused slots are forgotten."""

import datetime as dt

import pytest

from scheduling.models import DaySupply, TimeOff, TimeSlot
from scheduling.services.day_supply import count_and_prune
from scheduling.services.publishing import publish
from scheduling.services.releasing import release
from tests.factories import ClinicFactory
from tests.scheduling.builders import MONDAY, NOW, a_doctor_working, at, booked, slot_at, starts_on

pytestmark = pytest.mark.django_db

WEEK = dt.timedelta(days=7)
TUESDAY, WEDNESDAY = MONDAY + dt.timedelta(days=1), MONDAY + dt.timedelta(days=2)


@pytest.fixture
def hours():
    hours = a_doctor_working("9:00", "11:00")
    publish(doctor=hours.doctor, now=NOW)
    return hours


def count(hours, now):
    return count_and_prune(doctor=hours.doctor, now=now)


def supply():
    return list(
        DaySupply.objects.order_by("local_date").values_list(
            "local_date", "minutes_offered", "minutes_blocked", "minutes_booked"
        )
    )


def test_counts_what_was_offered_blocked_and_booked(hours):
    booked(slot_at(hours.doctor, "9:00"), slot_at(hours.doctor, "9:20"))
    TimeOff.objects.create(doctor=hours.doctor, starts_at=at("9:00"), ends_at=at("10:00"))
    publish(doctor=hours.doctor, now=NOW)

    report = count(hours, at("9:00", WEDNESDAY))

    assert supply() == [(MONDAY, 120, 20, 40)]
    assert (report.days, report.pruned) == (1, 4)


def test_forgets_unused_slots_and_keeps_the_booked_ones(hours):
    booked(slot_at(hours.doctor, "9:20"))

    count(hours, at("9:00", WEDNESDAY))

    assert starts_on(hours.doctor) == ["9:20"]
    assert len(starts_on(hours.doctor, MONDAY + WEEK)) == 6


def test_leaves_a_day_alone_until_a_day_after_its_end(hours):
    assert count(hours, at("23:30", TUESDAY)).days == 0
    assert count(hours, at("0:30", WEDNESDAY)).days == 1


def test_a_day_ends_when_it_ends_at_the_clinic():
    hours = a_doctor_working("9:00", "10:00", zone="America/New_York")
    publish(doctor=hours.doctor, now=NOW)

    assert count(hours, at("0:30", WEDNESDAY)).days == 0
    assert count(hours, at("0:30", WEDNESDAY, "America/New_York")).days == 1


def test_a_second_run_changes_nothing(hours):
    booked(slot_at(hours.doctor, "9:20"))
    now = at("9:00", WEDNESDAY)
    count(hours, now)
    before = supply()

    report = count(hours, now)

    assert (report.days, report.pruned) == (0, 0)
    assert supply() == before == [(MONDAY, 120, 0, 20)]


def test_counts_a_day_that_was_booked_to_the_last_slot(hours):
    booked(*TimeSlot.objects.filter(local_date=MONDAY))

    count(hours, at("9:00", WEDNESDAY))

    assert supply() == [(MONDAY, 120, 0, 120)]
    assert len(starts_on(hours.doctor)) == 6


def test_a_visit_given_back_after_its_day_counts_no_longer_as_booked(hours):
    slot = slot_at(hours.doctor, "9:20")
    booked(slot, slot_at(hours.doctor, "9:40"))
    now = at("9:00", WEDNESDAY)
    count(hours, now)

    release(slot_ids=[slot.pk], now=now)
    report = count(hours, now)

    assert supply() == [(MONDAY, 120, 0, 20)]
    assert report.pruned == 1


def test_catches_up_after_a_pause(hours):
    count(hours, at("9:00", WEDNESDAY))

    report = count(hours, at("9:00", WEDNESDAY + 3 * WEEK))

    assert report.days == 3
    assert [day for day, *_minutes in supply()] == [MONDAY + WEEK * n for n in range(4)]


def test_counts_each_clinic_for_itself(hours):
    a_doctor_working("14:00", "15:00", doctor=hours.doctor, clinic=ClinicFactory())
    publish(doctor=hours.doctor, now=NOW)

    count(hours, at("9:00", WEDNESDAY))

    assert set(DaySupply.objects.values_list("clinic", "minutes_offered")) == {
        (hours.clinic_id, 120),
        (TimeSlot.objects.filter(local_minute=840).first().clinic_id, 60),
    }
