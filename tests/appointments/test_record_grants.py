"""A doctor's leave to read the record follows the appointment through every step of its life."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import AuditEntry, Patient, RecordGrant
from appointments.lifecycle import Status, Verb
from appointments.models import Appointment
from appointments.record_access import reason_of
from appointments.schedule_check import check_schedule
from appointments.services.attendance import record_attendance
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve, reject
from appointments.services.expiring import expire
from appointments.services.rescheduling import reschedule
from appointments.services.undoing import undo
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def grant(appointment):
    return RecordGrant.objects.get(because=reason_of(appointment))


def may_read(appointment, *, now):
    return Patient.objects.in_care_of(appointment.doctor, now=now).filter(pk=appointment.patient_id).exists()


def attend(appointment, verb, doctor, at, **said):
    record_attendance(appointment=appointment, verb=verb, actor=doctor.user, now=at, **said)


@pytest.fixture
def booked(book_it):
    return book_it()


@pytest.fixture
def asked(book_it, by_doctor):
    return book_it(offer=by_doctor)


def test_booking_gives_leave_from_now_until_ninety_days_after(booked, doctor, patient, now):
    leave = grant(booked)

    assert (leave.doctor, leave.patient, leave.starts_at) == (doctor, patient, now)
    assert leave.until == booked.ends_at + 90 * DAY
    assert may_read(booked, now=now)
    assert not may_read(booked, now=leave.until)


def test_a_request_does_too(asked):
    assert grant(asked).until == asked.ends_at + 90 * DAY


def test_a_yes_changes_nothing(asked, doctor, now):
    before = grant(asked).until
    approve(appointment=asked, actor=doctor.user, now=now)

    assert grant(asked).until == before


def test_a_move_moves_it_either_way(booked, published, patient, now):
    later = reschedule(appointment=booked, starts_at=published[5], actor=patient.user, now=now)
    assert grant(booked).until == later.ends_at + 90 * DAY

    sooner = reschedule(appointment=booked, starts_at=published[1], actor=patient.user, now=now)

    assert grant(booked).until == sooner.ends_at + 90 * DAY
    assert grant(booked).starts_at == now


def test_declining_ends_it_at_once(asked, doctor, now):
    reject(appointment=asked, actor=doctor.user, now=now, reason_code="no_time")

    assert grant(asked).until == now
    assert not may_read(asked, now=now)


def test_expiry_ends_it_at_once(asked):
    expire(appointment=asked, now=asked.decide_by)

    assert grant(asked).until == asked.decide_by
    assert not may_read(asked, now=asked.decide_by)


def test_cancelling_ends_it_at_once(booked, patient, now):
    cancel(appointment=booked, actor=patient.user, now=now + dt.timedelta(hours=1))

    assert grant(booked).until == now + dt.timedelta(hours=1)


@pytest.mark.parametrize("steps", [(Verb.COMPLETE,), (Verb.CHECK_IN, Verb.START, Verb.COMPLETE)])
def test_being_seen_extends_it_to_a_year(booked, doctor, steps):
    for step in steps:
        assert grant(booked).until == booked.ends_at + 90 * DAY
        attend(booked, step, doctor, booked.starts_at + dt.timedelta(minutes=5))

    assert grant(booked).until == booked.ends_at + 365 * DAY


def test_a_missed_appointment_leaves_it_as_it_is(booked, doctor):
    attend(booked, Verb.NO_SHOW, doctor, booked.starts_at + dt.timedelta(minutes=15))

    assert grant(booked).until == booked.ends_at + 90 * DAY


def test_putting_right_who_was_seen_puts_it_right(booked, doctor):
    at = booked.starts_at + dt.timedelta(minutes=15)
    attend(booked, Verb.COMPLETE, doctor, at)
    attend(booked, Verb.NO_SHOW, doctor, at, note="Another patient.")
    assert grant(booked).until == booked.ends_at + 90 * DAY

    attend(booked, Verb.COMPLETE, doctor, at, note="It was them.")

    assert grant(booked).until == booked.ends_at + 365 * DAY


@pytest.mark.parametrize("step", ["reject", "cancel", "complete", "move"])
def test_undo_restores_it(asked, doctor, published, now, step):
    before = grant(asked).until
    moment = {"actor": doctor.user, "now": now}
    if step == "reject":
        reject(appointment=asked, reason_code="no_time", **moment)
    elif step == "move":
        reschedule(appointment=asked, starts_at=published[6], **moment)
    else:
        approve(appointment=asked, **moment)
        if step == "cancel":
            cancel(appointment=asked, **moment)
        else:
            moment["now"] = asked.starts_at
            record_attendance(appointment=asked, verb=Verb.COMPLETE, **moment)
    assert grant(asked).until != before

    undo(appointment=asked, actor=doctor.user, now=moment["now"] + dt.timedelta(seconds=30))

    assert grant(asked).until == before
    assert may_read(asked, now=now)
    assert check_schedule(now=now + dt.timedelta(minutes=2)) == []


class TestTheTrail:
    """Each step of an appointment is in it, in the transaction of the step."""

    def entries(self, appointment):
        labelled = AuditEntry.objects.filter(object_label=reason_of(appointment)).order_by("pk")
        return [(entry.action, entry.actor, entry.role, entry.patient) for entry in labelled]

    def test_names_who_did_what_as_whom(self, asked, patient, doctor, front_desk, now):
        approve(appointment=asked, actor=doctor.user, now=now)
        cancel(appointment=asked, actor=front_desk, now=now)

        assert self.entries(asked) == [
            ("requested", patient.user, "patient", patient),
            ("approved", doctor.user, "doctor", patient),
            ("cancelled", front_desk, "Front desk", patient),
        ]

    def test_says_for_whom_somebody_acted(self, patient, book_it):
        from accounts.models import PatientAccess

        carer = UserFactory()
        PatientAccess.objects.create(user=carer, patient=patient, relation="carer")
        booked = book_it(actor=carer)

        entry = AuditEntry.objects.get(object_label=reason_of(booked))
        assert (entry.actor, entry.on_behalf_of) == (carer, patient)

    def test_what_fails_leaves_nothing(self, booked, other_patient, book_it):
        from scheduling.services.claiming import SlotTaken

        with pytest.raises(SlotTaken):
            book_it(patient=other_patient, actor=other_patient.user)

        assert not AuditEntry.objects.filter(patient=other_patient).exists()
        assert not RecordGrant.objects.filter(patient=other_patient).exists()

    def test_the_system_ends_what_nobody_answered(self, asked):
        expire(appointment=asked, now=asked.decide_by)

        assert self.entries(asked)[-1][:3] == ("expired", None, "system")


class TestTheCheck:
    def rules(self, now):
        return {finding.rule for finding in check_schedule(now=now)}

    def test_finds_an_appointment_without_its_grant(self, booked, now):
        RecordGrant.objects.all().delete()

        assert self.rules(now) == {"appointment_without_grant"}

    def test_and_one_that_ends_too_soon(self, booked, now):
        RecordGrant.objects.update(until=now)

        assert self.rules(now) == {"appointment_without_grant"}

    def test_finds_a_grant_that_outlives_its_reason(self, booked, patient, now):
        RecordGrant.objects.update(until=booked.ends_at + 91 * DAY)
        assert self.rules(now) == {"grant_outlives_its_reason"}

        cancel(appointment=booked, actor=patient.user, now=now)
        RecordGrant.objects.update(until=now + DAY)

        assert self.rules(now) == {"grant_outlives_its_reason"}

    def test_finds_a_grant_nothing_stands_behind(self, booked, doctor, other_patient, now):
        RecordGrant.objects.create(
            doctor=doctor, patient=other_patient, because=reason_of(booked), starts_at=now, until=now + DAY
        )

        assert self.rules(now) == {"grant_without_its_appointment"}

    def test_leaves_other_reasons_alone(self, booked, doctor, other_patient, now):
        RecordGrant.objects.create(
            doctor=doctor, patient=other_patient, because="referral", starts_at=now, until=now + 900 * DAY
        )

        assert self.rules(now) == set()

    def test_finds_a_trail_that_can_be_changed(self, now):
        from accounts.database_guards import install, remove
        from accounts.guards import GUARDS

        remove(GUARDS[:1], connection)
        found = self.rules(now)
        install(GUARDS, connection)

        assert found == {"guard_missing"}


def test_appointments_made_before_there_were_grants_get_theirs(booked, book_it, published, patient, now, monkeypatch):
    gone = book_it(starts_at=published[4])
    cancel(appointment=gone, actor=patient.user, now=now)
    RecordGrant.objects.all().delete()
    migration = next(name for name in migrations() if name.endswith("grants_of_appointments"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    import_module(f"appointments.migrations.{migration}").give(apps, None)

    assert grant(booked).until == booked.ends_at + 90 * DAY
    assert RecordGrant.objects.count() == 1
    assert Appointment.objects.get(pk=gone.pk).status == Status.CANCELLED
    assert check_schedule(now=now) == []


def migrations():
    from django.db.migrations.loader import MigrationLoader

    return [name for app, name in MigrationLoader(None).disk_migrations if app == "appointments"]
