"""Documents are filed and taken out: the row and its file go together, and what is filed stays as it is."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DatabaseError, transaction

from accounts.documents import keeping
from accounts.models import AuditEntry, Document
from accounts.roles import Role, StaffGroup
from accounts.services.documents import adding
from accounts.services.documents.adding import RecordFull
from accounts.services.documents.clearing import clear_documents
from accounts.services.documents.withdrawing import DocumentGone, withdraw_document
from accounts.services.granting import keep_grant
from tests.accounts.record_files import file_document, pdf, picture
from tests.dashboards.staff import staff_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("disk")]


@pytest.fixture
def leave(doctor, patient, now):
    keep_grant(doctor=doctor, patient=patient, because="referral", until=now + dt.timedelta(days=7), now=now)


@pytest.fixture
def letter(patient, now):
    return file_document(patient, now=now)


@pytest.fixture
def theirs(patient, doctor, leave, now):
    """A document Dr Osei filed."""
    return file_document(patient, now=now, content=pdf("ECG"), source="doctor", actor=doctor.user)


def stored(disk):
    return sorted(path.name for path in (disk.parent / "private" / "documents").glob("*"))


def trail(patient):
    return list(AuditEntry.objects.filter(patient=patient).order_by("pk").values_list("action", "role", "object_label"))


# --- Filing -----------------------------------------------------------------------------------------
def test_says_what_it_is_and_keeps_it(letter, patient, disk, now):
    assert (letter.title, letter.kind, letter.content_type, letter.size) == (
        *("Blood test", "result", "application/pdf"),
        len(pdf()),
    )
    assert (letter.source, letter.recorded_by, letter.recorded_at) == ("patient", patient.user, now)
    assert keeping.read(letter) == pdf()
    assert trail(patient) == [("added", "patient", f"document:{letter.pk}")]


def test_row_20_its_file_has_a_random_name_and_is_for_nobody_else(letter, disk):
    (path,) = (disk.parent / "private" / "documents").iterdir()

    assert path.name == letter.stored_name
    assert len(path.name) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_row_20_a_private_file_has_no_address(letter):
    with pytest.raises(ValueError, match="its view alone"):
        storages["private"].url(keeping.path_of(letter.stored_name))


def test_pressing_twice_files_one(letter, patient, disk, now):
    again = file_document(patient, now=now, title="Something else")

    assert again == letter
    assert stored(disk) == [letter.stored_name]
    assert len(trail(patient)) == 1


def test_where_filing_fails_no_file_stays(patient, disk, now, monkeypatch):
    def no_trail(**_told):
        raise DatabaseError("disk full")

    monkeypatch.setattr(adding, "audit", no_trail)

    with pytest.raises(DatabaseError):
        file_document(patient, now=now)

    assert stored(disk) == []
    assert not Document.objects.exists()


def test_nobody_without_access_files_anything(patient, other_patient, doctor, disk, now):
    for actor, source in ((other_patient.user, "patient"), (doctor.user, "doctor")):
        with pytest.raises(PermissionDenied):
            file_document(patient, now=now, actor=actor, source=source)

    assert stored(disk) == []


def test_row_21_a_record_holds_so_many_documents(patient, disk, now, settings):
    settings.DOCUMENTS_PER_PATIENT = 2
    first = file_document(patient, now=now, content=pdf("1"))
    file_document(patient, now=now, content=pdf("2"))
    withdraw_document(document=first, reason="wrong_file", source="patient", actor=patient.user, now=now)

    with pytest.raises(RecordFull, match="holds 2 documents"):
        file_document(patient, now=now, content=pdf("3"))

    assert len(stored(disk)) == 2


def test_row_21_and_so_many_bytes(patient, disk, now, settings):
    settings.DOCUMENT_BYTES_PER_PATIENT = len(pdf("1")) + 10
    file_document(patient, now=now, content=pdf("1"))

    with pytest.raises(RecordFull, match="There is no room for this file"):
        file_document(patient, now=now, content=pdf("2"))

    assert len(stored(disk)) == 1


# --- Taking out -------------------------------------------------------------------------------------
def test_taken_out_it_stands_no_longer_and_stays_on_file(letter, patient, disk, now):
    gone = withdraw_document(document=letter, reason="other_person", source="patient", actor=patient.user, now=now)

    assert (gone.withdrawn_at, gone.withdrawn_by, gone.withdrawn_reason) == (now, patient.user, "other_person")
    assert not Document.objects.standing().exists()
    assert stored(disk) == [letter.stored_name]
    assert trail(patient)[-1] == ("retracted", "patient", f"document:{letter.pk}")
    with pytest.raises(DocumentGone):
        withdraw_document(document=letter, reason="wrong_file", source="patient", actor=patient.user, now=now)


def test_it_may_be_filed_again(letter, patient, now):
    withdraw_document(document=letter, reason="wrong_file", source="patient", actor=patient.user, now=now)

    assert file_document(patient, now=now) != letter


def test_what_a_doctor_filed_is_not_the_patients_to_take_out(theirs, patient, doctor, now):
    with pytest.raises(PermissionDenied, match="Dr Amara Osei wrote or confirmed this"):
        withdraw_document(document=theirs, reason="wrong_file", source="patient", actor=patient.user, now=now)

    assert withdraw_document(document=theirs, reason="wrong_file", source="doctor", actor=doctor.user, now=now)


def test_a_doctor_takes_out_what_the_patient_filed(letter, leave, doctor, now):
    assert withdraw_document(document=letter, reason="other_person", source="doctor", actor=doctor.user, now=now)


# --- The database itself ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "0" * 64},
        {"stored_name": "x"},
        {"content_type": "image/png"},
        {"size": 7},
        {"title": "Another"},
        {"kind": "letter"},
        {"source": "doctor"},
    ],
)
def test_the_database_changes_no_document(letter, change):
    with pytest.raises(DatabaseError, match="document_stays"), transaction.atomic():
        Document.objects.filter(pk=letter.pk).update(**change)


def test_the_database_moves_none_to_another_record(letter, other_patient):
    with pytest.raises(DatabaseError, match="document_stays"), transaction.atomic():
        Document.objects.filter(pk=letter.pk).update(patient=other_patient)


def test_the_database_deletes_none(letter):
    with pytest.raises(DatabaseError, match="document_stays"), transaction.atomic():
        Document.objects.all()._raw_delete("default")


def test_the_database_brings_none_back(letter, patient, now):
    withdraw_document(document=letter, reason="wrong_file", source="patient", actor=patient.user, now=now)

    with pytest.raises(DatabaseError, match="document_stays"), transaction.atomic():
        Document.objects.update(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")


def test_the_words_about_one_may_be_erased(letter):
    assert Document.objects.update(title="", original_name="") == 1


# --- Its file ---------------------------------------------------------------------------------------
def test_a_file_that_is_not_what_was_filed_is_not_given_out(letter, disk, caplog):
    (path,) = (disk.parent / "private" / "documents").iterdir()
    path.write_bytes(pdf("Another"))

    assert keeping.read(letter) is None
    path.unlink()
    assert keeping.read(letter) is None
    assert [record.message for record in caplog.records] == [
        f"The file of document {letter.pk} is not what was filed.",
        f"The file of document {letter.pk} is gone.",
    ]


def test_files_that_belong_to_nothing_are_cleared_a_day_later(letter, patient, disk):
    withdraw_document(
        document=letter, reason="wrong_file", source="patient", actor=patient.user, now=letter.recorded_at
    )
    storages["private"].save("documents/left-over", ContentFile(b"x"))
    real_now = dt.datetime.now(dt.UTC)

    assert clear_documents(now=real_now) == 0
    assert clear_documents(now=real_now + dt.timedelta(days=2)) == 1
    assert stored(disk) == [letter.stored_name]


def test_nothing_was_ever_filed(disk, now):
    assert clear_documents(now=now) == 0


# --- Who reads --------------------------------------------------------------------------------------
class TestWhoReads:
    @pytest.fixture(autouse=True)
    def _filed(self, letter):
        pass

    def test_the_patient_and_a_doctor_with_leave(self, patient, doctor, leave, now):
        for user in (patient.user, doctor.user):
            assert Document.objects.visible_to(user, now=now).count() == 1

    def test_a_doctor_whose_leave_is_over_no_more(self, doctor, leave, now):
        assert not Document.objects.visible_to(doctor.user, now=now + dt.timedelta(days=8)).exists()

    def test_nobody_else(self, other_patient, doctor, now):
        desk, analyst = staff_member(StaffGroup.FRONT_DESK), staff_member(StaffGroup.ANALYST)
        for user in (other_patient.user, doctor.user, desk, analyst):
            assert not Document.objects.visible_to(user, now=now).exists()


def test_pictures_are_told_from_papers(letter, patient, now):
    shot = file_document(patient, now=now, content=picture("JPEG"), name="rash.png")

    assert (letter.is_picture, shot.is_picture) == (False, True)
    assert shot.original_name == "rash.jpg"
    assert shot.source == Role.PATIENT
