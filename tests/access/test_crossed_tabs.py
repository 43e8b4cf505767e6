"""Two windows, two patients: an answer that names another patient than its address is refused, whatever the page."""

import pytest
from django.test import Client
from django.utils import timezone

from appointments.services.recording import version_seen
from tests.access.facts import facts
from tests.access.policy import Role
from tests.access.test_every_url import ALL, CANARY, knock, reverse
from tests.access.world import build

pytestmark = pytest.mark.django_db

ABOUT_A_PATIENT = sorted(
    name
    for name, route in set(ALL)
    if name.startswith("doctor:") and ("reference>" in route or "record_number>" in route)
)
ONLY_SHOWN = {
    "doctor:appointment",
    "doctor:appointment_calendar",
    "doctor:patient",
    "doctor:patient_history",
    "doctor:patient_appointments",
    "doctor:patient_notes",
    "doctor:patient_readers",
    "doctor:patient_documents",
    "doctor:patient_measurements",
    "doctor:document",
    "doctor:print_note",
}


@pytest.fixture
def world():
    return build(canary=CANARY, now=timezone.now())


@pytest.fixture
def doctor_client(world):
    browser = Client()
    browser.force_login(world.users[Role.DOCTOR])
    return browser


def test_every_page_about_a_patient_is_known(world):
    """The pages below that are only shown answer no POST; all others are asked."""
    shown = {name for name in ABOUT_A_PATIENT if knock(world, Role.DOCTOR, name, method="post").status_code == 405}

    assert shown == ONLY_SHOWN
    assert len(ABOUT_A_PATIENT) > len(ONLY_SHOWN) + 10


@pytest.mark.parametrize("name", [name for name in ABOUT_A_PATIENT if name not in ONLY_SHOWN])
def test_a_doctors_answer_about_another_patient_changes_nothing(world, doctor_client, name):
    mine, others = world.appointment.patient, world.users[Role.OTHER_PATIENT].patient
    address, before = reverse(name, kwargs=world.arguments(name)), facts()
    said = {"seen": version_seen(world.appointment), "reason_code": "other", "text": "Nuts", "status": "current"}

    crossed = doctor_client.post(address, said | {"patient": others.record_number})
    unnamed = doctor_client.post(address, said)

    assert crossed.status_code == unnamed.status_code == 409
    assert "another patient. Nothing was changed." in crossed.content.decode()
    assert facts() == before
    rightly = doctor_client.post(address, said | {"patient": mine.record_number})
    assert "another patient" not in rightly.content.decode()
