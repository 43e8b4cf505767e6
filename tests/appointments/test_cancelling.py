"""Cancel: who may, until when, and what comes back."""

import datetime as dt

import pytest

from appointments.lifecycle import Status, Verb
from appointments.policies import NotAllowed, is_late
from appointments.schedule_check import check_schedule
from appointments.services.attendance import record_attendance
from appointments.services.cancelling import cancel
from scheduling.models import TimeSlot
from scheduling.services.time_off import add_time_off

pytestmark = pytest.mark.django_db


def test_frees_the_slots_at_once_when_the_patient_cancels(book_it, patient, other_patient, now):
    cancelled = cancel(appointment=book_it(), actor=patient.user, now=now, reason_code="feels_better")

    assert cancelled.status == Status.CANCELLED
    assert cancelled.events.last().reason_code == "feels_better"
    assert book_it(patient=other_patient, actor=other_patient.user).status == Status.CONFIRMED
    assert check_schedule(now=now) == []


def test_time_under_leave_comes_back_blocked(book_it, doctor, patient, published, now):
    appointment = book_it()
    add_time_off(
        doctor=doctor, starts_at=published[0], ends_at=published[2], time_zone="Europe/London", actor=None, now=now
    )

    cancel(appointment=appointment, actor=patient.user, now=now)

    assert TimeSlot.objects.get(doctor=doctor, starts_at=published[0]).status == TimeSlot.Status.BLOCKED
    assert check_schedule(now=now) == []


def test_the_patient_is_sent_to_the_telephone_past_the_cut_off(book_it, patient, published):
    appointment = book_it()

    with pytest.raises(NotAllowed, match=r"less than 4 hours .* Call"):
        cancel(appointment=appointment, actor=patient.user, now=published[0] - dt.timedelta(hours=3, minutes=59))
    assert (
        cancel(appointment=appointment, actor=patient.user, now=published[0] - dt.timedelta(hours=4)).status
        == "cancelled"
    )


def test_the_clinic_cancels_past_the_cut_off(book_it, doctor, published):
    late = published[0] - dt.timedelta(hours=1)

    assert (
        cancel(appointment=book_it(), actor=doctor.user, now=late, reason_code="doctor_away").status == Status.CANCELLED
    )


def test_the_clinic_calls_off_the_day_while_it_lasts_and_no_later_day(book_it, doctor, published):
    waiting, missed = book_it(), book_it(starts_at=published[3])
    midnight = published[0].replace(hour=0, minute=0) + dt.timedelta(days=1)

    assert cancel(appointment=waiting, actor=doctor.user, now=midnight - dt.timedelta(minutes=1)).status == "cancelled"
    with pytest.raises(NotAllowed, match="Say whether the patient was seen or missed"):
        cancel(appointment=missed, actor=doctor.user, now=midnight)


def test_late_starts_where_it_was_agreed(book_it, published):
    appointment = book_it(now=published[0] - dt.timedelta(days=1))

    assert not is_late(appointment, now=published[0] - dt.timedelta(hours=24))
    assert is_late(appointment, now=published[0] - dt.timedelta(hours=23))


def test_not_by_the_patient_once_checked_in(book_it, doctor, patient, published):
    appointment = record_attendance(verb=Verb.CHECK_IN, appointment=book_it(), actor=doctor.user, now=published[0])

    with pytest.raises(NotAllowed, match="checked in"):
        cancel(appointment=appointment, actor=patient.user, now=published[0])
    assert cancel(appointment=appointment, actor=doctor.user, now=published[0]).status == Status.CANCELLED


def test_not_by_somebody_else(book_it, other_patient, now):
    from appointments.models import Appointment

    appointment = book_it()

    assert not Appointment.objects.visible_to(other_patient.user, now=now).filter(pk=appointment.pk).exists()


def test_twice_is_refused_in_words(book_it, patient, now):
    appointment = cancel(appointment=book_it(), actor=patient.user, now=now)

    with pytest.raises(NotAllowed, match="now “Cancelled”"):
        cancel(appointment=appointment, actor=patient.user, now=now)
