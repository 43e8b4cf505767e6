"""
Write down who saw or changed what of a patient. Called by every service and page that does.

An entry is written in the transaction of the change it tells of: either both are
there or neither. It carries labels and keys, never what was read or written.
"""

import datetime as dt
from typing import Any

from accounts.models import AuditEntry, Patient, User
from accounts.origin import current as origin
from accounts.roles import Role, StaffGroup

QUARTER_SECONDS = 15 * 60
SYSTEM = "system"

OWN, FOR_ANOTHER, ADMINISTRATION = "own", "for another", "administration"
"""Why somebody looks at a record, beside the reasons of a doctor's ``RecordGrant``."""


BY_LINK = "by link"
"""The way of what was answered from a message: whoever was written to is named, if they have a sign-in at all."""


def record_label(patient: Patient) -> str:
    """Return what a patient's record is called in the trail."""
    return f"record:{patient.record_number}"


def role_of(actor: User | None) -> str:
    """Return as what ``actor`` works here: the group of an administrator says more than the role."""
    if actor is None:
        return SYSTEM
    if actor.role == Role.ADMINISTRATOR:
        return next((group.value for group in StaffGroup if group in actor.group_names), actor.role)
    return actor.role


def acts_for(patient: Patient, actor: User | None) -> Patient | None:
    """Return ``patient`` if ``actor`` is somebody else or not known, for entries made on the patient's side."""
    return None if actor is not None and patient.user_id == actor.pk else patient


def audit(
    *,
    actor: User | None,
    action: str,
    object_label: str,
    patient: Patient | None,
    now: dt.datetime,
    on_patients_side: bool = False,
    purpose: str = "",
) -> AuditEntry:
    """
    Write one entry and return it. One statement.

    ``on_patients_side`` is for the patient and whoever acts for them, doctors
    among them: doctors fall ill too.
    """
    return AuditEntry.objects.create(
        **_facts(actor, patient, on_patients_side=on_patients_side),
        at=now,
        action=action,
        object_label=object_label,
        purpose=purpose,
    )


def audit_read(
    *,
    actor: User,
    patient: Patient | None,
    purpose: str,
    now: dt.datetime,
    object_label: str = "",
    on_patients_side: bool = False,
) -> None:
    """
    Write that ``actor`` looks at the record of ``patient``: one entry for each purpose and quarter of an hour.

    What is about no one patient has an ``object_label`` of its own.
    Two pages at once meet at the unique constraint. The one write a GET may do.
    """
    _once(
        AuditEntry(
            **_facts(actor, patient, on_patients_side=on_patients_side),
            at=now,
            action=AuditEntry.Action.READ,
            object_label=object_label or (record_label(patient) if patient else ""),
            purpose=purpose,
        )
    )


def audit_refusal(*, actor: User, patient: Patient, object_label: str, now: dt.datetime) -> None:
    """Write that ``actor`` was refused what ``object_label`` names; as often as a read is written."""
    _once(
        AuditEntry(
            **_facts(actor, patient, on_patients_side=False),
            at=now,
            action=AuditEntry.Action.READ,
            object_label=object_label,
            outcome=AuditEntry.Outcome.REFUSED,
        )
    )


def _facts(actor: User | None, patient: Patient | None, *, on_patients_side: bool) -> dict[str, Any]:
    whence = origin.get()
    return {
        "actor": actor,
        "role": Role.PATIENT.value if on_patients_side else role_of(actor),
        "on_behalf_of": acts_for(patient, actor) if on_patients_side and patient else None,
        "patient": patient,
        "address": whence.address,
        "request_id": whence.request_id,
    }


def _once(entry: AuditEntry) -> None:
    entry.quarter = int(entry.at.timestamp()) // QUARTER_SECONDS
    same = {name: getattr(entry, name) for name in ("actor", "object_label", "purpose", "outcome", "quarter")}
    if not AuditEntry.objects.filter(**same).exists():
        AuditEntry.objects.bulk_create([entry], ignore_conflicts=True)
