"""Whoever was erased is erased again after a backup came back: once, nobody else, and the file names nobody."""

import json

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry, Patient, Tombstone
from accounts.services.erasing import erase_patient
from accounts.services.merging import merge_patients
from accounts.services.tombstones import digest_of, exported, replay
from tests.dashboards.staff import administrator
from tests.factories import PatientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "disk")]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "tombstones.json"


def told_of(*patients):
    """Return a file that names these, as an installation would have written it in which they are erased."""
    records = [
        {"patient": patient.pk, "record": digest_of(patient.pk, patient.record_number), "erased_at": "2026-11-01"}
        for patient in patients
    ]
    return json.dumps({"format": "tombstones", "version": 1, "count": len(records), "records": records})


def test_the_file_names_nobody(patient, other_patient, now):
    name, number = patient.full_name, patient.record_number
    erase_patient(patient=patient, reason="Maria asked by letter", actor=administrator(), now=now)
    content = exported(now=now)

    assert json.loads(content)["records"] == [
        {"patient": patient.pk, "record": digest_of(patient.pk, number), "erased_at": now.isoformat()}
    ]
    for word in (name, number, "Maria", "letter"):
        assert word not in content


def test_erases_again_whom_the_backup_brought_back_and_nobody_else(patient, other_patient, file, capsys):
    file.write_text(told_of(patient))
    call_command("tombstones", "replay", file)
    patient.refresh_from_db()
    other_patient.refresh_from_db()

    assert patient.full_name == f"Erased patient {patient.record_number}"
    assert other_patient.full_name == "Nadia Vogel"
    assert Tombstone.objects.get().erased_by is None
    assert capsys.readouterr().out == "1 erased again, 0 were erased already, 0 are not in this database.\n"


def test_done_twice_it_does_nothing_more(patient, file, capsys):
    file.write_text(told_of(patient))
    call_command("tombstones", "replay", file)
    call_command("tombstones", "replay", file)

    assert "0 erased again, 1 were erased already" in capsys.readouterr().out
    assert AuditEntry.objects.filter(action="erased").count() == 1


def test_what_was_exported_can_be_replayed(patient, file, now, capsys):
    erase_patient(patient=patient, reason="Asked", actor=administrator(), now=now)
    call_command("tombstones", "export", file)
    call_command("tombstones", "replay", file)

    assert "1 were erased already" in capsys.readouterr().out


def test_a_key_that_belongs_to_somebody_else_by_now_erases_nobody(patient, now):
    content = told_of(patient)
    Patient.objects.filter(pk=patient.pk).update(record_number="P9999999")
    result = replay(content, now=now)

    assert (result.erased, result.unknown) == (0, 1)
    assert not Tombstone.objects.exists()


def test_somebody_who_came_after_the_backup_is_not_there(patient, now):
    gone = Patient(pk=987654, record_number="P1234567")

    assert replay(told_of(gone), now=now).unknown == 1


@pytest.mark.parametrize("order", [1, -1])
def test_two_records_of_one_person_are_erased_together(patient, now, order):
    gone = PatientFactory(user=None, date_of_birth=patient.date_of_birth)
    merge_patients(kept=patient, gone=gone, take_over=[], reason="The same", actor=administrator(), now=now)
    result = replay(told_of(*[patient, gone][::order]), now=now)

    assert (result.erased, result.already, result.left) == (1, 1, 0)
    assert Patient.everyone.filter(erased_at__isnull=True).count() == 0


def test_a_record_that_is_part_of_somebody_not_erased_needs_a_decision(patient, file, now):
    gone = PatientFactory(user=None, date_of_birth=patient.date_of_birth)
    merge_patients(kept=patient, gone=gone, take_over=[], reason="The same", actor=administrator(), now=now)
    file.write_text(told_of(gone))

    with pytest.raises(CommandError, match="Take them apart first") as failure:
        call_command("tombstones", "replay", file)
    assert failure.value.returncode == 1
    assert not Tombstone.objects.exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "no JSON, or was cut off"),
        ('{"format": "tombstones", "version": 1, "cou', "no JSON, or was cut off"),
        ("[]", "not written by"),
        ('{"format": "tombstones", "version": 2}', "has version 2"),
        ('{"format": "tombstones", "version": 1, "count": 2, "records": []}', "as many records as it says"),
        ('{"format": "tombstones", "version": 1, "count": 1, "records": [{"patient": "1"}]}', "Record 1 has no key"),
        ('{"format": "tombstones", "version": 1, "count": 1, "records": [7]}', "Record 1 has no key"),
    ],
)
def test_a_file_that_is_none_erases_nobody_and_says_why(patient, file, content, why):
    file.write_text(content)

    with pytest.raises(CommandError, match=why) as failure:
        call_command("tombstones", "replay", file)
    assert failure.value.returncode == 1
    assert not Tombstone.objects.exists()


def test_a_file_that_is_not_there_is_an_error(file):
    with pytest.raises(CommandError, match="cannot be used: FileNotFoundError"):
        call_command("tombstones", "replay", file)
