"""Confirmed appointments at any moment, past what a calendar offers; made without the services."""

import datetime as dt

from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, AppointmentEvent
from tests.factories import ClinicFactory, DoctorFactory, PatientFactory, VisitTypeFactory

A_MONTH = dt.timedelta(days=30)


def confirmed(*, starts_at, clinic=None, patient=None, settled_at=None, **fields):
    """Return an appointment of twenty minutes; without ``settled_at`` it was booked a month before."""
    clinic = clinic or ClinicFactory()
    settled_at = settled_at or starts_at - A_MONTH
    appointment = Appointment.objects.create(
        **{
            "patient": patient or PatientFactory(),
            "doctor": DoctorFactory(),
            "clinic": clinic,
            "visit_type": VisitTypeFactory(),
            "starts_at": starts_at,
            "ends_at": starts_at + dt.timedelta(minutes=20),
            "time_zone": clinic.time_zone,
            "mode": "in_person",
            "minutes": 20,
            "currency": "GBP",
            "changeable_until": starts_at - dt.timedelta(hours=4),
            "late_after": starts_at - dt.timedelta(hours=4),
            "status": Status.CONFIRMED,
            "created_at": settled_at,
            **fields,
        }
    )
    AppointmentEvent.objects.create(appointment=appointment, kind=Verb.BOOK, at=settled_at, to_status=Status.CONFIRMED)
    return appointment
