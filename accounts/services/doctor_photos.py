"""Give a doctor a photo, or take it out. Its files have a random name, and go once nothing shows them any more."""

import secrets

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.contention import in_one_transaction
from accounts.models import Doctor
from accounts.models.doctor import PHOTO_DIRECTORY, PHOTO_SIZES
from accounts.policies import may_change_profile
from accounts.services.changing_profiles import log_change


def set_photo(*, doctor, photo, actor, now):
    """
    Show ``photo`` (from ``accounts.photos.square_webps``) and return the doctor; take_out_photo() is the inverse.

    The new files are written first and the former ones deleted last, after the
    commit: whatever fails between, the doctor has a whole photo. Raises
    PermissionDenied with a sentence.
    """
    name = secrets.token_hex(16)
    try:
        for size, content in photo.items():
            default_storage.save(file_name(name, size), ContentFile(content))
        return show(doctor=doctor, name=name, actor=actor)
    except BaseException:
        delete_files(name)
        raise


def take_out_photo(*, doctor, actor, now):
    """Show the initials again, and return the doctor. Raises PermissionDenied with a sentence."""
    return show(doctor=doctor, name="", actor=actor)


@in_one_transaction()
def show(*, doctor, name, actor):
    """Let the photo be the one whose files are called ``name``, or none."""
    doctor = Doctor.objects.select_for_update(no_key=True).get(pk=doctor.pk)
    if refusal := may_change_profile(doctor, actor=actor):
        raise PermissionDenied(refusal)
    former, doctor.photo = doctor.photo, name
    doctor.save(update_fields=["photo"])
    if former != name:
        log_change(doctor, ["photo"], actor=actor)
    if former:
        transaction.on_commit(lambda: delete_files(former), robust=True)
    return doctor


def file_name(name, size):
    """Return where a photo lies in the storage."""
    return f"{PHOTO_DIRECTORY}/{name}-{size}.webp"


def read_photo(name, size):
    """Return the photo as bytes, or ``None`` where its file is gone."""
    try:
        with default_storage.open(file_name(name, size)) as file:
            return file.read()
    except FileNotFoundError:
        return None


def delete_files(name):
    for size in PHOTO_SIZES:
        default_storage.delete(file_name(name, size))
