"""Time held before the doctor went away may still be claimed; the appointment says that nobody is there."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser

from appointments.lifecycle import Verb
from appointments.models import Appointment
from appointments.schedule_check import check_schedule
from appointments.services.attendance import record_attendance
from appointments.services.cancelling import cancel
from appointments.services.drafts import book_draft, keep_time, start_draft
from appointments.services.rescheduling import reschedule
from appointments.services.undoing import undo
from scheduling.models import TimeSlot, WorkingHours
from scheduling.services.claiming import SlotTaken
from scheduling.services.holding import hold
from scheduling.services.time_off import add_time_off, end_time_off
from scheduling.services.working_hours import end_hours

pytestmark = pytest.mark.django_db

AWAY, OUTSIDE = "doctor_away", "outside_hours"
MINUTES = dt.timedelta(minutes=1)


def attention(appointment):
    return Appointment.objects.get(pk=appointment.pk).attention


@pytest.fixture
def go_on_leave(doctor, published, now):
    """Return a function that enters leave: an hour from the first start of the morning, unless told otherwise."""

    def run(starts_at=None, minutes=60, **whose):
        begins = starts_at or published[0]
        ends = begins + minutes * MINUTES
        whose = whose or {"doctor": doctor}
        return add_time_off(starts_at=begins, ends_at=ends, time_zone="Europe/London", actor=None, now=now, **whose)

    return run


@pytest.fixture
def promised(offer, clinic, published, now):
    """Return a function that holds a start for somebody and returns the key."""

    def run(starts_at=None):
        key = uuid.uuid4()
        until = now + 10 * MINUTES
        hold(offer=offer, clinic=clinic, starts_at=starts_at or published[0], hold_key=key, until=until, now=now)
        return key

    return run


def test_a_booking_by_the_promise_is_marked(book_it, promised, go_on_leave, now):
    key = promised()
    go_on_leave()

    appointment = book_it(hold_key=key)

    assert (appointment.attention, attention(appointment)) == (AWAY, AWAY)
    assert check_schedule(now=now) == []


def test_a_closing_day_of_the_clinic_is_one_too(book_it, promised, go_on_leave, clinic):
    key = promised()
    go_on_leave(clinic=clinic)

    assert attention(book_it(hold_key=key)) == AWAY


def test_hours_that_ended_meanwhile_are_told_apart(book_it, promised, now):
    key = promised()
    end_hours(hours=WorkingHours.objects.get(), last_day=dt.date(2026, 11, 24), actor=None, now=now)

    assert attention(book_it(hold_key=key)) == OUTSIDE


def test_the_flow_keeps_the_promise(offer, clinic, published, patient, go_on_leave, now):
    draft = start_draft(
        offer=offer,
        clinic=clinic,
        starts_at=published[0],
        user=AnonymousUser(),
        session_drafts=[],
        address="192.0.2.1",
        now=now,
    )
    keep_time(draft=draft, now=now)
    go_on_leave()

    appointment = book_draft(draft=draft, patient=patient, actor=patient.user, now=now)

    assert attention(appointment) == AWAY
    assert check_schedule(now=now) == []


def test_a_move_to_the_promised_time_is_marked(book_it, promised, go_on_leave, patient, published, now):
    appointment = book_it(starts_at=published[9])
    key = promised()
    go_on_leave()

    reschedule(appointment=appointment, starts_at=published[0], actor=patient.user, now=now, hold_key=key)

    assert attention(appointment) == AWAY
    assert check_schedule(now=now) == []


def test_a_move_that_keeps_time_under_leave_stays_marked(book_it, by_doctor, go_on_leave, doctor, published, now):
    appointment = book_it(offer=by_doctor, starts_at=published[2])
    go_on_leave(published[3], minutes=20)

    reschedule(appointment=appointment, starts_at=published[3], actor=doctor.user, by_right=True, now=now)

    assert attention(appointment) == AWAY
    assert check_schedule(now=now) == []


def test_a_move_out_of_the_leave_takes_the_mark(book_it, by_doctor, go_on_leave, doctor, published, now):
    appointment = book_it(offer=by_doctor, starts_at=published[2])
    go_on_leave(published[2], minutes=20)
    assert attention(appointment) == AWAY

    reschedule(appointment=appointment, starts_at=published[3], actor=doctor.user, by_right=True, now=now)

    assert attention(appointment) == ""


def test_without_the_promise_nobody_gets_the_time(book_it, promised, go_on_leave):
    promised()
    go_on_leave()

    for key in (None, uuid.uuid4()):
        with pytest.raises(SlotTaken):
            book_it(hold_key=key)


def test_a_promise_outside_the_leave_leaves_no_mark(book_it, promised, go_on_leave, published):
    key = promised()
    go_on_leave(published[3])

    assert attention(book_it(hold_key=key)) == ""


def test_leave_that_ended_before_the_booking_leaves_no_mark(book_it, promised, go_on_leave, now):
    key = promised()
    end_time_off(time_off=go_on_leave(), actor=None, now=now)

    assert attention(book_it(hold_key=key)) == ""


def test_the_mark_goes_when_the_leave_ends(book_it, promised, go_on_leave, now):
    key = promised()
    row = go_on_leave()
    appointment = book_it(hold_key=key)

    end_time_off(time_off=row, actor=None, now=now)

    assert attention(appointment) == ""


def test_given_back_it_is_blocked(book_it, promised, go_on_leave, patient, now):
    key = promised()
    go_on_leave()
    appointment = book_it(hold_key=key)
    slot = appointment.slot_links.get().slot_id

    cancel(appointment=appointment, actor=patient.user, now=now)

    assert TimeSlot.objects.get(pk=slot).status == "blocked"
    assert check_schedule(now=now) == []


def test_checking_in_takes_the_mark_and_taking_that_back_brings_it_again(book_it, go_on_leave, doctor, published, now):
    appointment = book_it()
    go_on_leave()
    at_the_desk = published[0] - 10 * MINUTES
    record_attendance(appointment=appointment, verb=Verb.CHECK_IN, actor=doctor.user, now=at_the_desk)
    assert (attention(appointment), check_schedule(now=at_the_desk)) == ("", [])

    undo(appointment=appointment, actor=doctor.user, now=at_the_desk)

    assert attention(appointment) == AWAY
    assert check_schedule(now=at_the_desk) == []


def test_a_doctor_who_left_stays_a_reason_to_look(book_it, doctor, now):
    appointment = book_it()
    cancel(appointment=appointment, actor=doctor.user, now=now)
    doctor.is_active = False
    doctor.save()

    undo(appointment=appointment, actor=doctor.user, now=now)

    assert attention(appointment) == AWAY
    assert check_schedule(now=now) == []
