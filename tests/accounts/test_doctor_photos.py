"""A doctor's photo on the disk: written before it is shown, deleted once nothing shows it."""

import datetime as dt
import os

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.core.files.storage import FileSystemStorage
from django.db import transaction

from accounts.models import Doctor
from accounts.services import doctor_photos
from accounts.services.clearing_photos import clear_photos
from accounts.services.doctor_photos import set_photo, take_out_photo
from tests.accounts.pictures import kept, with_photo
from tests.dashboards.staff import administrator
from tests.factories import DoctorFactory

pytestmark = pytest.mark.django_db


def files(disk):
    return sorted(path.name for path in disk.rglob("*") if path.is_file())


def names_of(doctor):
    doctor.refresh_from_db()
    return [f"{doctor.photo}-112.webp", f"{doctor.photo}-384.webp"] if doctor.photo else []


def test_lies_under_a_name_nobody_can_guess(doctor, disk, now):
    with_photo(doctor, now=now)

    assert files(disk) == names_of(doctor)
    assert len(doctor.photo) == 32
    assert "osei" not in doctor.photo
    assert (disk / "doctors" / files(disk)[0]).read_bytes() == kept()[112]


def test_another_one_has_another_name_and_the_former_files_go(doctor, disk, now, django_capture_on_commit_callbacks):
    former = with_photo(doctor, now=now).photo
    with django_capture_on_commit_callbacks(execute=True):
        with_photo(doctor, now=now)

    assert files(disk) == names_of(doctor)
    assert doctor.photo != former


def test_taken_out_there_are_initials_and_no_files(doctor, disk, now, django_capture_on_commit_callbacks):
    with_photo(doctor, now=now)
    with django_capture_on_commit_callbacks(execute=True):
        take_out_photo(doctor=doctor, actor=doctor.user, now=now)

    assert (names_of(doctor), files(disk), doctor.photo_url(112)) == ([], [], "")


def test_the_former_files_stay_until_the_commit(doctor, disk, now):
    """Within a transaction that fails later, as that of an admin page, nothing is lost."""
    with_photo(doctor, now=now)
    before = names_of(doctor)

    with transaction.atomic():
        take_out_photo(doctor=doctor, actor=doctor.user, now=now)
        transaction.set_rollback(True)

    assert (names_of(doctor), files(disk)) == (before, before)


def test_of_a_photo_that_cannot_be_shown_no_file_is_left(doctor, disk, now, monkeypatch):
    with_photo(doctor, now=now)
    before = names_of(doctor)

    def fail(**told):
        raise RuntimeError

    monkeypatch.setattr(doctor_photos, "show", fail)
    with pytest.raises(RuntimeError):
        with_photo(doctor, now=now)

    assert (names_of(doctor), files(disk)) == (before, before)


def test_a_full_disk_leaves_what_there_was(doctor, disk, now, monkeypatch):
    with_photo(doctor, now=now)
    before = names_of(doctor)
    save = FileSystemStorage._save

    def full_after_one(storage, name, content):
        if name.endswith("-384.webp"):
            raise OSError("no space left on device")
        return save(storage, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", full_after_one)
    with pytest.raises(OSError, match="no space"):
        with_photo(doctor, now=now)

    assert (names_of(doctor), files(disk)) == (before, before)


def test_a_colleague_cannot_change_it(doctor, disk, now):
    other = DoctorFactory(full_name="Tomasz Nowak")

    with pytest.raises(PermissionDenied, match="Only Dr Amara Osei"):
        set_photo(doctor=doctor, photo=kept(), actor=other.user, now=now)

    assert files(disk) == []


def test_who_has_left_cannot_change_it(doctor, disk, now):
    Doctor.objects.update(is_active=False)

    with pytest.raises(PermissionDenied):
        with_photo(doctor, now=now)


def test_an_administrator_can_take_out_an_unfit_one(doctor, disk, now):
    with_photo(doctor, now=now)

    take_out_photo(doctor=doctor, actor=administrator(), now=now)

    assert names_of(doctor) == []


def test_it_is_written_down_who_changed_it(doctor, disk, now):
    with_photo(doctor, now=now)
    take_out_photo(doctor=doctor, actor=doctor.user, now=now)
    take_out_photo(doctor=doctor, actor=doctor.user, now=now)  # pressed twice

    entries = LogEntry.objects.all()
    assert [(entry.user, entry.object_id, entry.get_change_message()) for entry in entries] == [
        (doctor.user, str(doctor.pk), "Changed photo.")
    ] * 2


# --- What a crash leaves behind ---------------------------------------------------------------------
def put(disk, name, *, at):
    path = disk / "doctors" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    os.utime(path, (at.timestamp(), at.timestamp()))


def test_files_nobody_has_are_deleted_after_a_day(doctor, disk, now):
    with_photo(doctor, now=now)
    long_ago = now - dt.timedelta(days=2)
    for name in names_of(doctor):
        put(disk, name, at=long_ago)
    put(disk, "left-112.webp", at=long_ago)
    put(disk, "being-written-112.webp", at=now - dt.timedelta(hours=23))

    assert clear_photos(now=now) == 1
    assert files(disk) == sorted([*names_of(doctor), "being-written-112.webp"])


def test_without_a_photo_there_is_nothing_to_clear(db, disk, now):
    assert clear_photos(now=now) == 0
