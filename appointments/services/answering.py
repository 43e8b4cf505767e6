"""The patient says that they will come. A move of the time takes it back by itself; so does cancelling."""

from accounts.contention import in_one_transaction
from appointments.lifecycle import Verb
from appointments.policies import may_say_coming, require
from appointments.services.recording import locked, record


@in_one_transaction()
def say_coming(*, appointment, actor, now, seen=None, by_link=False):
    """
    Write down that the patient will come, at the time ``appointment`` has now, and return it.

    ``actor`` is who acts for the patient, or ``None`` where a patient without a
    sign-in answers a message; ``by_link`` tells that nobody was signed in. Said
    twice, it is written once. Raises ``NotAllowed`` or ``Stale``.
    """
    appointment = locked(appointment, seen=seen)
    require(may_say_coming(appointment, now=now))
    if appointment.says_will_come:
        return appointment
    appointment.coming_sequence = appointment.sequence
    appointment.save(update_fields=["coming_sequence"])
    record(
        appointment=appointment,
        verb=Verb.COMING,
        from_status=appointment.status,
        actor=actor,
        now=now,
        as_patient=True,
        by_link=by_link,
    )
    return appointment
