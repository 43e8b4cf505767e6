"""Each rule of the check is broken once, behind the services' backs: exactly that is found, and before it nothing."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.db.models import F

from accounts.database_guards import remove
from accounts.guards import GUARDS as RECORD_GUARDS
from accounts.models import Doctor
from appointments.guards import GUARDS as APPOINTMENT_GUARDS
from appointments.models import Appointment, AppointmentSlot, RunningLate
from appointments.schedule_check import Finding, check_schedule
from appointments.services.booking import book
from scheduling.guards import GUARDS as SLOT_GUARDS
from scheduling.models import TimeOff, TimeSlot
from scheduling.services.slots_by_hand import open_slot_by_hand
from tests.factories import ClinicFactory, DoctorFactory, PatientFactory

pytestmark = pytest.mark.django_db

GUARDS = [*RECORD_GUARDS, *SLOT_GUARDS, *APPOINTMENT_GUARDS]
SLOT = dt.timedelta(minutes=20)
DAY = dt.timedelta(days=1)
# It stands before the real one and has no constraint.
ANOTHER_TABLE = "CREATE TEMPORARY TABLE appointments_appointmentslot AS SELECT * FROM appointments_appointmentslot"


@pytest.fixture
def visit(book_it, by_doctor, published, now):
    """Forty minutes of Wednesday morning, the second and third of twelve starts; the schedule is sound."""
    appointment = book_it(offer=by_doctor, starts_at=published[1])
    assert check_schedule(now=now) == []
    return appointment


def take_away(guards):
    connection.check_constraints()  # PostgreSQL alters no table with foreign keys still to be checked
    remove(guards, connection)


@pytest.fixture
def unguarded(db):
    """Take away the second wall, which would let none of this be written."""
    take_away(GUARDS)


def rows(starts_at):
    return TimeSlot.objects.filter(starts_at=starts_at)


def mine(visit):
    return Appointment.objects.filter(pk=visit.pk)


def found(now):
    """
    Return what is found, apart from the walls a test has taken away and from grants.

    Those follow every change of an appointment; ``test_record_grants`` breaks their rules.
    """
    findings = check_schedule(now=now)
    return [finding for finding in findings if finding.rule != "guard_missing" and "grant" not in finding.rule]


# --- Slots ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_a_wall_that_is_missing(visit, guard, now):
    take_away([guard])

    assert check_schedule(now=now) == [Finding("guard_missing", guard.name)]


def test_a_slot_with_two_appointments(visit, now):
    link = AppointmentSlot.objects.order_by("pk").first()
    with connection.cursor() as cursor:
        cursor.execute(ANOTHER_TABLE)
        AppointmentSlot(pk=0, appointment=visit, slot_id=link.slot_id).save(force_insert=True)

        assert Finding("slot_with_two_appointments", f"slot {link.slot_id}") in check_schedule(now=now)
        cursor.execute("DROP TABLE appointments_appointmentslot")


def test_slots_that_overlap_in_a_lane(visit, unguarded, published, now):
    rows(published[1]).update(ends_at=F("ends_at") + dt.timedelta(minutes=1))
    first, second = (rows(start).get().pk for start in published[1:3])

    assert found(now)[0] == Finding("slots_overlap_in_a_lane", f"slots {first} and {second}")


def test_a_doctor_in_two_clinics(visit, doctor, unguarded, published, now):
    first = rows(published[8]).get()
    second = open_slot_by_hand(
        doctor=doctor, clinic=ClinicFactory(), starts_at=published[11], minutes=20, actor=None, now=now
    )
    moved = {"starts_at": first.starts_at, "minute": first.minute, "ends_at": first.ends_at, "lane": 1}
    TimeSlot.objects.filter(pk=second.pk).update(**moved)

    assert found(now) == [Finding("doctor_in_two_clinics", f"slots {first.pk} and {second.pk}")]


@pytest.mark.parametrize(("nth", "status", "owned"), [(8, "booked", False), (1, "blocked", True)])
def test_status_and_owner_that_disagree(visit, published, now, nth, status, owned):
    rows(published[nth]).update(status=status)
    slot = rows(published[nth]).get()

    assert Finding("status_and_owner_disagree", f"slot {slot.pk} is {status}") in found(now)
    assert AppointmentSlot.objects.filter(slot=slot).exists() == owned


def test_a_hold_of_nobody(visit, published, now):
    rows(published[8]).update(hold_key=uuid.uuid4(), held_until=now + dt.timedelta(minutes=1))

    assert found(now) == [Finding("hold_of_nobody", f"slot {rows(published[8]).get().pk}")]


def test_a_hold_of_nobody_that_is_over_is_none(visit, published, now):
    rows(published[8]).update(hold_key=uuid.uuid4(), held_until=now)

    assert found(now) == []


# --- What an appointment owns ---------------------------------------------------------------------
def test_an_ended_appointment_that_owns_slots(visit, now):
    mine(visit).update(status="cancelled")

    assert found(now) == [Finding("ended_appointment_owns_slots", visit.reference)]


def test_an_appointment_without_slots(visit, published, now):
    AppointmentSlot.objects.all().delete()
    TimeSlot.objects.filter(status="booked").update(status="open")

    assert found(now) == [Finding("appointment_without_slots", visit.reference)]


def test_a_run_of_another_doctor(visit, now):
    mine(visit).update(doctor=DoctorFactory())

    assert found(now) == [Finding("run_of_another_doctor_clinic_or_lane", visit.reference)]


def test_a_run_in_two_lanes(visit, published, now):
    rows(published[2]).update(lane=1)

    assert found(now) == [Finding("run_of_another_doctor_clinic_or_lane", visit.reference)]


def test_a_run_that_starts_elsewhere(visit, now):
    mine(visit).update(starts_at=F("starts_at") + dt.timedelta(minutes=5))

    assert found(now) == [Finding("run_starts_elsewhere", visit.reference)]


def test_a_broken_run(visit, published, now):
    rows(published[1]).update(ends_at=F("ends_at") - dt.timedelta(minutes=5))

    assert found(now) == [Finding("run_is_broken", visit.reference)]


def test_a_run_that_is_too_short(visit, now):
    mine(visit).update(ends_at=F("ends_at") + dt.timedelta(minutes=5))

    assert found(now) == [Finding("run_too_short", visit.reference)]


def test_a_run_that_is_too_long(visit, now):
    mine(visit).update(minutes=20)

    assert found(now) == [Finding("run_too_long", visit.reference)]


def test_a_buffer_may_fall_off_the_end_of_the_session(visit, now):
    mine(visit).update(buffer_minutes=15)

    assert found(now) == []


# --- People ---------------------------------------------------------------------------------------
def test_a_patient_in_two_places(visit, offer, clinic, published, unguarded, now):
    other = PatientFactory()
    second = book(patient=other, offer=offer, clinic=clinic, starts_at=published[4], actor=other.user, now=now)
    mine(second).update(patient=visit.patient)
    assert found(now) == []

    mine(visit).update(ends_at=published[4] + dt.timedelta(minutes=1))

    assert Finding("patient_in_two_places", f"{visit.reference} and {second.reference}") in found(now)


@pytest.mark.parametrize(("attention", "rules"), [("", ["doctor_left_unnoticed"]), ("doctor_away", [])])
def test_a_doctor_who_left_unnoticed(visit, doctor, now, attention, rules):
    Doctor.objects.filter(pk=doctor.pk).update(is_active=False)
    mine(visit).update(attention=attention)

    assert found(now) == [Finding(rule, visit.reference) for rule in rules]


# --- Hours and time off ---------------------------------------------------------------------------
def time_off(starts_at, **whose):
    """Enter time off for twenty minutes without publishing it."""
    return TimeOff.objects.create(starts_at=starts_at, ends_at=starts_at + SLOT, **whose)


def test_an_open_slot_under_time_off(visit, doctor, published, now):
    time_off(published[8], doctor=doctor)

    assert found(now) == [Finding("open_slot_under_time_off", f"slot {rows(published[8]).get().pk}")]


@pytest.mark.parametrize("closed", [False, True])
def test_an_open_slot_by_hand_under_time_off(visit, doctor, published, now, closed):
    visiting, afternoon = ClinicFactory(), published[11] + 6 * SLOT
    extra = open_slot_by_hand(doctor=doctor, clinic=visiting, starts_at=afternoon, minutes=20, actor=None, now=now)
    assert found(now) == []

    time_off(afternoon, **({"clinic": visiting} if closed else {"doctor": doctor}))

    assert found(now) == [Finding("open_slot_under_time_off", f"slot {extra.pk}")]


def test_time_off_of_a_clinic_leaves_other_clinics_open(visit, published, now):
    time_off(published[8], clinic=ClinicFactory())

    assert found(now) == []


@pytest.mark.parametrize("origin", ["published", "for_visit"])
def test_an_open_slot_outside_the_hours(visit, doctor, clinic, published, now, origin):
    afternoon = published[11] + 6 * SLOT
    extra = open_slot_by_hand(doctor=doctor, clinic=clinic, starts_at=afternoon, minutes=20, actor=None, now=now)

    TimeSlot.objects.filter(pk=extra.pk).update(origin=origin)

    assert found(now) == [Finding("open_slot_outside_hours", f"slot {extra.pk}")]


@pytest.mark.parametrize("status", ["requested", "confirmed"])
@pytest.mark.parametrize("closed", [False, True])
def test_a_doctor_who_is_away_unnoticed(visit, doctor, clinic, published, now, status, closed):
    time_off(published[2], **({"clinic": clinic} if closed else {"doctor": doctor}))
    mine(visit).update(status=status)
    assert found(now) == [Finding("doctor_away_unnoticed", visit.reference)]

    mine(visit).update(attention="unreachable")

    assert found(now) == []


def test_whoever_has_come_is_seen_to(visit, doctor, published, now):
    time_off(published[2], doctor=doctor)

    mine(visit).update(status="checked_in")

    assert found(now) == []


def test_time_off_that_was_ended_is_none(visit, doctor, published, now):
    row = time_off(published[2], doctor=doctor)

    TimeOff.objects.filter(pk=row.pk).update(ended_at=now)

    assert found(now) == []


# --- Running late ---------------------------------------------------------------------------------
@pytest.mark.parametrize("change", [{"late_minutes": 30}, {"status": "completed"}, {"starts_at": F("starts_at") - DAY}])
def test_an_appointment_that_is_late_without_being_said(visit, doctor, clinic, now, change):
    assert found(now) == []
    RunningLate.objects.create(
        doctor=doctor, clinic=clinic, starts_at=visit.starts_at, ends_at=visit.ends_at, minutes=20,
        said_by=doctor.user, said_at=now, since=now,
    )  # fmt: skip
    mine(visit).update(late_minutes=20, status="confirmed")
    assert found(now) == []

    connection.check_constraints()
    remove(APPOINTMENT_GUARDS, connection)
    mine(visit).update(**change)

    assert Finding("late_without_being_said", visit.reference) in found(now)
