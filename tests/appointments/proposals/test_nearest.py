"""Which times an offer names by itself: the nearest, another half of a day, another day."""

import datetime as dt

import pytest

from appointments.proposals.nearest import nearest_apart
from scheduling.models import TimeSlot
from scheduling.services.publishing import publish
from tests.factories import WorkingHoursFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_week(doctor, clinic, now):
    """Nine to five on every weekday."""
    for weekday in range(5):
        WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=weekday, starts=dt.time(9), ends=dt.time(17))
    publish(doctor=doctor, now=now)


@pytest.fixture
def booked(all_week, book_it, at):
    return book_it(starts_at=at(25, 9))


@pytest.fixture
def at():
    def instant(day, hour, minute=0):
        return dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)

    return instant


def starts(appointment, now, **told):
    return [slot.starts_at for slot in nearest_apart(appointment, now=now, **told)]


def test_the_nearest_then_another_half_day_then_another_day(booked, at, now):
    assert starts(booked, now) == [at(25, 9, 20), at(25, 12), at(24, 16, 40)]


def test_the_half_before_counts_as_well_as_the_one_after(booked, at, now):
    TimeSlot.objects.filter(starts_at__gte=at(25, 12), starts_at__lt=at(25, 17)).delete()

    assert starts(booked, now) == [at(25, 9, 20), at(24, 16, 40), at(26, 9)]


def test_the_third_is_on_a_day_of_its_own(booked, at, now):
    TimeSlot.objects.filter(starts_at__lt=at(25, 9)).delete()

    assert starts(booked, now) == [at(25, 9, 20), at(25, 12), at(26, 9)]


def test_where_one_morning_is_all_there_is_the_nearest_stand_in(booked, doctor, at, now):
    TimeSlot.objects.filter(doctor=doctor, status="open").exclude(
        starts_at__gte=at(25, 9), starts_at__lt=at(25, 12)
    ).delete()

    assert starts(booked, now) == [at(25, 9, 20), at(25, 9, 40), at(25, 10)]


def test_noon_is_noon_on_the_clocks_of_the_clinic(booked, clinic, at, now):
    """At four in the afternoon in London it is morning in New York, where this visit is."""
    type(clinic).objects.filter(pk=clinic.pk).update(time_zone="America/New_York")
    TimeSlot.objects.filter(starts_at__lt=at(25, 9, 20)).exclude(status="booked").delete()

    assert starts(booked, now)[1] == at(26, 9)


def test_keeps_clear_of_what_is_meant_for_others(booked, at, now):
    meant = [(at(25, 9, 20), at(25, 10)), (at(25, 12), at(25, 12, 20))]

    assert starts(booked, now, passing=meant) == [at(25, 10), at(25, 12, 20), at(24, 16, 40)]


def test_a_longer_visit_reaches_no_stretch_from_before(book_it, by_doctor, all_week, at, now):
    asked = book_it(offer=by_doctor, starts_at=at(25, 9))

    found = starts(asked, now, passing=[(at(25, 10), at(25, 10, 20))])

    assert found[0] == at(25, 10, 20)


def test_keeps_clear_of_the_patients_other_appointments(booked, book_it, at, now):
    book_it(starts_at=at(25, 9, 20))

    assert starts(booked, now)[0] == at(25, 9, 40)


def test_nothing_behind_now(booked, at, now):
    assert min(starts(booked, at(25, 10))) > at(25, 10)


def test_three_times_cost_four_queries(booked, now, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert len(nearest_apart(booked, now=now)) == 3
