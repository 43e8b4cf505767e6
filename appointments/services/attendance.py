"""Who came: check in, start, complete, missed. ``undoing.py`` takes each back within the minute."""

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from appointments.lifecycle import next_status
from appointments.models import Appointment, AppointmentEvent
from appointments.policies import NotAllowed, is_correction, may_record, require
from appointments.services.recording import locked, record, save_status


@in_one_transaction()
def record_attendance(*, appointment, verb, actor, now, note="", seen=None):
    """
    Move an appointment along its day by ``verb`` and return it.

    Missed is always said by a person, never by the clock. Putting an earlier
    record right (missed → seen, seen → missed) needs the right to and a reason
    in ``note``.

    Raises ``NotAllowed``, ``TransitionNotAllowed`` or ``Stale``.
    """
    appointment = locked(appointment, seen=seen)
    require(may_record(appointment, verb, actor=actor, now=now))
    correcting = is_correction(appointment, verb)
    if correcting and not note.strip():
        raise NotAllowed(_("Say why this is put right."))
    before = appointment.status
    appointment.attention = Appointment.Attention.NONE
    save_status(appointment, next_status(before, verb), "attention")
    record(
        appointment=appointment,
        verb=verb,
        from_status=before,
        actor=actor,
        now=now,
        reason_code=AppointmentEvent.Reason.CORRECTION if correcting else "",
        note=note,
    )
    return appointment
