"""Add to a history, or say that there is nothing of a kind. ``correcting.py`` puts right what is added here."""

import datetime as dt

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import AuditEntry, HistoryEntry, Patient, User
from accounts.services.history.writing import Status, none_entry, write_entry
from accounts.services.record_rows import lock_record


class NotNone(Exception):
    """There is something of this kind on record, so nobody can say there is nothing. Can be read aloud."""

    def __init__(self) -> None:
        super().__init__(_("There is something on this list. Take it out first if it is wrong."))


@in_one_transaction()
def add_history(
    *,
    patient: Patient,
    kind: str,
    text: str,
    source: str,
    actor: User,
    now: dt.datetime,
    since: str = "",
    status: str = Status.CURRENT,
    code: str = "",
) -> HistoryEntry:
    """
    Add an entry and return it. The answer *none* of the same kind stands no longer.

    What is on the list already, word for word, is not added twice: pressing the
    button again returns the first. Raises PermissionDenied with a sentence.
    """
    patient = lock_record(patient, actor=actor, source=source, now=now)
    same = HistoryEntry.objects.standing().filter(patient=patient, kind=kind, text=text, since=since, status=status)
    if (there := same.first()) is not None:
        return there
    return write_entry(
        patient=patient,
        kind=kind,
        text=text,
        since=since,
        status=status,
        code=code,
        source=source,
        supersedes=none_entry(patient, kind),
        actor=actor,
        now=now,
        action=AuditEntry.Action.ADD,
    )


@in_one_transaction()
def say_none(*, patient: Patient, kind: str, source: str, actor: User, now: dt.datetime) -> HistoryEntry:
    """
    Write that the patient has nothing of ``kind`` and return the entry.

    Said again by a doctor, it is confirmed. Raises ``NotNone`` or PermissionDenied.
    """
    if kind in HistoryEntry.WITHOUT_NONE:
        raise ValueError(f"Nobody is asked for no {kind}.")
    patient = lock_record(patient, actor=actor, source=source, now=now)
    standing = list(HistoryEntry.objects.standing().filter(patient=patient, kind=kind))
    if any(entry.status != Status.NONE for entry in standing):
        raise NotNone
    before = standing[0] if standing else None
    if before is not None and (before.source == source or before.is_confirmed):
        return before
    return write_entry(
        patient=patient,
        kind=kind,
        status=Status.NONE,
        source=source,
        supersedes=before,
        actor=actor,
        now=now,
        action=AuditEntry.Action.CONFIRM if before else AuditEntry.Action.ADD,
    )
