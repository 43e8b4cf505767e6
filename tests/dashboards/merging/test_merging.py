"""Two records of one patient are put together: what moves, what stands against it, and what the database refuses."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from accounts.merging.tables import NOT_MOVED as STAYS_IN_ACCOUNTS
from accounts.merging.tables import NotMerged
from accounts.models import AuditEntry, Document, HistoryEntry, Measurement, Patient, PatientAccess, RecordGrant
from accounts.services.closing_sign_ins import set_sign_in_active
from accounts.services.history.adding import add_history, say_none
from accounts.services.parting import part_patients
from accounts.signals import patients_meeting, patients_merging, patients_parting
from appointments.merging import ALL_TABLES
from appointments.merging import NOT_MOVED as STAYS_IN_APPOINTMENTS
from appointments.models import Appointment, Message
from appointments.policies import NotAllowed
from appointments.services.booking import book
from tests.accounts.record_files import file_document
from tests.factories import DoctorFactory, OfferFactory, PatientFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_every_key_to_a_patient_is_treated():
    """A new model with a patient fails here until somebody says what becomes of its rows in a merge."""
    keys = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is Patient
    }
    moved = {f"{table.label}.patient" for table in ALL_TABLES}

    assert keys == moved | STAYS_IN_ACCOUNTS.keys() | STAYS_IN_APPOINTMENTS.keys()


@pytest.mark.parametrize("signal", [patients_meeting, patients_merging, patients_parting])
def test_each_news_has_its_receiver(signal):
    assert signal.receivers


def test_everything_belongs_to_the_record_that_is_kept(full_record, kept, gone, merge_them):
    merge = merge_them()

    for made in full_record.values():
        made.refresh_from_db()
        assert made.patient_id == kept.pk, made._meta.label
    for table in ALL_TABLES:
        assert not table.model._base_manager.filter(patient=gone).exists(), table.label
    assert set(merge.moved) == {table.label for table in ALL_TABLES}


def test_the_record_that_goes_is_found_by_nobody(full_record, kept, gone, merge_them, carer, other_doctor, now):
    merge_them()

    assert gone not in Patient.objects.all()
    assert list(Patient.objects.accessible_to(carer, now=now)) == [kept]
    assert list(Patient.objects.in_care_of(other_doctor, now=now)) == [kept]
    assert set(Patient.everyone.same_person(kept)) == {kept, gone}


def test_only_what_was_chosen_is_taken_over(kept, gone, merge_them):
    merge = merge_them(take_over=["phone", "sex"])
    kept.refresh_from_db()

    assert str(kept.phone) == "+441134960000"
    assert kept.full_name == "Maria Lopes"
    assert kept.email == "maria.lopes@example.com"
    assert merge.fields == {"phone": ["", "+441134960000"]}


def test_the_sign_in_goes_along_where_only_the_other_has_one(kept, gone, merge_them, now):
    user = kept.user
    merge = merge_them(kept=gone, gone=kept)
    gone.refresh_from_db()

    assert gone.user == merge.sign_in == user
    assert list(Patient.objects.accessible_to(user, now=now)) == [gone]


def test_two_who_sign_in_are_not_put_together_until_one_is_stopped(kept, merge_them):
    other = PatientFactory(user__email="second@example.com")
    with pytest.raises(NotMerged, match=r"Both of them sign in.*second@example.com"):
        merge_them(gone=other)
    other.user.is_active = False
    other.user.save()
    merge_them(gone=other)
    other.refresh_from_db()

    assert other.merged_into == kept
    assert other.user_id


def test_nobody_signs_in_to_a_record_that_was_put_together(kept, merge_them, chief_of_records, now):
    other = PatientFactory(user__email="second@example.com", user__is_active=False)
    merge = merge_them(gone=other)
    opening = {"user": other.user, "is_active": True, "actor": chief_of_records, "now": now}
    with pytest.raises(PermissionDenied, match="put together with that of Maria Lopes"):
        set_sign_in_active(**opening)
    other.user.refresh_from_db()
    assert not other.user.is_active
    part_patients(merge=merge, actor=chief_of_records, now=now)

    assert set_sign_in_active(**opening).is_active


def test_the_number_of_the_other_record_leads_a_doctor_to_the_one_that_stays(
    client, clock, full_record, kept, gone, merge_them, doctor
):
    client.force_login(doctor.user)
    old = f"/doctor/patients/{gone.record_number}/"
    assert client.get(old).context["head"].patient == gone
    merge_them()

    assert client.get(old).context["head"].patient == kept
    client.force_login(DoctorFactory(full_name="Nora Stranger", slug="nora-stranger").user)
    assert client.get(old).status_code == 404


def test_appointments_at_one_time_stand_against_it(
    full_record, kept, merge_them, other_doctor, clinic, published, now, hours_of_the_other
):
    offer = OfferFactory(doctor=other_doctor)
    second = book(
        patient=kept,
        offer=offer,
        clinic=clinic,
        starts_at=published[0],
        actor=kept.user,
        now=now - dt.timedelta(days=1),
    )
    with pytest.raises(NotMerged, match=second.spoken_reference):
        merge_them()

    assert not Patient.everyone.filter(merged_into__isnull=False).exists()
    assert Appointment.objects.filter(patient=kept).count() == 1


def test_two_dates_of_birth_have_to_be_said(kept, gone, merge_them):
    gone.date_of_birth = dt.date(1964, 3, 26)
    gone.save()
    with pytest.raises(NotMerged, match="dates of birth differ"):
        merge_them()
    merge = merge_them(born_on_two_days=True, take_over=["date_of_birth"])
    kept.refresh_from_db()

    assert kept.date_of_birth == dt.date(1964, 3, 26)
    assert merge.fields == {"date_of_birth": ["1964-03-27", "1964-03-26"]}


def test_nobody_puts_their_own_record_together(kept, gone, merge_them, chief_of_records, front_desk):
    gone.user = chief_of_records
    gone.save()
    with pytest.raises(PermissionDenied, match="your own record"):
        merge_them(kept=gone, gone=kept)
    with pytest.raises(PermissionDenied, match="Only administrators and managers"):
        merge_them(actor=front_desk)


def test_a_record_goes_once(kept, gone, merge_them):
    merge_them()
    with pytest.raises(NotMerged, match="put together with another record already"):
        merge_them()
    with pytest.raises(NotMerged, match="put together with another record already"):
        merge_them(kept=gone, gone=PatientFactory(user=None))


def test_earlier_merges_lead_on(kept, gone, merge_them, chief_of_records, now):
    third = PatientFactory(user=None)
    merge_them(kept=gone, gone=third)
    merge_them()
    third.refresh_from_db()

    assert third.merged_into == kept
    assert set(Patient.everyone.same_person(kept)) == {kept, gone, third}


def test_none_known_never_stands_beside_an_allergy(full_record, kept, doctor, merge_them, now):
    RecordGrant.objects.create(
        doctor=doctor, patient=kept, starts_at=now, until=now + dt.timedelta(1), because="referral"
    )
    said = {"source": "doctor", "actor": doctor.user, "now": now}
    say_none(patient=kept, kind="allergy", **said)
    merge_them()

    standing = HistoryEntry.objects.standing().filter(patient=kept, kind="allergy")
    assert [entry.text for entry in standing] == ["Penicillin, a rash"]


def test_what_both_have_stays_behind_once(full_record, kept, gone, carer, merge_them, now):
    file_document(kept, now=now)
    PatientAccess.objects.create(user=carer, patient=kept, relation="carer", scope="messages")
    merge_them()

    assert Document.objects.standing().filter(patient=kept).count() == 1
    assert PatientAccess.objects.get(user=carer, patient=kept).scope == "messages"  # never wider than before
    assert PatientAccess.objects.filter(user=carer, patient=gone).exists()


def test_nobody_acts_for_themselves(kept, gone, merge_them):
    PatientAccess.objects.create(user=kept.user, patient=gone, relation="other", scope="book")
    merge_them()

    assert not PatientAccess.objects.filter(patient=kept).exists()


def test_both_records_have_a_line_in_the_trail_and_no_line_changes_hands(full_record, kept, gone, merge_them):
    before = list(AuditEntry.objects.order_by("pk").values())
    merge = merge_them()
    lines = AuditEntry.objects.filter(object_label=f"merge:{merge.pk}")

    assert set(lines.values_list("patient", "action")) == {(kept.pk, "merged"), (gone.pk, "merged")}
    assert list(AuditEntry.objects.order_by("pk").values())[: len(before)] == before


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.label)
def test_the_database_adds_nothing_to_a_record_that_went(full_record, gone, merge_them, table):
    merge_them()
    row = table.model._base_manager.first()
    row.patient = gone
    with pytest.raises(DatabaseError, match=r"merged|stays"), transaction.atomic():
        table.model._base_manager.filter(pk=row.pk).update(patient=gone)
    row.pk = None
    row._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("model", [Document, Measurement])
def test_a_file_changes_hands_by_a_merge_alone(full_record, kept, model):
    with pytest.raises(DatabaseError, match="stays_with_the_person"), transaction.atomic():
        model.objects.update(patient=kept)


def test_who_books_for_the_record_that_went_is_told(kept, gone, merge_them, book_it, chief_of_records):
    merge_them()
    with pytest.raises(NotAllowed, match="cannot book for this person"):
        book_it(patient=gone, actor=chief_of_records)


def test_what_is_written_to_the_record_that_went_is_refused_in_words(kept, gone, merge_them, doctor, full_record, now):
    merge_them()
    with pytest.raises(PermissionDenied, match="put together with another"):
        add_history(patient=gone, kind="note", text="Later", source="doctor", actor=doctor.user, now=now)


def test_messages_of_the_record_that_went_are_read_by_the_one_that_stays(full_record, kept, merge_them, now):
    written = Message.objects.filter(event__appointment=full_record["appointment"]).exclude(patient=None)
    assert written.exists()
    merge_them()

    assert set(written.values_list("patient", flat=True)) == {kept.pk}


def test_a_user_who_is_nobody_here_sees_none(kept, gone, merge_them, now):
    merge_them()

    assert not Patient.objects.accessible_to(UserFactory(), now=now).exists()
