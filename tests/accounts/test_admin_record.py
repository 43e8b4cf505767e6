"""Histories and the trail in the admin: looked at by few, changed by nobody, and each look is in the trail itself."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, HistoryEntry
from accounts.roles import StaffGroup
from accounts.services.auditing import audit, audit_refusal
from accounts.services.history.adding import add_history
from accounts.services.sealing import seal_batch
from tests.dashboards.staff import administrator, staff_member

pytestmark = pytest.mark.django_db
TRAIL = reverse("admin:accounts_auditentry_changelist")


@pytest.fixture
def chief(client):
    client.force_login(administrator())
    return client


@pytest.fixture
def allergy(patient, now):
    return add_history(
        patient=patient, kind="allergy", text="Zephyr nuts", source="patient", actor=patient.user, now=now
    )


def page(model, kind, *args):
    return reverse(f"admin:accounts_{model}_{kind}", args=args)


def read_entries():
    return list(AuditEntry.objects.filter(action="read").values_list("object_label", "purpose"))


def test_the_list_of_histories_says_that_and_not_what(chief, allergy):
    listed = chief.get(page("historyentry", "changelist"))

    assert "Maria Lopes" in listed.content.decode()
    assert "Zephyr" not in listed.content.decode()
    assert read_entries() == []


def test_reading_one_is_in_the_trail(chief, allergy):
    for _time in range(2):
        assert "Zephyr nuts" in chief.get(page("historyentry", "change", allergy.pk)).content.decode()

    assert read_entries() == [(f"historyentry:{allergy.pk}", "administration")]


def test_opening_a_patient_is_too(chief, patient):
    chief.get(page("patient", "change", patient.pk))

    assert read_entries() == [(f"record:{patient.record_number}", "administration")]


def test_and_opening_an_appointment(client, book_it, front_desk):
    appointment = book_it()
    client.force_login(front_desk)
    client.get(reverse("admin:appointments_appointment_change", args=[appointment.pk]))

    entry = AuditEntry.objects.get(action="read")
    assert (entry.object_label, entry.role) == (f"appointment:{appointment.reference}", "Front desk")


@pytest.mark.parametrize("group", [group for group in StaffGroup if group != StaffGroup.ADMINISTRATOR])
def test_nobody_else_opens_a_history(client, allergy, group):
    client.force_login(staff_member(group))

    for address in (page("historyentry", "changelist"), page("historyentry", "change", allergy.pk)):
        assert client.get(address).status_code == 403


def test_a_history_is_not_changed_here(chief, allergy):
    chief.post(page("historyentry", "change", allergy.pk), {"text": "Nuts"})

    assert HistoryEntry.objects.get(pk=allergy.pk).text == "Zephyr nuts"


class TestTheTrail:
    @pytest.fixture(autouse=True)
    def _rows(self, patient, other_patient, doctor, now):
        audit(actor=doctor.user, action="read", object_label="a", patient=patient, now=now)
        audit_refusal(actor=doctor.user, patient=other_patient, object_label="b", now=now)
        AuditEntry.objects.bulk_create(
            [AuditEntry(at=now, actor=None, role="system", action="expired", object_label="c", address="192.0.2.77")]
        )

    def labels(self, client, **query):
        listed = client.get(TRAIL, query)
        return sorted(entry.object_label for entry in listed.context["cl"].result_list)

    def test_is_searched_by_patient_actor_and_address(self, chief, doctor, other_patient):
        assert self.labels(chief, patient="Maria Lopes") == ["a"]
        assert self.labels(chief, patient=other_patient.record_number) == ["b"]
        assert self.labels(chief, who=doctor.user.email) == ["a", "b"]
        assert self.labels(chief, address="192.0.2.77") == ["c"]

    def test_is_narrowed_by_what_outcome_role_and_day(self, chief):
        assert self.labels(chief, what="read") == ["a", "b"]
        assert self.labels(chief, what="changed") == ["c"]
        assert self.labels(chief, outcome__exact="refused") == ["b"]
        assert self.labels(chief, role="system") == ["c"]
        assert self.labels(chief, since="2026-11-24T09:00", until="2026-11-24T09:01") == ["a", "b", "c"]
        assert self.labels(chief, since="2026-11-24T09:01") == []
        assert self.labels(chief, until="2026-11-24T09:00") == []

    def test_shows_its_seal(self, chief, now):
        entry = AuditEntry.objects.get(object_label="a")
        assert "Not sealed yet" in chief.get(page("auditentry", "change", entry.pk)).content.decode()
        seal_batch(now=now + dt.timedelta(hours=1))

        assert "Not sealed yet" not in chief.get(page("auditentry", "change", entry.pk)).content.decode()

    def test_takes_no_change_and_no_deletion(self, chief):
        entry = AuditEntry.objects.get(object_label="a")

        assert chief.get(page("auditentry", "add")).status_code == 403
        assert chief.post(page("auditentry", "delete", entry.pk), {"post": "yes"}).status_code == 403
        chief.post(page("auditentry", "change", entry.pk), {"role": "patient"})
        assert AuditEntry.objects.get(pk=entry.pk).role == "doctor"

    @pytest.mark.parametrize(("group", "opens"), [(StaffGroup.AUDITOR, True), (StaffGroup.MANAGER, False)])
    def test_opens_for_auditors(self, client, group, opens):
        client.force_login(staff_member(group))

        assert client.get(TRAIL).status_code == (200 if opens else 403)
