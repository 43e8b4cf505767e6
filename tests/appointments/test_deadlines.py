"""By when a request must be answered: two hours before, or when the clinic's next working day ends."""

import datetime as dt

import pytest

from appointments.deadlines import decide_by, end_of_next_working_day
from scheduling.models import TimeOff
from tests.factories import ClinicFactory, WorkingHoursFactory

HOUR, WEEK = dt.timedelta(hours=1), dt.timedelta(days=7)


def at(day, hour, minute=0):
    """Return the instant of a London clock time in November 2026; the 24th is a Tuesday."""
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def hours(clinic, doctor):
    """Wednesday nine to one, Thursday nine to five."""
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=2, starts=dt.time(9), ends=dt.time(13))
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=3, starts=dt.time(9), ends=dt.time(17))


def closed(clinic, starts_at, ends_at, **more):
    return TimeOff.objects.create(clinic=clinic, starts_at=starts_at, ends_at=ends_at, **more)


def test_the_end_of_the_next_working_day(clinic, now):
    assert decide_by(clinic=clinic, starts_at=now + WEEK, now=now) == at(25, 13)


def test_two_hours_before_where_that_is_sooner(clinic, now):
    assert decide_by(clinic=clinic, starts_at=at(25, 9), now=now) == at(25, 7)


def test_half_way_where_two_hours_are_not_left(clinic, now):
    assert decide_by(clinic=clinic, starts_at=now + HOUR, now=now) == now + HOUR / 2


def test_without_any_hours_two_hours_before(now):
    assert decide_by(clinic=ClinicFactory(), starts_at=now + WEEK, now=now) == now + WEEK - 2 * HOUR


def test_hours_until_midnight_end_with_the_day(clinic, doctor, now):
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=2, starts=dt.time(18), ends=dt.time(0))

    assert end_of_next_working_day(clinic=clinic, now=now) == at(26, 0)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "answer_by"),
    [
        (at(25, 0), at(26, 0), at(26, 17)),  # the whole Wednesday
        (at(25, 9), at(25, 13), at(26, 17)),  # all of its hours
        (at(25, 12), at(25, 18), at(25, 12)),  # from midday
        (at(25, 9), at(25, 11), at(25, 13)),  # a morning
        (at(25, 0), at(27, 0), at(25, 13) + WEEK),  # both days
    ],
)
def test_a_closing_is_no_working_day(clinic, now, starts_at, ends_at, answer_by):
    closed(clinic, starts_at, ends_at)

    assert end_of_next_working_day(clinic=clinic, now=now) == answer_by


def test_a_weekly_closing_counts_in_every_week_of_it(clinic, now):
    closed(clinic, at(4, 9), at(4, 13), repeats_until=dt.date(2026, 11, 25))

    assert end_of_next_working_day(clinic=clinic, now=now) == at(26, 17)
    assert end_of_next_working_day(clinic=clinic, now=now + WEEK) == at(25, 13) + WEEK


def test_closings_that_meet_are_one(clinic, now):
    closed(clinic, at(25, 9), at(25, 11))
    closed(clinic, at(25, 11), at(25, 13))

    assert end_of_next_working_day(clinic=clinic, now=now) == at(26, 17)


def test_a_closing_that_was_ended_or_is_another_clinics_does_not_count(clinic, now):
    closed(clinic, at(25, 0), at(26, 0), ended_at=now - HOUR)
    closed(ClinicFactory(), at(25, 0), at(26, 0))

    assert end_of_next_working_day(clinic=clinic, now=now) == at(25, 13)


def test_asks_once_and_once_more_while_it_is_closed(clinic, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        end_of_next_working_day(clinic=clinic, now=now)
    closed(clinic, at(25, 0), at(26, 0))
    with django_assert_num_queries(2):
        end_of_next_working_day(clinic=clinic, now=now)
