"""Approve or decline a request, one or many. ``undoing.py`` takes either back within the minute."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from appointments.lifecycle import Verb, next_status
from appointments.models import Appointment
from appointments.policies import NotAllowed, may_approve, may_reject, require
from appointments.reading.clashes import clashes
from appointments.services.alternatives import other_times
from appointments.services.recording import REFUSALS, give_back_time, locked, record, save_status


@in_one_transaction()
def approve(*, appointment, actor, now, seen=None, with_others=False):
    """
    Say yes to a request and return it confirmed. Raises ``NotAllowed`` or ``Stale``.

    ``with_others``: one of many, none of which is looked at by itself. One whose
    time somebody else has got is then left for a look.
    """
    appointment = locked(appointment, seen=seen)
    require(may_approve(appointment, actor=actor, now=now))
    if with_others and Appointment.objects.filter(clashes(), pk=appointment.pk).exists():
        raise NotAllowed(_("Somebody else has this time. If you can see both, approve it by itself."))
    before = appointment.status
    save_status(appointment, next_status(before, Verb.APPROVE))
    record(appointment=appointment, verb=Verb.APPROVE, from_status=before, actor=actor, now=now)
    return appointment


@in_one_transaction()
def reject(*, appointment, actor, now, reason_code, note="", seen=None):
    """
    Decline a request with a reason, give its time back and return it. Raises ``NotAllowed`` or ``Stale``.

    The patient is told the reason and three other times; the time given up is
    held while the decision can be undone.
    """
    appointment = locked(appointment, seen=seen, with_doctor=True)
    require(may_reject(appointment, actor=actor, now=now))
    before = appointment.status
    save_status(appointment, next_status(before, Verb.REJECT))
    event = record(
        appointment=appointment,
        verb=Verb.REJECT,
        from_status=before,
        actor=actor,
        now=now,
        reason_code=reason_code,
        note=note,
        alternatives=other_times(appointment, now=now),
    )
    give_back_time(appointment=appointment, held_for=event, now=now)
    return appointment


@dataclass
class Decisions:
    """What became of many requests: those that were decided, and why the others were not."""

    done: list = field(default_factory=list)
    refused: list = field(default_factory=list)


def decide_many(*, appointments, verb, actor, now, reason_code="", note="", seen=None):
    """
    Approve or decline each request in a transaction of its own; one refusal never stops the rest.

    ``seen`` maps an appointment's key to the ``version_seen`` of the page that was answered.
    """
    decisions = Decisions()
    for appointment in appointments:
        said = {"actor": actor, "now": now, "seen": (seen or {}).get(appointment.pk)}
        try:
            if verb == Verb.APPROVE:
                decided = approve(appointment=appointment, with_others=True, **said)
            else:
                decided = reject(appointment=appointment, reason_code=reason_code, note=note, **said)
        except REFUSALS as refusal:
            decisions.refused.append((appointment, str(refusal)))
        else:
            decisions.done.append(decided)
    return decisions
