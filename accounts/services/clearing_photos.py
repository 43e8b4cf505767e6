"""Delete files of photos that no doctor has: what a crash between writing and commit, or a full disk, left behind."""

import datetime as dt

from django.core.files.storage import default_storage

from accounts.models import Doctor
from accounts.models.doctor import PHOTO_DIRECTORY

KEPT_FOR = dt.timedelta(days=1)
"""Far longer than it takes from writing a file to saying whose it is."""


def clear_photos(*, now: dt.datetime) -> int:
    """Delete the files and return how many there were."""
    old = [name for name in stored() if default_storage.get_modified_time(name) < now - KEPT_FOR]
    # Asked after the files were listed: a file that old gets no owner any more.
    in_use = set(Doctor.objects.exclude(photo="").values_list("photo", flat=True))
    left_over = [name for name in old if name.rpartition("/")[2].partition("-")[0] not in in_use]
    for name in left_over:
        default_storage.delete(name)
    return len(left_over)


def stored() -> list[str]:
    """Return every file of a photo."""
    try:
        return [f"{PHOTO_DIRECTORY}/{name}" for name in default_storage.listdir(PHOTO_DIRECTORY)[1]]
    except FileNotFoundError:
        return []
