"""Delete files that belong to no document: what a crash between writing and commit, or a full disk, left behind."""

import datetime as dt

from django.core.files.storage import storages

from accounts.documents.keeping import DIRECTORY, delete, path_of
from accounts.models import Document

KEPT_FOR = dt.timedelta(days=1)
"""Far longer than it takes from writing a file to saying whose it is."""
AT_ONCE = 500


def clear_documents(*, now: dt.datetime) -> int:
    """Delete the files and return how many there were. A document that was taken out keeps its file."""
    storage = storages["private"]
    try:
        names = storage.listdir(DIRECTORY)[1]
    except FileNotFoundError:
        return 0
    old = [name for name in names if storage.get_modified_time(path_of(name)) < now - KEPT_FOR]
    # Asked after the files were listed: a file that old gets no owner any more.
    left_over = [name for start in range(0, len(old), AT_ONCE) for name in without_owner(old[start : start + AT_ONCE])]
    for name in left_over:
        delete(name)
    return len(left_over)


def without_owner(names: list[str]) -> list[str]:
    """Return those of ``names`` that no document has."""
    owned = set(Document.objects.filter(stored_name__in=names).values_list("stored_name", flat=True))
    return [name for name in names if name not in owned]
