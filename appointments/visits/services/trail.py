"""What the services of a visit share: the line each leaves in the audit trail, and the end of what stood."""

from accounts.services.auditing import audit
from appointments.record_access import reason_of
from appointments.visits.notes_of import label_of


def write_down(appointment, kind, action, *, actor, now):
    """Write that ``actor`` did ``action`` to what ``kind`` names: note, summary or follow-up. One statement."""
    audit(
        actor=actor,
        action=action,
        object_label=label_of(appointment, kind),
        patient=appointment.patient,
        purpose=reason_of(appointment),
        now=now,
    )


def withdraw(row, *, now):
    """End what stood beside the visit; it stays on record."""
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
