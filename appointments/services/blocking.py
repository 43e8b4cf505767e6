"""Stop somebody from booking online, with the reason; ``unblock`` is its inverse. What is booked stays booked."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import AuditEntry
from accounts.services.auditing import audit
from accounts.services.patient_lock import lock_patient_row
from appointments.desk_policies import may_block


def block(*, patient, reason, actor, now):
    """
    Stop ``patient`` from booking online because of ``reason``, and return them.

    Whoever acts for them cannot book for them either; the front desk can.
    Raises PermissionDenied with a sentence.
    """
    if not reason:
        raise ValueError("A block has a reason.")
    return _write(patient, reason, actor=actor, now=now)


def unblock(*, patient, actor, now):
    """Let ``patient`` book online again, and return them. Raises PermissionDenied with a sentence."""
    return _write(patient, "", actor=actor, now=now)


@transaction.atomic
def _write(patient, reason, *, actor, now):
    if refusal := may_block(patient, actor=actor):
        raise PermissionDenied(refusal)
    patient = lock_patient_row(patient)
    patient.blocked_reason = reason
    patient.save(update_fields=["blocked_reason"])
    audit(
        actor=actor,
        action=AuditEntry.Action.CHANGE,
        object_label="details:blocked_reason",
        patient=patient,
        now=now,
    )
    return patient
