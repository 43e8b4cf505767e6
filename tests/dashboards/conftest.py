"""A doctor at their own pages, at a fixed moment."""

import datetime as dt

import pytest

from accounts.models import Doctor
from accounts.roles import Role
from appointments.forms.guard import Answer
from appointments.services.booking import book
from appointments.services.recording import version_seen
from scheduling.services.publishing import publish
from tests.factories import DoctorFactory, PatientFactory, UserFactory, WorkingHoursFactory


@pytest.fixture
def doctor_client(client, doctor, clock):
    """The browser of Dr Osei."""
    client.force_login(doctor.user)
    return client


@pytest.fixture
def other_doctor(db):
    return DoctorFactory(full_name="Tomasz Nowak", slug="tomasz-nowak")


@pytest.fixture
def hours(doctor, clinic, now):
    """Tuesday and Wednesday, nine to one, from a year ago; published."""
    rows = [
        WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=weekday, starts=dt.time(9), ends=dt.time(13))
        for weekday in (1, 2)
    ]
    publish(doctor=doctor, now=now - dt.timedelta(days=1))
    return rows


@pytest.fixture
def at():
    """Return the instant of a London clock time in that week: ``at(25, 9, 20)`` is Wednesday, 9:20am."""

    def instant(day, hour, minute=0):
        return dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)

    return instant


@pytest.fixture
def appoint(doctor, clinic, offer, hours, now):
    """Return a function that books ``starts_at`` for somebody; with ``offer`` by the doctor's leave it is a request."""

    def run(starts_at, *, patient=None, offer=offer, when=None, **told):
        patient = patient or PatientFactory()
        return book(
            patient=patient,
            offer=offer,
            clinic=clinic,
            starts_at=starts_at,
            actor=patient.user,
            now=when or now - dt.timedelta(hours=12),
            **told,
        )

    return run


@pytest.fixture
def guard():
    """Return what a form about an appointment carries."""

    def fields(appointment, **more):
        appointment.refresh_from_db()
        return {"patient": appointment.patient.record_number, "seen": version_seen(appointment), **more}

    return fields


@pytest.fixture
def answer():
    """Return the value of an appointment's tick box."""
    return lambda appointment: str(Answer.about(appointment))


@pytest.fixture
def patient_user(db):
    return UserFactory(role=Role.PATIENT)


@pytest.fixture
def me(doctor):
    """Dr Osei as the database has her."""
    return lambda: Doctor.objects.get(pk=doctor.pk)
