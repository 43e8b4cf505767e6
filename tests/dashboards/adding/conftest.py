"""A patient the doctor knows, one they do not, and what is typed about an appointment."""

import uuid

import pytest

from appointments.lifecycle import Status
from appointments.models import Appointment
from tests.factories import PatientFactory


@pytest.fixture
def known(appoint, at, patient):
    """Maria has been with Dr Osei, long enough ago to be in nobody's way."""
    appointment = appoint(at(24, 12), patient=patient)
    Appointment.objects.filter(pk=appointment.pk).update(status=Status.COMPLETED)
    return patient


@pytest.fixture
def stranger(db, other_doctor):
    return PatientFactory(full_name="Maria Strange", phone="+447700900999")


@pytest.fixture
def typed(offer, clinic):
    """Return a function that fills the form in; what it is not told is the usual."""

    def fill(patient=None, **told):
        fields = {
            "visit_type": offer.visit_type_id,
            "date": "2026-11-25",
            "time": "09:20",
            "clinic": clinic.pk,
            "reason": "A cough",
            "because": "",
            "key": str(uuid.uuid4()),
        }
        if patient is not None:
            fields["patient"] = patient.record_number
        return fields | told

    return fill


@pytest.fixture
def somebody_new(typed):
    def fill(**told):
        new = {
            "full_name": "Hanna Berg",
            "date_of_birth_day": "3",
            "date_of_birth_month": "2",
            "date_of_birth_year": "1990",
            "phone": "07700 900456",
            "email": "",
        }
        return typed() | new | told

    return fill
