"""What every change of a patient's record shares: the lock, the row that may take another's place, its audit line."""

import datetime as dt
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import HistoryEntry, Measurement, Patient, User
from accounts.models.record import Source
from accounts.policies import may_write_history
from accounts.services.auditing import audit
from accounts.services.patient_lock import lock_patient_row

Row = TypeVar("Row", HistoryEntry, Measurement)


class RecordChanged(Exception):
    """Somebody changed it since the page was opened. The message can be read aloud."""

    def __init__(self) -> None:
        super().__init__(_("This has been changed since you opened the page. Look at it again, then decide."))


def lock_record(patient: Patient, *, actor: User, source: str, now: dt.datetime) -> Patient:
    """Lock the patient's row, so that their record changes one step at a time. Raises PermissionDenied."""
    row = lock_patient_row(patient)
    if refusal := may_write_history(row, actor=actor, source=source, now=now):
        raise PermissionDenied(refusal)
    return row


def write_row(
    model: type[Row],
    *,
    label: str,
    patient: Patient,
    kind: str,
    source: str,
    actor: User,
    now: dt.datetime,
    action: str,
    **fields: Any,
) -> Row:
    """
    Add a row and its line in the trail, which calls it ``label``.

    Raises ``RecordChanged`` when another took the place of the one it ``supersedes``.
    """
    try:
        with transaction.atomic():
            row = model.objects.create(
                patient=patient, kind=kind, source=source, recorded_by=actor, recorded_at=now, **fields
            )
    except IntegrityError:
        # The record is locked, so this is a programme that goes round the lock; the database says no to it as well.
        if fields.get("supersedes") and model.objects.filter(supersedes=fields["supersedes"]).exists():
            raise RecordChanged from None
        raise
    audit(
        actor=actor,
        action=action,
        object_label=f"{label}:{kind}:{row.pk}",
        patient=patient,
        on_patients_side=source == Source.PATIENT,
        now=now,
    )
    return row
