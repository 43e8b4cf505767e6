"""Add what was measured on one occasion. ``correcting.py`` puts right what is added here."""

import datetime as dt
from collections.abc import Sequence

from accounts.contention import in_one_transaction
from accounts.models import AuditEntry, Measurement, Patient, User
from accounts.services.measurements.writing import Reading, write_measurement
from accounts.services.record_rows import lock_record


@in_one_transaction()
def add_measurements(
    *,
    patient: Patient,
    readings: Sequence[Reading],
    measured_at: dt.datetime,
    source: str,
    actor: User,
    now: dt.datetime,
) -> list[Measurement]:
    """
    Add the readings and return their rows: all of them or none.

    What is there already, to the minute and the figure, is not added twice:
    pressing the button again returns the first. Raises PermissionDenied with a sentence.
    """
    patient = lock_record(patient, actor=actor, source=source, now=now)
    there = Measurement.objects.standing().filter(patient=patient, measured_at=measured_at)
    known = {(row.kind, row.value, row.second_value): row for row in there}
    return [
        known.get((reading.kind, reading.value, reading.second_value))
        or write_measurement(
            patient=patient,
            kind=reading.kind,
            value=reading.value,
            second_value=reading.second_value,
            measured_at=measured_at,
            source=source,
            actor=actor,
            now=now,
            action=AuditEntry.Action.ADD,
        )
        for reading in readings
    ]
