"""Move: the new time first, then the old; never none, never both."""

import datetime as dt

import pytest

from appointments.lifecycle import Status
from appointments.models import BookingSettings
from appointments.policies import NotAllowed
from appointments.schedule_check import check_schedule
from appointments.services.booking import OwnTimeTaken
from appointments.services.deciding import approve
from appointments.services.rescheduling import reschedule
from appointments.services.undoing import undo
from scheduling.models import TimeSlot
from scheduling.services.claiming import SlotTaken

pytestmark = pytest.mark.django_db


def booked_starts(doctor):
    return list(
        TimeSlot.objects.filter(doctor=doctor, status="booked").order_by("minute").values_list("starts_at", flat=True)
    )


def test_claims_the_new_time_and_frees_the_old(book_it, patient, doctor, published, now):
    moved = reschedule(appointment=book_it(), starts_at=published[4], actor=patient.user, now=now)

    assert (moved.starts_at, moved.sequence, moved.status) == (published[4], 1, Status.CONFIRMED)
    assert moved.changeable_until == published[4] - dt.timedelta(hours=4)
    assert booked_starts(doctor) == [published[4]]
    assert check_schedule(now=now) == []


def test_its_own_slots_count_as_open(book_it, by_doctor, patient, doctor, published, now):
    moved = reschedule(appointment=book_it(offer=by_doctor), starts_at=published[1], actor=patient.user, now=now)

    assert moved.starts_at == published[1]
    assert booked_starts(doctor) == published[1:3]
    assert check_schedule(now=now) == []


def test_a_taken_time_leaves_everything_as_it_was(book_it, patient, other_patient, doctor, published, now):
    appointment = book_it()
    book_it(patient=other_patient, actor=other_patient.user, starts_at=published[3])

    with pytest.raises(SlotTaken):
        reschedule(appointment=appointment, starts_at=published[3], actor=patient.user, now=now)
    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.sequence) == (published[0], 0)
    assert check_schedule(now=now) == []


def test_a_patients_move_of_an_approved_visit_asks_again(book_it, by_doctor, patient, doctor, published, now):
    appointment = approve(appointment=book_it(offer=by_doctor), actor=doctor.user, now=now)

    moved = reschedule(appointment=appointment, starts_at=published[4], actor=patient.user, now=now)

    assert moved.status == Status.REQUESTED
    assert moved.decide_by > now


def test_the_clinics_move_of_a_request_confirms_it_and_can_be_undone(book_it, by_doctor, doctor, published, now):
    appointment = book_it(offer=by_doctor)

    moved = reschedule(appointment=appointment, starts_at=published[4], actor=doctor.user, now=now, by_right=True)
    assert moved.status == Status.CONFIRMED
    assert check_schedule(now=now) == []

    back = undo(appointment=moved, actor=doctor.user, now=now + dt.timedelta(seconds=59))
    assert (back.status, back.starts_at) == (Status.REQUESTED, published[0])
    assert booked_starts(doctor) == published[:2]
    assert check_schedule(now=now) == []


def test_undoing_a_move_onto_half_of_itself(book_it, by_doctor, doctor, published, now):
    moved = reschedule(
        appointment=book_it(offer=by_doctor), starts_at=published[1], actor=doctor.user, now=now, by_right=True
    )

    undo(appointment=moved, actor=doctor.user, now=now)

    assert booked_starts(doctor) == published[:2]
    assert check_schedule(now=now) == []


def test_refuses_a_time_where_the_patient_is_elsewhere(book_it, patient, published, now):
    appointment = book_it()
    book_it(starts_at=published[5])

    with pytest.raises((OwnTimeTaken, SlotTaken)):
        reschedule(appointment=appointment, starts_at=published[5], actor=patient.user, now=now)


def test_refuses_the_time_it_already_has(book_it, patient, published, now):
    with pytest.raises(NotAllowed, match="already has"):
        reschedule(appointment=book_it(), starts_at=published[0], actor=patient.user, now=now)


def test_refuses_the_patient_past_the_cut_off_but_not_the_clinic(book_it, patient, doctor, published):
    appointment = book_it()
    late = published[0] - dt.timedelta(hours=2)

    with pytest.raises(NotAllowed, match="cannot change it here"):
        reschedule(appointment=appointment, starts_at=published[8], actor=patient.user, now=late)
    assert (
        reschedule(appointment=appointment, starts_at=published[8], actor=doctor.user, now=late, by_right=True).sequence
        == 1
    )


def test_refuses_what_has_begun(book_it, doctor, published):
    with pytest.raises(NotAllowed, match="has started"):
        reschedule(appointment=book_it(), starts_at=published[8], actor=doctor.user, now=published[0], by_right=True)


def test_moving_does_not_get_round_the_cap_on_requests(book_it, by_doctor, patient, doctor, published, now):
    BookingSettings.objects.create(requests_per_patient=1)
    confirmed = approve(appointment=book_it(offer=by_doctor), actor=doctor.user, now=now)
    waiting = book_it(offer=by_doctor, starts_at=published[2])

    with pytest.raises(NotAllowed, match="1 request that waits for an answer"):
        reschedule(appointment=confirmed, starts_at=published[6], actor=patient.user, now=now)
    assert reschedule(appointment=waiting, starts_at=published[8], actor=patient.user, now=now).is_request
    assert not reschedule(appointment=confirmed, starts_at=published[6], actor=doctor.user, now=now).is_request
