"""Correct, confirm or take out what a history says: a newer entry takes the old one's place, which stays readable."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import AuditEntry, HistoryEntry, User
from accounts.policies import why_not_yours_to_change
from accounts.services.history.writing import Source, Status, standing_entry, write_entry
from accounts.services.record_rows import lock_record


@in_one_transaction()
def supersede_history(
    *,
    entry: HistoryEntry,
    text: str,
    source: str,
    actor: User,
    now: dt.datetime,
    since: str = "",
    status: str = Status.CURRENT,
    code: str = "",
) -> HistoryEntry:
    """
    Put a corrected entry in the place of ``entry`` and return it; nothing changed, the same one.

    Raises ``RecordChanged``, or PermissionDenied with a sentence.
    """
    before = _ours_to_change(entry, source=source, actor=actor, now=now)
    if (before.text, before.since, before.status) == (text, since, status):
        return before
    return write_entry(
        patient=before.patient,
        kind=before.kind,
        text=text,
        since=since,
        status=status,
        code=code,
        source=source,
        supersedes=before,
        actor=actor,
        now=now,
        action=AuditEntry.Action.CHANGE,
    )


@in_one_transaction()
def confirm_history(*, entry: HistoryEntry, source: str, actor: User, now: dt.datetime) -> HistoryEntry:
    """
    Let a doctor say that what the patient told is so; return the entry that stands now.

    Raises ``RecordChanged`` or PermissionDenied.
    """
    if source != Source.DOCTOR:
        raise PermissionDenied(_("Only a doctor can confirm this."))
    before = _ours_to_change(entry, source=source, actor=actor, now=now)
    if before.is_confirmed:
        return before
    return write_entry(
        patient=before.patient,
        kind=before.kind,
        text=before.text,
        since=before.since,
        status=before.status,
        code=before.code,
        source=source,
        supersedes=before,
        actor=actor,
        now=now,
        action=AuditEntry.Action.CONFIRM,
    )


@in_one_transaction()
def retract_history(*, entry: HistoryEntry, source: str, actor: User, now: dt.datetime) -> HistoryEntry:
    """
    Take ``entry`` out: it was never so. Return the entry that says so. Adding it again is the inverse.

    Raises ``RecordChanged`` or PermissionDenied.
    """
    before = _ours_to_change(entry, source=source, actor=actor, now=now)
    return write_entry(
        patient=before.patient,
        kind=before.kind,
        status=Status.RETRACTED,
        source=source,
        supersedes=before,
        actor=actor,
        now=now,
        action=AuditEntry.Action.RETRACT,
    )


def _ours_to_change(entry: HistoryEntry, *, source: str, actor: User, now: dt.datetime) -> HistoryEntry:
    """Lock the record and return the entry as it stands, if it may be changed by ``source``."""
    patient = lock_record(entry.patient, actor=actor, source=source, now=now)
    before = standing_entry(entry, patient=patient)
    if refusal := why_not_yours_to_change(before, source=source):
        raise PermissionDenied(refusal)
    return before
