"""The mark of an appointment whose doctor no longer works then."""

import datetime as dt

import pytest

from appointments.attention import mark_withdrawn
from appointments.lifecycle import Status
from appointments.models import Appointment
from appointments.notifications.reachability import forget
from appointments.services.cancelling import cancel
from appointments.services.rescheduling import reschedule
from appointments.services.undoing import undo
from scheduling.models import TimeOff, WorkingHours
from scheduling.services.slots_by_hand import open_slot_by_hand
from scheduling.services.time_off import add_time_off, end_time_off
from scheduling.services.working_hours import end_hours
from scheduling.signals import time_withdrawn
from tests.factories import DoctorFactory, PatientFactory

pytestmark = pytest.mark.django_db

AWAY, OUTSIDE, UNREACHABLE = "doctor_away", "outside_hours", "unreachable"


@pytest.fixture
def tell(doctor, now):
    """Send the news; every interval is minutes from nine o'clock, and a cause."""

    def send(*intervals):
        nine = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
        minute = dt.timedelta(minutes=1)
        named = [(nine + minute * first, nine + minute * last, cause) for first, last, cause in intervals]
        time_withdrawn.send(object, doctor=doctor, now=now, actor=None, intervals=named)

    return send


def attention(appointment):
    return Appointment.objects.get(pk=appointment.pk).attention


def test_is_listening():
    assert any(receiver[1]() is mark_withdrawn for receiver in time_withdrawn.receivers)


@pytest.mark.parametrize(
    ("intervals", "expected"),
    [
        ([(0, 20, AWAY)], AWAY),
        ([(-60, 1, OUTSIDE)], OUTSIDE),
        ([(19, 60, OUTSIDE)], OUTSIDE),
        ([(20, 60, AWAY)], ""),
        ([(-60, 0, AWAY)], ""),
        ([(0, 20, ""), (0, 20, AWAY)], AWAY),
        ([], ""),
    ],
)
def test_marks_what_the_intervals_touch(booked, tell, intervals, expected):
    tell(*intervals)

    assert attention(booked) == expected


def test_the_mark_goes_when_the_doctor_works_again(booked, tell):
    tell((0, 20, AWAY))

    tell((0, 20, ""))

    assert attention(booked) == ""


def test_a_worse_mark_replaces_a_lighter_one(booked, tell):
    tell((0, 20, OUTSIDE))

    tell((0, 20, AWAY))

    assert attention(booked) == AWAY


def test_what_is_marked_for_another_reason_stays(booked, tell):
    Appointment.objects.filter(pk=booked.pk).update(attention=UNREACHABLE)
    tell((0, 20, AWAY))
    assert attention(booked) == UNREACHABLE

    tell((0, 20, ""))
    assert attention(booked) == UNREACHABLE


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.COMPLETED, Status.NO_SHOW, Status.REJECTED])
def test_what_is_over_is_left_alone(booked, tell, status):
    Appointment.objects.filter(pk=booked.pk).update(status=status)

    tell((0, 20, AWAY))

    assert attention(booked) == ""


def test_other_doctors_are_left_alone(booked, tell, doctor):
    Appointment.objects.filter(pk=booked.pk).update(doctor=DoctorFactory())

    tell((0, 20, AWAY))

    assert attention(booked) == ""


def test_costs_the_same_for_many(book_it, published, tell, django_assert_num_queries):
    for starts_at in published[:8]:
        person = PatientFactory()
        book_it(patient=person, actor=person.user, starts_at=starts_at)

    with django_assert_num_queries(2):
        tell((0, 240, AWAY))

    assert set(Appointment.objects.values_list("attention", flat=True)) == {AWAY}


def test_leave_marks_and_its_end_clears(booked, doctor, now):
    row = add_time_off(
        doctor=doctor,
        starts_at=booked.starts_at,
        ends_at=booked.ends_at,
        time_zone="Europe/London",
        actor=None,
        now=now,
    )
    assert attention(booked) == AWAY

    end_time_off(time_off=TimeOff.objects.get(pk=row.pk), actor=None, now=now)

    assert attention(booked) == ""


def test_ended_hours_mark(booked, now):
    end_hours(hours=WorkingHours.objects.get(), last_day=dt.date(2026, 11, 24), actor=None, now=now)

    assert attention(booked) == OUTSIDE


def test_what_is_taken_back_is_marked_by_what_is_true_now(booked, doctor, now):
    when = {"starts_at": booked.starts_at, "ends_at": booked.ends_at, "time_zone": "Europe/London"}
    add_time_off(doctor=doctor, actor=None, now=now, **when)
    cancel(appointment=booked, actor=doctor.user, now=now)
    assert attention(booked) == ""

    undo(appointment=booked, actor=doctor.user, now=now)

    assert attention(booked) == AWAY


def test_a_start_opened_by_hand_lies_outside_the_hours_on_purpose(booked, doctor, clinic, now):
    afternoon = booked.starts_at + dt.timedelta(hours=6)
    open_slot_by_hand(doctor=doctor, clinic=clinic, starts_at=afternoon, minutes=20, actor=None, now=now)
    reschedule(appointment=booked, starts_at=afternoon, actor=doctor.user, by_right=True, now=now)
    cancel(appointment=booked, actor=doctor.user, now=now)

    undo(appointment=booked, actor=doctor.user, now=now)

    assert attention(booked) == ""


def test_a_patient_who_is_reached_after_all_leaves_the_doctors_absence_to_look_at(booked, doctor, now):
    Appointment.objects.filter(pk=booked.pk).update(attention=UNREACHABLE)
    when = {"starts_at": booked.starts_at, "ends_at": booked.ends_at, "time_zone": "Europe/London"}
    add_time_off(doctor=doctor, actor=None, now=now, **when)
    assert attention(booked) == UNREACHABLE

    forget(appointment=Appointment.objects.get(pk=booked.pk))

    assert attention(booked) == AWAY
