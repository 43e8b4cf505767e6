"""The known doctors have a day worth looking at, whatever the hour the demo is made."""

import datetime as dt
from collections import Counter

import pytest

from appointments.lifecycle import Status
from appointments.models import Appointment, Message, RunningLate
from dashboards.demo import rates
from dashboards.reading.doctor_day import day_of, now_or_next
from scheduling.clinic_time import local_date
from tests.dashboards.demo_data import DOCTOR, OTHER_DOCTOR, TUESDAY, appointments_of, seeded

pytestmark = pytest.mark.django_db

SUNDAY = dt.datetime(2026, 11, 29, 13, 30, tzinfo=dt.UTC)


@pytest.fixture
def demo(monkeypatch):
    """Return the demo of a moment, with six weeks behind it: for today, that is enough."""
    monkeypatch.setattr(rates, "PAST_DAYS", 42)
    return lambda now: seeded(now, doctors=3, patients=60, days=10)


def today(email, now):
    """Return how many of each status there are on the doctor's local date, and the day as the page reads it."""
    doctor = appointments_of(email).first().doctor
    day = day_of(doctor=doctor, day=local_date(now, "Europe/London"), actor=doctor.user, now=now)
    statuses = Counter(appointment.status for appointment in [*day.appointments, *day.called_off])
    return statuses, [row for row in day.rows if row.kind == "free"], day


@pytest.mark.parametrize("hour", [dt.time(9, 30), dt.time(13, 30)])
def test_in_the_middle_of_the_day_there_is_one_of_each(demo, hour):
    now = dt.datetime.combine(TUESDAY, hour, dt.UTC)
    with demo(now):
        for email in (DOCTOR, OTHER_DOCTOR):
            statuses, free, day = today(email, now)
            assert now_or_next(day.appointments, now=now)[1] == "now"
            assert statuses[Status.IN_PROGRESS] == 1
            assert {Status.COMPLETED, Status.NO_SHOW, Status.CHECKED_IN, Status.CONFIRMED} <= set(statuses)
            assert statuses[Status.CANCELLED] >= 1
            assert len(free) >= 2
        said = RunningLate.objects.get()
        assert (said.doctor.user.email, said.minutes) == (OTHER_DOCTOR, 10)
        assert Appointment.objects.filter(late_minutes=10, doctor=said.doctor).exists()
        told = Message.objects.filter(kind="running_late").values_list("status", flat=True)
        assert set(told) == {"sent"}


def test_just_after_midnight_all_of_it_is_to_come(demo):
    now = dt.datetime.combine(TUESDAY, dt.time(0, 5), dt.UTC)
    with demo(now):
        statuses, free, _day = today(DOCTOR, now)
        assert statuses[Status.CONFIRMED] >= 6
        assert statuses[Status.COMPLETED] == statuses[Status.IN_PROGRESS] == 0
        assert free


def test_late_at_night_all_of_it_is_over(demo):
    now = dt.datetime.combine(TUESDAY, dt.time(23, 50), dt.UTC)
    with demo(now):
        statuses, free, _day = today(DOCTOR, now)
        assert statuses[Status.COMPLETED] >= 8
        assert statuses[Status.NO_SHOW] >= 1
        assert statuses[Status.IN_PROGRESS] == statuses[Status.CHECKED_IN] == 0
        assert not free


def test_on_a_sunday_the_first_doctor_works_and_the_second_is_at_home(demo):
    with demo(SUNDAY):
        statuses, _free, _day = today(DOCTOR, SUNDAY)
        assert statuses[Status.IN_PROGRESS] == 1
        assert not today(OTHER_DOCTOR, SUNDAY)[0]
        assert appointments_of(OTHER_DOCTOR).filter(status=Status.REQUESTED, decide_by__gt=SUNDAY).exists()
