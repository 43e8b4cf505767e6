"""Roles with narrow rights: a clinic manager at their clinics, an analyst without names, an auditor who only looks."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Patient
from accounts.roles import StaffGroup
from appointments.models import Appointment
from appointments.services.booking import book
from scheduling.models import ClinicStaff, WorkingHours
from scheduling.services.publishing import publish
from tests.access.policy import ADMIN_PAGES
from tests.access.test_every_url import ALL, admin_model_and_action
from tests.dashboards.staff import errors, staff_member
from tests.factories import ClinicFactory, DoctorFactory, OfferFactory, PatientFactory, WorkingHoursFactory

pytestmark = pytest.mark.django_db

CANARY = "Zephyrine Quillfeather"


@pytest.fixture
def elsewhere(db):
    return ClinicFactory(name="Harbour Practice", slug="harbour-practice")


@pytest.fixture
def manager(client, clock, clinic):
    user = staff_member(StaffGroup.CLINIC_MANAGER, email="manager@example.org")
    ClinicStaff.objects.create(user=user, clinic=clinic)
    client.force_login(user)
    return user


@pytest.fixture
def here(clock, book_it):
    return book_it()


@pytest.fixture
def there(clock, elsewhere, now):
    """An appointment of somebody else at the other clinic, with a doctor who works nowhere else."""
    doctor = DoctorFactory(full_name="Tomasz Nowak", slug="tomasz-nowak")
    patient = PatientFactory(full_name=CANARY)
    WorkingHoursFactory(doctor=doctor, clinic=elsewhere, weekday=2)
    publish(doctor=doctor, now=now)
    offer = OfferFactory(doctor=doctor)
    starts_at = dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
    return book(patient=patient, offer=offer, clinic=elsewhere, starts_at=starts_at, actor=patient.user, now=now)


LISTS = [
    "accounts_patient", "appointments_appointment", "appointments_appointmentevent", "appointments_message",
    "appointments_appointmentslot", "scheduling_workinghours", "scheduling_timeslot", "scheduling_daysupply",
]  # fmt: skip


@pytest.mark.parametrize("model", LISTS)
def test_a_clinic_manager_finds_nothing_of_another_clinic(client, manager, here, there, model):
    page = client.get(reverse(f"admin:{model}_changelist"))
    text = page.content.decode()

    assert page.status_code == 200
    assert CANARY not in text
    assert there.spoken_reference not in text


def test_a_clinic_manager_sees_what_is_at_theirs(client, manager, here, there):
    listed = {
        model: client.get(reverse(f"admin:{model}_changelist")).context["cl"].result_count
        for model in ("accounts_patient", "appointments_appointment", "scheduling_workinghours")
    }

    assert listed == {"accounts_patient": 1, "appointments_appointment": 1, "scheduling_workinghours": 1}


@pytest.mark.parametrize("page", ["change", "history", "move", "offer"])
def test_an_appointment_of_another_clinic_is_not_there(client, manager, here, there, page):
    name = f"admin:appointments_appointment_{page}"
    mine, others = (client.get(reverse(name, args=[one.pk])) for one in (here, there))

    assert mine.status_code in {200, 302}
    assert CANARY not in others.content.decode()
    assert others.status_code == 404 or others.url == reverse("admin:index")


def test_no_step_is_taken_with_it(client, manager, there):
    address = reverse("admin:appointments_appointment_step", args=[there.pk, "cancel"])
    listed = reverse("admin:appointments_appointment_changelist")
    client.post(listed, {"action": "cancel", "_selected_action": [there.pk]})

    assert client.post(address, {"reason_code": "other"}).status_code == 404
    assert Appointment.objects.get(pk=there.pk).status == "confirmed"


def test_searches_and_figures_keep_to_their_clinics(client, manager, here, there, elsewhere):
    patients = client.get(reverse("admin:appointments_appointment_patients"), {"term": "e"}).json()["results"]
    offers = client.get(reverse("admin:appointments_appointment_offers"), {"term": "o"}).json()["results"]
    monitor = client.get(reverse("admin:monitor")).content.decode()
    figures = client.get(reverse("admin:analytics_attendance"))
    asked = client.get(reverse("admin:analytics_attendance"), {"clinic": elsewhere.pk})

    assert CANARY not in str(patients)
    assert "Nowak" not in str(offers)
    assert CANARY not in monitor
    assert figures.status_code == asked.status_code == 200
    assert elsewhere.name not in figures.content.decode()
    assert elsewhere.name not in asked.content.decode()


def test_nobody_of_another_clinic_is_booked_for(client, manager, here, there):
    add = reverse("admin:appointments_appointment_add")
    key = client.get(add).context["adminform"].form["key"].value()
    answer = client.post(add, {"patient": there.patient_id, "key": key})

    assert CANARY not in answer.content.decode()
    assert "patient" in answer.context["adminform"].form.errors


def test_hours_are_added_at_their_clinics_alone(client, manager, here, there, doctor, clinic, elsewhere):
    add = reverse("admin:scheduling_workinghours_add")
    fields = {
        "weekday": 4, "starts": "09:00", "ends": "12:00", "slot_minutes": 20, "capacity": 1,
        "valid_from": "2026-12-01", "every_n_weeks": 1, "doctor": doctor.pk,
    }  # fmt: skip
    before = WorkingHours.objects.count()
    refused = client.post(add, {**fields, "clinic": elsewhere.pk})
    stranger = client.post(add, {**fields, "clinic": clinic.pk, "doctor": there.doctor_id})
    kept = WorkingHours.objects.count()
    taken = client.post(add, {**fields, "clinic": clinic.pk})

    assert "Select a valid choice" in errors(refused)
    assert "Select a valid choice" in errors(stranger)
    assert kept == before
    assert taken.status_code == 302
    assert WorkingHours.objects.count() == before + 1


def test_a_clinic_manager_without_a_clinic_sees_no_appointment(client, here):
    client.force_login(staff_member(StaffGroup.CLINIC_MANAGER))
    listed = client.get(reverse("admin:appointments_appointment_changelist"))

    assert listed.context["cl"].result_count == 0


# --- Whoever only looks -----------------------------------------------------------------------


@pytest.fixture
def world(db):
    from tests.access.world import build

    return build(canary=CANARY, now=timezone.now())


def addresses(world):
    for name, _route in ALL:
        if name.startswith("admin:") and name not in {"admin:?", "admin:logout", "admin:login"}:
            yield name, reverse(name, kwargs=world.arguments(name))


def test_an_analyst_reads_no_name_anywhere(world):
    browser = Client()
    browser.force_login(staff_member(StaffGroup.ANALYST))
    answers = {name: browser.get(address) for name, address in addresses(world)}
    opened = [name for name, answer in answers.items() if answer.status_code == 200]

    assert "admin:analytics_attendance" in opened
    assert "admin:scheduling_daysupply_changelist" in opened
    assert [name for name, answer in answers.items() if CANARY in answer.content.decode(errors="replace")] == []
    assert Patient.objects.filter(full_name=CANARY).exists()


def test_an_auditor_changes_nothing(world):
    """A list answers a POST with itself, a way back to it or a file, for it has no action. A history is only shown."""
    browser = Client()
    browser.force_login(staff_member(StaffGroup.AUDITOR))
    only_shown = ADMIN_PAGES | {
        name for name, _route in ALL if admin_model_and_action(name)[1] in {"changelist", "history", "export"}
    }
    answers = {
        name: browser.post(address, {"_selected_action": "1", "action": "delete_selected"})
        for name, address in addresses(world)
    }

    assert {
        name: answer.status_code
        for name, answer in answers.items()
        if answer.status_code not in {302, 403, 404, 405} and name not in only_shown
    } == {}


def test_an_auditor_has_no_right_but_to_see(db):
    auditor = staff_member(StaffGroup.AUDITOR)

    others = {right for right in auditor.get_all_permissions() if not right.partition(".")[2].startswith("view_")}

    assert others == {"dashboards.run_audit_verify"}  # the worker reads the trail once more
