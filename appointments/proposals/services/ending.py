"""End an offer nobody answered in time, or take one back."""

import logging

from accounts.contention import in_one_transaction
from appointments.deadlines import decide_by
from appointments.lifecycle import TransitionNotAllowed, Verb
from appointments.models import Appointment
from appointments.policies import require
from appointments.proposals.closing import close
from appointments.proposals.models import Proposal
from appointments.proposals.policies import may_take_back
from appointments.services.recording import locked, record

log = logging.getLogger(__name__)

BATCH = 100


def ask_anew(appointment, *, now):
    """Let the doctor's time to answer a request begin anew: while the offer waited, the patient had the word."""
    if appointment.is_request:
        fresh = decide_by(clinic=appointment.clinic, starts_at=appointment.starts_at, now=now)
        appointment.decide_by = max(fresh, appointment.decide_by)
        appointment.save(update_fields=["decide_by"])


@in_one_transaction()
def take_back(*, appointment, actor, now, seen=None):
    """Take the open offer back; the appointment stays as it is. Raises ``NotAllowed`` or ``Stale``."""
    appointment = locked(appointment, seen=seen, with_doctor=True)
    require(may_take_back(appointment, actor=actor, now=now))
    close(appointment, outcome=Proposal.Status.WITHDRAWN, now=now)
    ask_anew(appointment, now=now)
    record(
        appointment=appointment,
        verb=Verb.WITHDRAW,
        from_status=appointment.status,
        actor=actor,
        now=now,
        undoable=False,
    )
    return appointment


@in_one_transaction()
def lapse(*, appointment, now):
    """
    End an offer whose time to answer is over; the appointment keeps its time, and its mark if it has one.

    Raises ``TransitionNotAllowed`` when somebody answered meanwhile.
    """
    appointment = locked(appointment, with_doctor=True)
    if not appointment.is_offered or appointment.offered_until > now:
        raise TransitionNotAllowed(status=appointment.status, verb=Verb.LAPSE)
    close(appointment, outcome=Proposal.Status.LAPSED, now=now)
    ask_anew(appointment, now=now)
    record(appointment=appointment, verb=Verb.LAPSE, from_status=appointment.status, actor=None, now=now)
    return appointment


def lapse_due(*, now):
    """End every offer past its time and return how many; one that fails is logged and left for the next run."""
    due = Appointment.objects.filter(offered_until__lte=now).order_by("offered_until")[:BATCH]
    ended = 0
    for appointment in due:
        try:
            lapse(appointment=appointment, now=now)
            ended += 1
        except TransitionNotAllowed:
            continue
        except Exception:
            log.exception("offer for %s could not be ended", appointment.reference)
    return ended
