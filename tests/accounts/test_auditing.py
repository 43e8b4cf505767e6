"""The trail: every change leaves its entry, reading one a quarter of an hour; each says who, as what, from where."""

import datetime as dt

import pytest

from accounts.models import AuditEntry
from accounts.origin import Origin, current
from accounts.roles import Role, StaffGroup
from accounts.services.adding_people import add_person
from accounts.services.auditing import audit, audit_read, audit_refusal
from accounts.services.changing_details import change_details
from accounts.services.creating_patients import create_patient
from accounts.services.registering import register_patient
from accounts.services.sharing import end_access, share_access
from tests.dashboards.staff import staff_member
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def only():
    return AuditEntry.objects.get()


def facts(entry):
    return entry.action, entry.object_label, entry.patient, entry.actor, entry.role, entry.on_behalf_of


def test_says_from_where_and_in_which_request(patient, now):
    token = current.set(Origin(address="192.0.2.7", request_id="abc-123"))
    audit(actor=patient.user, action="changed", object_label="details:phone", patient=patient, now=now)
    current.reset(token)

    entry = only()
    assert (entry.at, entry.address, entry.request_id, entry.outcome) == (now, "192.0.2.7", "abc-123", "allowed")


@pytest.mark.parametrize("group", list(StaffGroup))
def test_names_the_group_of_an_administrator(patient, now, group):
    audit(actor=staff_member(group), action="changed", object_label="x", patient=patient, now=now)

    assert only().role == group


def test_the_worker_is_the_system(patient, now):
    audit(actor=None, action="expired", object_label="x", patient=patient, now=now)

    assert (only().actor, only().role) == (None, "system")


class TestReading:
    def read(self, patient, actor, now, purpose="referral"):
        audit_read(actor=actor, patient=patient, purpose=purpose, now=now)
        return AuditEntry.objects.count()

    def test_leaves_one_entry_a_quarter_of_an_hour(self, patient, doctor, now):
        assert self.read(patient, doctor.user, now) == 1
        assert self.read(patient, doctor.user, now + dt.timedelta(minutes=14, seconds=59)) == 1
        assert self.read(patient, doctor.user, now + dt.timedelta(minutes=15)) == 2

    def test_one_for_each_purpose_reader_and_patient(self, patient, other_patient, doctor, now):
        assert self.read(patient, doctor.user, now) == 1
        assert self.read(patient, doctor.user, now, purpose="emergency") == 2
        assert self.read(patient, UserFactory(role=Role.DOCTOR), now) == 3
        assert self.read(other_patient, doctor.user, now) == 4

    def test_two_pages_at_once_meet_in_the_database(self, patient, doctor, now, monkeypatch):
        self.read(patient, doctor.user, now)
        monkeypatch.setattr("django.db.models.query.QuerySet.exists", lambda self: False)

        assert self.read(patient, doctor.user, now) == 1

    def test_asks_first_and_writes_once(self, patient, doctor, now, django_assert_num_queries):
        with django_assert_num_queries(2):
            self.read_only(patient, doctor, now)
        with django_assert_num_queries(1):
            self.read_only(patient, doctor, now)

    def read_only(self, patient, doctor, now):
        audit_read(actor=doctor.user, patient=patient, purpose="referral", now=now)

    def test_a_refusal_is_an_entry_of_its_own(self, patient, doctor, now):
        self.read(patient, doctor.user, now, purpose="")
        audit_refusal(actor=doctor.user, patient=patient, object_label=f"record:{patient.record_number}", now=now)

        assert list(AuditEntry.objects.order_by("pk").values_list("outcome", flat=True)) == ["allowed", "refused"]


class TestChanging:
    """Every service that changes what is known of a patient."""

    def test_details(self, patient, now):
        change_details(patient=patient, changes={"phone": "", "address": "4 Orchard Lane"}, actor=patient.user, now=now)

        assert facts(only()) == ("changed", "details:address,phone", patient, patient.user, "patient", None)

    def test_details_typed_at_the_desk(self, patient, front_desk, now):
        change_details(patient=patient, changes={"phone": ""}, actor=front_desk, now=now)

        assert (only().actor, only().role, only().on_behalf_of) == (front_desk, "Front desk", None)

    def test_sharing_and_ending_it(self, patient, now):
        carer = UserFactory()
        access = share_access(
            patient=patient, user=carer, relation="carer", scope="record", actor=patient.user, now=now
        )
        end_access(access=access, actor=carer, now=now)

        shared, ended = AuditEntry.objects.order_by("pk")
        assert facts(shared) == ("shared", f"access:{access.pk}:record", patient, patient.user, "patient", None)
        assert facts(ended) == ("ended", f"access:{access.pk}:record", patient, carer, "patient", patient)

    def test_a_patient_signs_up(self, now):
        user = UserFactory()
        patient = register_patient(user=user, full_name="A B", date_of_birth=dt.date(1990, 1, 1), phone="", now=now)

        assert facts(only())[2:] == (patient, user, "patient", None)

    def test_a_child_is_added(self, patient, now):
        child = add_person(
            user=patient.user, full_name="Leo", date_of_birth=dt.date(2019, 1, 1), relation="parent", now=now
        )

        assert facts(only())[2:] == (child, patient.user, "patient", child)

    def test_a_patient_is_made_at_the_desk(self, front_desk, now):
        patient = create_patient(
            full_name="A B", date_of_birth=dt.date(1990, 1, 1), phone="", actor=front_desk, now=now
        )

        assert facts(only())[2:5] == (patient, front_desk, "Front desk")


def test_holds_no_words_of_what_was_written(patient, now):
    change_details(patient=patient, changes={"access_needs": "Zephyr wheelchair"}, actor=patient.user, now=now)

    assert "Zephyr" not in str(AuditEntry.objects.values().get())
