"""The files to import, in the private storage until the import has ended."""

import datetime as dt
import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from accounts.chance import new_key
from dashboards.models import ImportJob

DIRECTORY = "imports"
KEPT_FOR = dt.timedelta(days=1)
"""Far longer than it takes from writing a file to the row that names it."""


def write(content: bytes) -> str:
    """Store ``content`` under a random name and return the name."""
    name = new_key().hex
    storages["private"].save(path_of(name), ContentFile(content))
    return name


def read(job: ImportJob) -> bytes | None:
    """Return the file of ``job``, or ``None`` where it is gone or is no longer what was sent."""
    try:
        with storages["private"].open(path_of(job.stored_name)) as file:
            content: bytes = file.read()
    except FileNotFoundError:
        return None
    return content if digest_of(content) == job.sha256 else None


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def delete(name: str) -> None:
    storages["private"].delete(path_of(name))


def clear_left_over(*, now: dt.datetime) -> int:
    """Delete the files no open import needs, what a crash left behind among them; returns how many."""
    storage = storages["private"]
    try:
        names = storage.listdir(DIRECTORY)[1]
    except FileNotFoundError:
        return 0
    old = [name for name in names if storage.get_modified_time(path_of(name)) < now - KEPT_FOR]
    needed = set(ImportJob.objects.filter(state__in=ImportJob.OPEN).values_list("stored_name", flat=True))
    for name in set(old) - needed:
        delete(name)
    return len(set(old) - needed)


def path_of(name: str) -> str:
    return f"{DIRECTORY}/{name}"
