"""Write one entry of a history, with its line in the audit trail. The verbs beside this file call it."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import HistoryEntry, Patient, User
from accounts.policies import may_write_history
from accounts.services.auditing import audit

Kind, Status, Source = HistoryEntry.Kind, HistoryEntry.Status, HistoryEntry.Source


class HistoryChanged(Exception):
    """Somebody changed the entry since the page was opened. The message can be read aloud."""

    def __init__(self) -> None:
        super().__init__(_("This has been changed since you opened the page. Look at it again, then decide."))


def lock_record(patient: Patient, *, actor: User, source: str, now: dt.datetime) -> Patient:
    """Lock the patient's row, so that their history changes one step at a time. Raises PermissionDenied."""
    row = Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
    if refusal := may_write_history(row, actor=actor, source=source, now=now):
        raise PermissionDenied(refusal)
    return row


def standing_entry(entry: HistoryEntry, *, patient: Patient) -> HistoryEntry:
    """Return the entry as it is now; raises ``HistoryChanged`` if a newer one has taken its place."""
    found = HistoryEntry.objects.standing().filter(pk=entry.pk, patient=patient)
    row = found.select_related("recorded_by__doctor").first()
    if row is None:
        raise HistoryChanged
    return row


def none_entry(patient: Patient, kind: str) -> HistoryEntry | None:
    """Return the standing answer that there is nothing of this kind."""
    return HistoryEntry.objects.standing().filter(patient=patient, kind=kind, status=Status.NONE).first()


def write_entry(
    *, patient: Patient, kind: str, source: str, actor: User, now: dt.datetime, action: str, **fields: Any
) -> HistoryEntry:
    """Add the entry and its line in the trail. Raises ``HistoryChanged`` when another took the same one's place."""
    try:
        with transaction.atomic():
            entry = HistoryEntry.objects.create(
                patient=patient, kind=kind, source=source, recorded_by=actor, recorded_at=now, **fields
            )
    except IntegrityError:
        # The row is locked, so this is a programme that goes round the lock; the database says no to it as well.
        if fields.get("supersedes") and HistoryEntry.objects.filter(supersedes=fields["supersedes"]).exists():
            raise HistoryChanged from None
        raise
    audit(
        actor=actor,
        action=action,
        object_label=f"history:{kind}:{entry.pk}",
        patient=patient,
        on_patients_side=source == Source.PATIENT,
        now=now,
    )
    return entry
