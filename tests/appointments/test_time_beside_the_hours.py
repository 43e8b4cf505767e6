"""A slot the doctor opened by hand outlives its bookings; one made for a visit goes with it."""

import datetime as dt

import pytest

from appointments.schedule_check import check_schedule
from appointments.services.booking import book
from appointments.services.booking_by_phone import book_by_phone
from appointments.services.cancelling import cancel
from appointments.services.deciding import reject
from appointments.services.drafts import tidy
from appointments.services.moving_by_right import move
from appointments.services.rescheduling import reschedule
from appointments.services.undoing import undo
from scheduling.models import TimeSlot
from scheduling.services.publishing import publish
from scheduling.services.slots_by_hand import open_slot_by_hand
from scheduling.services.time_off import add_time_off
from tests.scheduling.builders import did_nothing

pytestmark = pytest.mark.django_db

AFTERNOON = dt.datetime(2026, 11, 25, 15, 10, tzinfo=dt.UTC)
LATER = dt.timedelta(minutes=10)


@pytest.fixture
def booked(request, doctor, clinic, by_doctor, patient, published, now):
    """Forty minutes of Wednesday afternoon, where no hours are: asked for in a slot opened by hand, or made for it."""
    asked = {"patient": patient, "offer": by_doctor, "clinic": clinic, "starts_at": AFTERNOON, "now": now}
    if request.param == "by_hand":
        open_slot_by_hand(doctor=doctor, clinic=clinic, starts_at=AFTERNOON, minutes=40, actor=doctor.user, now=now)
        appointment = book(**asked, actor=patient.user)
    else:
        appointment = book_by_phone(**asked, newcomer=None, actor=doctor.user, by_right=True)
    assert afternoon(doctor) == [(request.param, "booked")]
    return appointment


both = pytest.mark.parametrize("booked", ["by_hand", "for_visit"], indirect=True)


@pytest.fixture
def go_on_leave(doctor, now):
    def run():
        until = AFTERNOON + dt.timedelta(hours=2)
        said = {"starts_at": AFTERNOON, "ends_at": until, "time_zone": "Europe/London", "actor": None, "now": now}
        add_time_off(doctor=doctor, **said)

    return run


def cancelled_by_the_patient(appointment, now):
    cancel(appointment=appointment, actor=appointment.patient.user, now=now)


def cancelled_by_the_doctor(appointment, now):
    cancel(appointment=appointment, actor=appointment.doctor.user, now=now)


def declined(appointment, now):
    type(appointment).objects.filter(pk=appointment.pk).update(status="requested", decide_by=AFTERNOON)
    reject(appointment=appointment, reason_code="other", actor=appointment.doctor.user, now=now)


def moved(appointment, now):
    morning = AFTERNOON.replace(hour=9, minute=0)
    reschedule(appointment=appointment, starts_at=morning, by_right=True, actor=appointment.doctor.user, now=now)


def afternoon(doctor):
    slots = TimeSlot.objects.filter(doctor=doctor, local_date=AFTERNOON.date(), local_minute__gte=13 * 60)
    return list(slots.values_list("origin", "status"))


@both
@pytest.mark.parametrize("with_leave", [False, True])
@pytest.mark.parametrize("give_up", [cancelled_by_the_patient, cancelled_by_the_doctor, declined, moved])
def test_what_becomes_of_the_time(booked, give_up, with_leave, go_on_leave, doctor, now):
    origin = booked.slot_links.get().slot.origin
    if with_leave:
        go_on_leave()

    give_up(booked, now)
    tidy(now=now + LATER)

    stays = [("by_hand", "blocked" if with_leave else "open")]
    assert afternoon(doctor) == (stays if origin == "by_hand" else [])
    assert check_schedule(now=now) == []


@both
@pytest.mark.parametrize("give_up", [cancelled_by_the_doctor, declined, moved])
def test_taken_back_it_is_the_same_slot_again(booked, give_up, doctor, now):
    slot = booked.slot_links.get().slot
    give_up(booked, now)

    undo(appointment=booked, actor=doctor.user, now=now)

    assert booked.slot_links.get().slot == slot
    assert afternoon(doctor) == [(slot.origin, "booked")]
    cancelled_by_the_doctor(booked, now)
    tidy(now=now + LATER)
    assert afternoon(doctor) == ([("by_hand", "open")] if slot.origin == "by_hand" else [])
    assert check_schedule(now=now) == []


@pytest.mark.parametrize("booked", ["by_hand"], indirect=True)
def test_nobody_else_books_it_while_the_decision_can_be_taken_back(booked, doctor, now):
    cancelled_by_the_doctor(booked, now)

    assert not TimeSlot.objects.free(now=now).filter(starts_at=AFTERNOON).exists()
    assert TimeSlot.objects.free(now=now + LATER).filter(starts_at=AFTERNOON).exists()


@both
def test_publishing_leaves_it_alone(booked, doctor, now):
    before = afternoon(doctor)

    assert did_nothing(publish(doctor=doctor, now=now))
    assert afternoon(doctor) == before


def test_a_move_off_the_grid_makes_a_slot_for_the_visit(book_it, clinic, doctor, now):
    appointment = book_it()

    move(appointment=appointment, clinic=clinic, starts_at=AFTERNOON, by_hand=True, actor=doctor.user, now=now)

    assert afternoon(doctor) == [("for_visit", "booked")]
    cancelled_by_the_patient(appointment, now)
    assert afternoon(doctor) == []
