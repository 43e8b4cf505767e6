"""Cancel an appointment: give back what ``booking.py`` took. ``undoing.py`` takes the clinic's own back."""

from accounts.contention import in_one_transaction
from appointments.lifecycle import Verb, next_status
from appointments.models import Appointment
from appointments.policies import may_cancel, require
from appointments.services.alternatives import other_times
from appointments.services.recording import give_back_time, locked, record, save_status


@in_one_transaction()
def cancel(*, appointment, actor, now, reason_code="", note="", seen=None, as_patient=False, by_link=False):
    """
    Cancel and give the time back, keeping who and why. Raises ``NotAllowed`` or ``Stale``.

    Patients cancel before the cut-off and before they check in; the clinic may
    later, unless they do it ``as_patient``, on the patient's page. ``is_late``
    said before the call whether it counts as late. ``by_link`` tells that
    ``actor`` answered from a message and was not signed in.
    """
    appointment = locked(appointment, seen=seen, with_doctor=True)
    require(may_cancel(appointment, actor=actor, now=now, as_patient=as_patient))
    before = appointment.status
    appointment.attention = Appointment.Attention.NONE
    save_status(appointment, next_status(before, Verb.CANCEL), "attention")
    event = record(
        appointment=appointment,
        verb=Verb.CANCEL,
        from_status=before,
        actor=actor,
        now=now,
        as_patient=as_patient,
        by_link=by_link,
        reason_code=reason_code,
        note=note,
        alternatives=other_times(appointment, now=now),
    )
    give_back_time(appointment=appointment, held_for=event, now=now)
    return appointment
