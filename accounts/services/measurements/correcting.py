"""Correct a measurement or take it out: a newer row takes the old one's place, which stays readable."""

import datetime as dt

from django.core.exceptions import PermissionDenied

from accounts.contention import in_one_transaction
from accounts.models import AuditEntry, Measurement, User
from accounts.policies import why_not_yours_to_change
from accounts.services.measurements.writing import Reading, write_measurement
from accounts.services.record_rows import RecordChanged, lock_record


@in_one_transaction()
def supersede_measurement(
    *,
    measurement: Measurement,
    reading: Reading,
    measured_at: dt.datetime,
    source: str,
    actor: User,
    now: dt.datetime,
) -> Measurement:
    """
    Put a corrected row in the place of ``measurement`` and return it; nothing changed, the same one.

    Raises ``RecordChanged``, or PermissionDenied with a sentence.
    """
    before = _ours_to_change(measurement, source=source, actor=actor, now=now)
    values = {"value": reading.value, "second_value": reading.second_value, "measured_at": measured_at}
    if all(getattr(before, name) == value for name, value in values.items()):
        return before
    return write_measurement(
        patient=before.patient,
        kind=before.kind,
        **values,
        source=source,
        supersedes=before,
        actor=actor,
        now=now,
        action=AuditEntry.Action.CHANGE,
    )


@in_one_transaction()
def retract_measurement(*, measurement: Measurement, source: str, actor: User, now: dt.datetime) -> Measurement:
    """
    Take it out: entered in error. Return the row that says so. Adding it again is the inverse.

    Raises ``RecordChanged`` or PermissionDenied.
    """
    before = _ours_to_change(measurement, source=source, actor=actor, now=now)
    return write_measurement(
        patient=before.patient,
        kind=before.kind,
        is_retracted=True,
        measured_at=before.measured_at,
        source=source,
        supersedes=before,
        actor=actor,
        now=now,
        action=AuditEntry.Action.RETRACT,
    )


def _ours_to_change(measurement: Measurement, *, source: str, actor: User, now: dt.datetime) -> Measurement:
    """Lock the record and return the row as it stands, if it may be changed by ``source``."""
    patient = lock_record(measurement.patient, actor=actor, source=source, now=now)
    standing = Measurement.objects.standing().filter(pk=measurement.pk, patient=patient)
    before = standing.select_related("recorded_by__doctor", "patient").first()
    if before is None:
        raise RecordChanged
    if refusal := why_not_yours_to_change(before, source=source):
        raise PermissionDenied(refusal)
    return before
