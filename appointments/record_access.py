"""How long an appointment lets its doctor read the patient's record: a rule of its status and its end."""

import datetime as dt

from accounts.services.granting import end_grant, keep_grant
from appointments.lifecycle import OWNS_SLOTS, Status

AFTER_AN_APPOINTMENT = dt.timedelta(days=90)
AFTER_BEING_SEEN = dt.timedelta(days=365)
LABEL = "appointment:"


def reason_of(appointment):
    """Return the label of the appointment in grants and in the audit trail: ``appointment:K7QD2M9X``."""
    return f"{LABEL}{appointment.reference}"


def grant_until(*, status, ends_at):
    """Return until when the doctor may read the record, or ``None`` where the appointment gives no leave."""
    if status == Status.COMPLETED:
        return ends_at + AFTER_BEING_SEEN
    return ends_at + AFTER_AN_APPOINTMENT if status in OWNS_SLOTS else None


def pass_leave_on(appointment, *, from_doctor, now):
    """Let leave to read the record go from one doctor to the appointment's own. Two statements."""
    leave = {"patient": appointment.patient, "because": reason_of(appointment), "now": now}
    end_grant(doctor=from_doctor, **leave)
    until = grant_until(status=appointment.status, ends_at=appointment.ends_at)
    keep_grant(doctor=appointment.doctor, until=until, **leave)


def follow_with_grant(appointment, *, from_status, old_starts_at, now):
    """
    Let the doctor's leave follow a step of the appointment, in its transaction; a statement where something changes.

    ``from_status`` is empty for a new appointment, ``old_starts_at`` set by a move.
    """
    moved = appointment.starts_at - (old_starts_at or appointment.starts_at)
    before = grant_until(status=from_status, ends_at=appointment.ends_at - moved) if from_status else None
    after = grant_until(status=appointment.status, ends_at=appointment.ends_at)
    if before == after:
        return
    leave = {"doctor": appointment.doctor, "patient": appointment.patient, "because": reason_of(appointment)}
    if after is None:
        end_grant(**leave, now=now)
    else:
        keep_grant(**leave, until=after, now=now)
