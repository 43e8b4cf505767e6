"""Begin a patient's record: the one place where a patient is made, whoever asks for it."""

import datetime as dt
from typing import Any

from accounts.models import AuditEntry, Patient, User
from accounts.services.auditing import audit, record_label
from accounts.services.record_numbers import unused_record_number


def begin_record(
    *,
    full_name: str,
    date_of_birth: dt.date,
    actor: User,
    now: dt.datetime,
    on_patients_side: bool = False,
    **details: Any,
) -> Patient:
    """
    Return a new patient, with the entry in the audit trail; ``details`` are other fields of the record.

    The record is always a new one: nobody gets at an existing one by knowing a
    name and a birth date. Call it inside the transaction of who asks.
    """
    patient = Patient.objects.create(
        record_number=unused_record_number(),
        full_name=full_name,
        date_of_birth=date_of_birth,
        created_at=now,
        **details,
    )
    audit(
        actor=actor,
        action=AuditEntry.Action.ADD,
        object_label=record_label(patient),
        patient=patient,
        on_patients_side=on_patients_side,
        now=now,
    )
    return patient
