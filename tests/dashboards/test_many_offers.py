"""One offer that waits or many: the pages that list them ask the database as often."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appointments.models import BookingSettings
from appointments.proposals.services.offering import offer_nearest
from tests.dashboards.staff import administrator

pytestmark = pytest.mark.django_db


def cost(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.fixture
def patient_client(patient):
    client = Client()
    client.force_login(patient.user)
    return client


@pytest.fixture
def requests_of_one_patient(appoint, by_doctor, patient, at):
    """Five requests of Maria's, on Tuesday and Wednesday."""
    BookingSettings.objects.update_or_create(pk=1, defaults={"requests_per_patient": 9, "active_per_patient": 9})
    starts = [at(24, 11), at(24, 12), at(25, 9), at(25, 10), at(25, 11)]
    return [appoint(start, patient=patient, offer=by_doctor) for start in starts]


@pytest.mark.parametrize("address", ["/doctor/requests/", "/doctor/", "/doctor/calendar/?week=2026-11-23"])
def test_the_doctors_pages_cost_the_same(doctor_client, doctor, requests_of_one_patient, now, address):
    offer_nearest(appointments=requests_of_one_patient[:1], actor=doctor.user, now=now)
    cost(doctor_client, address)
    one = cost(doctor_client, address)

    made = offer_nearest(appointments=requests_of_one_patient[1:], actor=doctor.user, now=now)

    assert len(made.done) >= 3
    assert cost(doctor_client, address) == one


@pytest.mark.parametrize("address", ["/appointments/", "/me/"])
def test_the_patients_pages_cost_the_same(patient_client, clock, doctor, requests_of_one_patient, now, address):
    offer_nearest(appointments=requests_of_one_patient[:1], actor=doctor.user, now=now)
    cost(patient_client, address)
    one = cost(patient_client, address)

    made = offer_nearest(appointments=requests_of_one_patient[1:], actor=doctor.user, now=now)

    assert len(made.done) >= 3
    assert cost(patient_client, address) == one


@pytest.mark.parametrize("name", ["appointment", "proposal"])
def test_the_lists_of_the_desk_cost_the_same(doctor, clock, requests_of_one_patient, now, name):
    chief = Client()
    chief.force_login(administrator())
    address = reverse(f"admin:appointments_{name}_changelist")
    offer_nearest(appointments=requests_of_one_patient[:1], actor=doctor.user, now=now)
    cost(chief, address)
    one = cost(chief, address)

    made = offer_nearest(appointments=requests_of_one_patient[1:], actor=doctor.user, now=now)

    assert len(made.done) >= 3
    assert cost(chief, address) == one
