"""What may be done to an appointment now, and for the rest the sentence that says why not."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appointments.lifecycle import MAY_MOVE, Status, Verb
from appointments.policies import (
    is_correction,
    may_approve,
    may_cancel,
    may_record,
    may_reject,
    may_reschedule,
    may_step,
)
from appointments.proposals.policies import may_offer

ATTENDANCE = (Verb.CHECK_IN, Verb.START, Verb.COMPLETE, Verb.NO_SHOW)

URL_NAMES = {
    Verb.APPROVE: "doctor:approve",
    Verb.REJECT: "doctor:reject",
    Verb.RESCHEDULE: "doctor:reschedule",
    Verb.OFFER: "doctor:propose",
    Verb.CANCEL: "doctor:cancel",
    Verb.CHECK_IN: "doctor:check_in",
    Verb.START: "doctor:start",
    Verb.COMPLETE: "doctor:complete",
    Verb.NO_SHOW: "doctor:no_show",
}
ORDER = (*ATTENDANCE, Verb.APPROVE, Verb.OFFER, Verb.RESCHEDULE, Verb.REJECT, Verb.CANCEL)

LABELS = {
    Verb.APPROVE: _("Approve"),
    Verb.REJECT: _("Decline"),
    Verb.RESCHEDULE: _("Change time"),
    Verb.OFFER: _("Offer another time"),
    Verb.CANCEL: _("Cancel appointment"),
    Verb.CHECK_IN: _("Arrived"),
    Verb.START: _("Start"),
    Verb.COMPLETE: _("Done"),
    Verb.NO_SHOW: _("Missed"),
}
ASKS_FIRST = {Verb.REJECT, Verb.OFFER, Verb.RESCHEDULE, Verb.CANCEL}
"""Verbs whose button is a link to a page: they want a reason or a time."""

NEXT_VERB = {
    Status.REQUESTED: Verb.APPROVE,
    Status.CONFIRMED: Verb.CHECK_IN,
    Status.CHECKED_IN: Verb.START,
    Status.IN_PROGRESS: Verb.COMPLETE,
}
"""The step that usually comes next; its button stands out."""


@dataclass(frozen=True)
class Action:
    """A button of an appointment, or the sentence that stands where it would be."""

    verb: Verb
    refusal: str | None = None
    is_next: bool = False

    @property
    def label(self) -> str | Promise:
        return LABELS[self.verb]

    @property
    def url_name(self) -> str:
        return URL_NAMES[self.verb]

    @property
    def asks_first(self) -> bool:
        return self.verb in ASKS_FIRST


def row_actions(appointment, *, actor, now):
    """Return the buttons of a row: what may be done to the appointment now, no corrections."""
    if appointment.is_request:
        may = [(Verb.APPROVE, may_approve), (Verb.REJECT, may_reject)]
        verbs = [verb for verb, policy in may if policy(appointment, actor=actor, now=now) is None]
    else:
        verbs = [
            verb
            for verb in ATTENDANCE
            if not is_correction(appointment, verb)
            and not is_early(appointment, verb, now=now)
            and may_record(appointment, verb, actor=actor, now=now) is None
        ]
    return [Action(verb, is_next=verb == next_verb(appointment, now=now)) for verb in verbs]


def is_early(appointment, verb, *, now):
    """
    Say whether it is too early to offer Done.

    The lifecycle allows it all day; but four equal buttons before anybody has
    come invite the wrong one.
    """
    return verb == Verb.COMPLETE and appointment.status == Status.CONFIRMED and appointment.starts_at > now


def next_verb(appointment, *, now):
    """Return the step that usually comes next; for a day that is over, that the patient was seen."""
    if appointment.status == Status.CONFIRMED and appointment.ends_at <= now:
        return Verb.COMPLETE
    return NEXT_VERB.get(Status(appointment.status))


def page_actions(appointment, *, actor, now):
    """Return every step the lifecycle leads to from here, corrections left out; refused ones carry their sentence."""
    may = {
        Verb.APPROVE: may_approve,
        Verb.REJECT: may_reject,
        Verb.RESCHEDULE: may_reschedule,
        Verb.CANCEL: may_cancel,
        Verb.OFFER: may_offer,
    }
    found = []
    for verb in ORDER:
        if verb in (Verb.OFFER, Verb.RESCHEDULE):
            if appointment.status not in MAY_MOVE:
                continue
        elif may_step(appointment, verb) or is_correction(appointment, verb) or is_early(appointment, verb, now=now):
            continue
        elif verb == Verb.CANCEL and appointment.is_request:
            continue  # declining says more: it wants the same reason, and calls a request what it is
        if verb in may:
            refusal = may[verb](appointment, actor=actor, now=now)
        else:
            refusal = may_record(appointment, verb, actor=actor, now=now)
        if verb == Verb.OFFER and refusal:
            continue  # an open offer stands on the page, and of the rest "Change time" says why not
        found.append(Action(verb, refusal=refusal, is_next=verb == next_verb(appointment, now=now)))
    return found


def corrections(appointment, *, actor, now):
    """Return the steps that would put an earlier record right, if ``actor`` may take them."""
    return [
        Action(verb)
        for verb in ATTENDANCE
        if is_correction(appointment, verb) and may_record(appointment, verb, actor=actor, now=now) is None
    ]
