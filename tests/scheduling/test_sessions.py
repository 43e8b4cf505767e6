"""A doctor's sessions: what joins them, and what ends one."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.services.planning import plan_for
from scheduling.services.time_off import add_time_off
from scheduling.sessions import sessions_of
from scheduling.stretches import Stretches
from tests.factories import ClinicFactory, DoctorFactory, WorkingHoursFactory

DAY = dt.date(2026, 11, 25)
MINUTES = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda pair: (pair[0], pair[0] + pair[1])))


def at(hour, minute=0, *, day=25):
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)


@pytest.fixture
def clinic(db):
    return ClinicFactory(time_zone="Europe/London")


@pytest.fixture
def sessions(clinic):
    """Return the sessions of a Wednesday with hours between the clock hours given, as hours and minutes."""
    doctor = DoctorFactory()

    def run(*hours, beside=None, away=()):
        for begins, ends in hours:
            WorkingHoursFactory(
                doctor=doctor, clinic=clinic, weekday=2, starts=dt.time(begins), ends=dt.time(ends), slot_minutes=20
            )
        for starts_at, ends_at, whose in away:
            owner = {"doctor": doctor} if whose == "doctor" else {"clinic": clinic}
            told = {"time_zone": clinic.time_zone, "actor": doctor.user, "now": at(9, day=1)}
            add_time_off(starts_at=starts_at, ends_at=ends_at, **owner, **told)
        found = sessions_of(plan_for(doctor, first=DAY, last=DAY), beside=beside or {})
        return [
            (f"{session.starts_at:%H:%M}", f"{session.ends_at:%H:%M}")
            for session in found
            if session.starts_at.date() == DAY
        ]

    return run


def test_hours_that_meet_are_one(sessions):
    assert sessions((9, 11), (11, 13)) == [("09:00", "13:00")]


def test_a_break_between_hours_ends_it(sessions):
    assert sessions((9, 12), (13, 17)) == [("09:00", "12:00"), ("13:00", "17:00")]


@pytest.mark.parametrize("whose", ["doctor", "clinic"])
def test_so_does_time_off(sessions, whose):
    assert sessions((9, 17), away=[(at(12), at(12, 30), whose)]) == [("09:00", "12:00"), ("12:30", "17:00")]


def test_a_visit_after_hours_lengthens_it_and_one_apart_is_its_own(sessions, clinic):
    booked = [(at(17), at(17, 20)), (at(20), at(20, 20))]

    assert sessions((9, 17), beside={clinic.pk: booked}) == [("09:00", "17:20"), ("20:00", "20:20")]


def test_a_visit_booked_before_the_leave_was_entered_is_kept(sessions, clinic):
    leave = [(at(13), at(17), "doctor")]

    assert sessions((9, 17), away=leave, beside={clinic.pk: [(at(12, 50), at(13, 10))]}) == [("09:00", "13:10")]


def test_each_clinic_has_its_own(sessions):
    elsewhere = ClinicFactory(time_zone="Europe/London")

    assert sessions((9, 12), beside={elsewhere.pk: [(at(12), at(12, 20))]}) == [("09:00", "12:00"), ("12:00", "12:20")]


@given(MINUTES, MINUTES)
def test_what_is_left_is_every_minute_of_the_one_and_none_of_the_other(kept, gone):
    def minutes(stretches):
        return {minute for start, end in stretches for minute in range(start, end)}

    left = list(Stretches(kept).without(Stretches(gone)))

    assert minutes(left) == minutes(kept) - minutes(gone)
    assert left == list(Stretches(left))
