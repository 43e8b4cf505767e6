"""End requests nobody answered in time."""

import logging

from accounts.contention import in_one_transaction
from appointments.lifecycle import Status, TransitionNotAllowed, Verb, next_status
from appointments.models import Appointment
from appointments.services.alternatives import other_times
from appointments.services.recording import give_back_time, locked, record, save_status

log = logging.getLogger(__name__)

BATCH = 100


@in_one_transaction()
def expire(*, appointment, now):
    """
    End one request whose deadline has passed; the patient is told, with three other times.

    While other times are offered the patient has the word, and the request does not end.
    Raises ``TransitionNotAllowed`` when somebody answered meanwhile.
    """
    appointment = locked(appointment, with_doctor=True)
    before = appointment.status
    after = next_status(before, Verb.EXPIRE)
    if appointment.decide_by > now or appointment.is_offered:
        raise TransitionNotAllowed(status=before, verb=Verb.EXPIRE)
    save_status(appointment, after)
    event = record(
        appointment=appointment,
        verb=Verb.EXPIRE,
        from_status=before,
        actor=None,
        now=now,
        alternatives=other_times(appointment, now=now),
    )
    give_back_time(appointment=appointment, held_for=event, now=now)
    return appointment


def expire_due(*, now):
    """End every request past its deadline and return how many; one that fails is logged and left for the next run."""
    due = Appointment.objects.filter(status=Status.REQUESTED, decide_by__lte=now, offered_until=None).order_by(
        "decide_by"
    )[:BATCH]
    ended = 0
    for appointment in due:
        try:
            expire(appointment=appointment, now=now)
            ended += 1
        except TransitionNotAllowed:
            continue
        except Exception:
            log.exception("request %s could not be ended", appointment.reference)
    return ended
