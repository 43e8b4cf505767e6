"""A person is erased: nothing in any column tells who it was, and what the law asks for stays under the number."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, models, transaction
from django.urls import reverse

from accounts.documents import keeping
from accounts.merging.tables import NotMerged
from accounts.models import (
    AuditEntry,
    Doctor,
    Document,
    EmergencyOpening,
    HistoryEntry,
    Patient,
    RecordGrant,
    RetentionSettings,
    Tombstone,
    User,
)
from accounts.roles import StaffGroup
from accounts.services.closing_sign_ins import set_sign_in_active
from accounts.services.erasing import (
    StandsAgainst,
    empty_kept_record,
    erase_patient,
    kept_past_their_term,
    record_kept_until,
)
from accounts.services.history.adding import add_history
from accounts.services.merging import merge_patients
from accounts.services.parting import part_patients
from accounts.services.sharing import share_access
from appointments.lifecycle import Status
from appointments.models import Appointment, AppointmentEvent, BookingDraft, Message, MessagePreference
from appointments.policies import NotAllowed
from dashboards.services import retaining
from tests.accounts.record_files import file_document, measure
from tests.dashboards.asking import ask, press, told
from tests.dashboards.staff import administrator, said, staff_member
from tests.dashboards.test_duties import carried_out
from tests.factories import PatientFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "disk")]

REASON = "Asked by letter"
CANARY = "Zanzibarina"
CLINICAL = "Quetzalitis"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def chief(db):
    return administrator()


@pytest.fixture
def told_of(book_it, patient, doctor, chief, now):
    """A patient with something in every column that may tell who they are, and an appointment that is over."""
    appointment = book_it()
    helper = UserFactory()
    share_access(patient=patient, user=helper, relation="carer", scope="book", actor=patient.user, now=now)
    add_history(patient=patient, kind="note", text=CLINICAL, source="patient", actor=patient.user, now=now)
    file_document(patient, now=now, title=CANARY)
    measure(patient, now=now)
    opening = EmergencyOpening.objects.create(
        doctor=doctor, patient=patient, reason=CLINICAL, opened_at=now, until=now + HOUR
    )
    address = f"{CANARY.lower()}@example.org"
    Patient.objects.filter(pk=patient.pk).update(
        full_name=CANARY, email=address, address=CANARY, emergency_contact_name=CANARY, access_needs=CANARY,
        blocked_reason=CANARY, date_of_birth=dt.date(1964, 3, 27),
    )  # fmt: skip
    User.objects.filter(pk=patient.user_id).update(full_name=CANARY, email=address)
    patient.user.emailaddress_set.update_or_create(email=address, defaults={"primary": True, "verified": True})
    MessagePreference.objects.create(user=patient.user)
    Appointment.objects.update(status=Status.COMPLETED, reason=CLINICAL)
    AppointmentEvent.objects.update(note=CANARY)
    Message.objects.update(address=address, subject=CANARY, text=CANARY, html=CANARY, error=CANARY)
    Message.objects.create(
        address=address.upper(), channel="email", kind="account", language="en-gb", subject=CANARY, text=CANARY,
        dedupe_key="account:1", send_after=now, created_at=now,
    )  # fmt: skip
    BookingDraft.objects.create(
        user=patient.user, doctor=doctor, reason=CANARY, created_at=now, expires_at=now + dt.timedelta(days=1)
    )
    for row in (patient, patient.user, opening):
        LogEntry.objects.create(
            user=chief, content_type=ContentType.objects.get_for_model(row), object_id=row.pk, object_repr=CANARY,
            action_flag=2,
        )  # fmt: skip
    patient.refresh_from_db()
    return appointment


def holding(word):
    """Return the columns of the whole database in which ``word`` stands, whatever its case."""
    from django.apps import apps

    return {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, (models.CharField, models.TextField, models.JSONField))
        and any(word.lower() in str(value).lower() for value in model._base_manager.values_list(field.name, flat=True))
    }


def test_nobody_signs_in_again_to_an_erased_record(patient, chief, now):
    erase_patient(patient=patient, reason=REASON, actor=chief, now=now)

    with pytest.raises(PermissionDenied, match="erased"):
        set_sign_in_active(user=patient.user, is_active=True, actor=chief, now=now)


def test_no_column_tells_who_it_was(told_of, patient, chief, now):
    before = holding(CANARY)
    tombstone = erase_patient(patient=patient, reason=REASON, actor=chief, now=now)
    patient.refresh_from_db()

    assert len(before) >= 18, before
    assert holding(CANARY) == set()
    assert patient.full_name == f"Erased patient {patient.record_number}"
    assert (patient.date_of_birth, patient.erased_at) == (dt.date(1964, 1, 1), now)
    assert not patient.user.is_active
    assert not patient.user.has_usable_password()
    assert not BookingDraft.objects.exists()
    assert tombstone.rows["accounts.patient"] == 1
    assert not Message.objects.filter(status=Message.Status.QUEUED, patient=patient).exists()


def test_the_clinical_record_is_kept_under_the_number_as_long_as_it_must(told_of, patient, chief, now):
    kept = holding(CLINICAL)
    tombstone = erase_patient(patient=patient, reason=REASON, actor=chief, now=now)

    assert holding(CLINICAL) == kept == {
        "accounts.historyentry.text", "accounts.emergencyopening.reason", "appointments.appointment.reason",
    }  # fmt: skip
    assert tombstone.record_kept_until == dt.date(2034, 11, 25)


def test_after_its_term_the_record_goes_with_the_rest(told_of, patient, chief, now):
    erase_patient(patient=patient, reason=REASON, actor=chief, now=now + dt.timedelta(days=365 * 9))

    assert holding(CLINICAL) == set()
    assert HistoryEntry.objects.count() == 1
    assert Tombstone.objects.get().record_kept_until is None


@pytest.fixture
def kept(told_of, patient, chief, now):
    """The patient, erased while their record has to be kept: until the date returned."""
    return erase_patient(patient=patient, reason=REASON, actor=chief, now=now).record_kept_until


def at_noon(day):
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


def test_a_record_that_was_kept_goes_on_the_day_its_term_ends(kept, patient, django_capture_on_commit_callbacks):
    the_day = at_noon(kept)
    assert not empty_kept_record(patient=patient, now=the_day - dt.timedelta(days=1))
    assert not kept_past_their_term(now=the_day - dt.timedelta(days=1)).exists()
    assert "accounts.historyentry.text" in holding(CLINICAL)
    document = Document.objects.get()
    assert keeping.read(document) is not None

    with django_capture_on_commit_callbacks(execute=True):
        assert empty_kept_record(patient=patient, now=the_day)
    patient.refresh_from_db()
    assert holding(CLINICAL) == set()
    assert keeping.read(document) is None
    assert patient.record_emptied_at == the_day
    assert Tombstone.objects.get().record_kept_until == kept
    assert AuditEntry.objects.filter(action="erased", patient=patient, actor=None, at=the_day).count() == 1
    assert not empty_kept_record(patient=patient, now=the_day)


def test_a_term_that_was_made_longer_since_then_holds(kept, patient):
    RetentionSettings.objects.update_or_create(defaults={"clinical_years": 30})

    assert not empty_kept_record(patient=patient, now=at_noon(kept))
    assert "accounts.historyentry.text" in holding(CLINICAL)


def test_whose_record_went_at_once_is_looked_for_no_more(told_of, patient, chief, now):
    later = now + dt.timedelta(days=365 * 9)
    erase_patient(patient=patient, reason=REASON, actor=chief, now=later)
    patient.refresh_from_db()

    assert patient.record_emptied_at == later
    assert not kept_past_their_term(now=later + dt.timedelta(days=9999)).exists()


def test_the_night_empties_what_was_kept_and_one_failure_stops_no_other(kept, doctor, chief, now, monkeypatch):
    other = PatientFactory(user=None)
    EmergencyOpening.objects.create(doctor=doctor, patient=other, reason=CLINICAL, opened_at=now, until=now + HOUR)
    erase_patient(patient=other, reason=REASON, actor=chief, now=now)
    of_other, empty = other.pk, retaining.empty_kept_record

    def fail(*, patient, now):
        if patient.pk == of_other:
            raise DatabaseError("no room")
        return empty(patient=patient, now=now)

    monkeypatch.setattr(retaining, "empty_kept_record", fail)
    run = carried_out(retaining.retain(now=at_noon(kept), rules=()), now)

    assert (run.rows, run.failed) == ({retaining.RECORDS: 1}, [retaining.RECORDS])
    assert list(kept_past_their_term(now=at_noon(kept))) == [other]


def test_page_and_command_say_how_many_go_tonight(client, kept, chief, clock, capsys):
    clock.move_to(at_noon(kept))
    client.force_login(chief)
    call_command("retention", "--dry-run")

    assert "1 record of somebody who was erased" in client.get(reverse("admin:privacy")).content.decode()
    assert f"{retaining.RECORDS}: due 1, not done" in capsys.readouterr().out


def test_a_childs_record_is_kept_until_the_end_of_the_year_they_turn_25(told_of, patient):
    patient.date_of_birth = dt.date(2020, 5, 1)

    assert record_kept_until(patient) == dt.date(2045, 12, 31)


def test_nobody_finds_books_for_or_reads_a_pseudonym(told_of, patient, doctor, chief, book_it, published, now):
    helper = patient.access.get().user
    erase_patient(patient=patient, reason=REASON, actor=chief, now=now)
    later = now + dt.timedelta(minutes=1)

    for user in (patient.user, helper):
        assert not Patient.objects.accessible_to(user, now=later).exists()
    assert not Patient.objects.in_care_of(Doctor.objects.all(), now=later).exists()
    assert not RecordGrant.objects.filter(patient=patient, until__gt=later).exists()
    with pytest.raises(NotAllowed, match="cannot book for this person"):
        book_it(starts_at=published[5], actor=chief)


def test_an_open_appointment_stands_against_it(book_it, patient, chief, now):
    book_it()

    with pytest.raises(StandsAgainst, match="1 appointment is still open"):
        erase_patient(patient=patient, reason=REASON, actor=chief, now=now)
    patient.refresh_from_db()
    assert patient.erased_at is None
    assert patient.user.is_active


def test_erased_once_it_stays_with_the_first(told_of, patient, chief, now):
    first = erase_patient(patient=patient, reason=REASON, actor=chief, now=now)
    again = erase_patient(patient=patient, reason="Another", actor=chief, now=now)

    assert again == first
    assert AuditEntry.objects.filter(action="erased", patient=patient).count() == 1


def test_what_was_put_together_with_it_is_erased_as_well(told_of, patient, chief, now):
    patient.refresh_from_db()
    gone = PatientFactory(user=None, full_name=f"{CANARY} Twice", date_of_birth=patient.date_of_birth)
    merge = merge_patients(kept=patient, gone=gone, take_over=["full_name"], reason=CANARY, actor=chief, now=now)
    patient.refresh_from_db()
    erase_patient(patient=patient, reason=REASON, actor=chief, now=now)

    assert holding(CANARY) == set()
    assert Patient.everyone.get(pk=gone.pk).erased_at == now
    with pytest.raises(NotMerged, match="nothing to take apart"):
        part_patients(merge=merge, actor=chief, now=now)


def test_whoever_was_erased_is_put_together_with_nobody(patient, chief, now):
    other = PatientFactory(date_of_birth=patient.date_of_birth)
    erase_patient(patient=patient, reason=REASON, actor=chief, now=now)
    patient.refresh_from_db()

    with pytest.raises(NotMerged, match="was erased"):
        merge_patients(kept=other, gone=patient, take_over=[], reason="The same", actor=chief, now=now)


def test_the_tombstone_cannot_be_changed(told_of, patient, chief, now):
    erase_patient(patient=patient, reason=REASON, actor=chief, now=now)

    with pytest.raises(DatabaseError), transaction.atomic():
        Tombstone.objects.update(reason="Another")


def test_the_sign_in_of_somebody_who_works_here_stays(patient, doctor, chief, now):
    Patient.objects.filter(pk=patient.pk).update(user=doctor.user)
    before = (doctor.user.email, doctor.user.full_name)
    erase_patient(patient=patient, reason=REASON, actor=chief, now=now)
    doctor.user.refresh_from_db()
    patient.refresh_from_db()

    assert (doctor.user.email, doctor.user.full_name) == before
    assert doctor.user.is_active
    assert patient.user is None


@pytest.mark.parametrize("group", [group for group in StaffGroup if group != StaffGroup.ADMINISTRATOR])
def test_only_administrators_erase(patient, group, now):
    with pytest.raises(PermissionDenied):
        erase_patient(patient=patient, reason=REASON, actor=staff_member(group), now=now)


def test_the_page_says_what_goes_and_asks_for_the_number(client, told_of, patient, chief):
    client.force_login(chief)
    asked = ask(client, patient, "erase")
    wrong = press(client, asked, reason=REASON, typed="P0000000")

    assert "kept under the record number until" in " ".join(told(asked))
    assert wrong.status_code == 422
    assert Patient.objects.get().erased_at is None

    answer = press(client, asked, reason=REASON, typed=patient.record_number)

    assert said(answer) == "The person was erased."
    assert Patient.objects.get().erased_at
    assert holding(CANARY) == set()
    page = client.get(reverse("admin:accounts_patient_change", args=[patient.pk]))
    assert page.status_code == 200
    assert 'name="full_name"' not in page.content.decode()
    assert client.get(reverse("admin:accounts_patient_changelist")).context["cl"].result_count == 0


def test_a_reason_is_needed(client, told_of, patient, chief):
    client.force_login(chief)

    assert press(client, ask(client, patient, "erase"), typed=patient.record_number, reason="").status_code == 422
    assert not Tombstone.objects.exists()
