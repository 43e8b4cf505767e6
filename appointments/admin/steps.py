"""What staff do to an appointment in the admin, one or many: one table for the list's actions and the pages."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appointments.lifecycle import TransitionNotAllowed, Verb
from appointments.models import AppointmentEvent
from appointments.policies import NotAllowed, is_correction, may_approve, may_cancel, may_record, may_reject, may_undo
from appointments.services.attendance import record_attendance
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve, reject
from appointments.services.recording import Stale
from appointments.services.undoing import undo
from scheduling.services.claiming import SlotTaken

REFUSALS = (NotAllowed, TransitionNotAllowed, Stale, SlotTaken)
"""What a service says when it cannot be done; each can be read aloud."""

A_MOMENT = dt.timedelta(minutes=1)

Reason = AppointmentEvent.Reason
CLINICS_REASONS = (Reason.DOCTOR_AWAY, Reason.WRONG_DOCTOR, Reason.NEEDS_OTHER_TYPE, Reason.NO_TIME)
PATIENTS_REASONS = (Reason.CANNOT_MAKE_IT, Reason.FEELS_BETTER, Reason.WENT_ELSEWHERE, Reason.COST)


def reason_choices():
    """Return the reasons by whose they are."""
    return [
        ("", "-"),
        (_("The clinic's"), [(reason.value, reason.label) for reason in CLINICS_REASONS]),
        (_("The patient's, on the telephone"), [(reason.value, reason.label) for reason in PATIENTS_REASONS]),
        (Reason.OTHER.value, Reason.OTHER.label),
    ]


class Words(forms.Form):
    """Why, from a list and in words."""

    reason_code = forms.ChoiceField(label=_("Reason"), required=False, choices=reason_choices)
    note = forms.CharField(label=_("Words"), required=False, max_length=500)


@dataclass(frozen=True)
class Step:
    """One thing to do: its address, its words, whether it may be done, and who does it."""

    slug: str
    verb: Verb
    action: str | Promise
    button: str | Promise
    done: str | Promise
    may: Callable[..., str | None]
    do: Callable[..., Any]
    asks: tuple[str, ...] = ()
    needs_reason: bool = False

    def refusal(self, appointment, *, actor, now):
        """Return ``None``, or the sentence that says why not."""
        if self.verb == Verb.UNDO:
            return may_undo(appointment, last_event(appointment), actor=actor, now=now)
        return self.may(appointment, actor=actor, now=now)

    def take(self, appointment, *, actor, now, words, seen=None):
        """Do it; return the sentence it was refused with, or ``None``. A second press finds the work done."""
        said = {name: words.get(name, "") for name in self.asks}
        if self.verb != Verb.UNDO:
            said["seen"] = seen
        if self.needs_reason and not said.get("reason_code"):
            return _("Choose a reason first.")
        try:
            self.do(appointment=appointment, actor=actor, now=now, **said)
        except REFUSALS as refusal:
            if seen and just_done(appointment, verb=self.verb, actor=actor, now=now):
                return None
            return str(refusal)
        return None


def last_event(appointment):
    return appointment.events.order_by("-at", "-pk").first()


def just_done(appointment, *, verb, actor, now):
    """Say whether the last thing that happened is this very step by ``actor``, a moment ago: a button pressed twice."""
    last = last_event(appointment)
    return last is not None and last.kind == verb and last.actor_id == actor.pk and last.at > now - A_MOMENT


def corrects(appointment, step):
    """Say whether the step would put an earlier record right, which takes a word why."""
    return is_correction(appointment, step.verb)


def attendance(slug, verb, action, button, done):
    def may(appointment, *, actor, now):
        return may_record(appointment, verb, actor=actor, now=now)

    def do(*, appointment, actor, now, note="", seen=None):
        return record_attendance(appointment=appointment, verb=verb, actor=actor, now=now, note=note, seen=seen)

    return Step(slug, verb, action, button, done, may, do, asks=("note",))


STEPS = {
    step.slug: step
    for step in (
        Step(
            "approve",
            Verb.APPROVE,
            _("Approve the selected requests"),
            _("Approve"),
            _("Approved."),
            may_approve,
            approve,
        ),
        Step(
            "decline",
            Verb.REJECT,
            _("Decline the selected requests (needs a reason)"),
            _("Decline"),
            _("Declined."),
            may_reject,
            reject,
            asks=("reason_code", "note"),
            needs_reason=True,
        ),
        attendance("check-in", Verb.CHECK_IN, _("Mark as arrived"), _("Arrived"), _("Checked in.")),
        attendance("start", Verb.START, _("Mark as with the doctor"), _("With the doctor"), _("Started.")),
        attendance("complete", Verb.COMPLETE, _("Mark as seen"), _("Seen"), _("Marked as seen.")),
        attendance("no-show", Verb.NO_SHOW, _("Mark as missed"), _("Missed"), _("Marked as missed.")),
        Step(
            "cancel",
            Verb.CANCEL,
            _("Cancel the selected appointments"),
            _("Cancel this appointment"),
            _("Cancelled."),
            may_cancel,
            cancel,
            asks=("reason_code", "note"),
        ),
        Step("undo", Verb.UNDO, _("Undo my last decision"), _("Undo"), _("Undone."), may_undo, undo),
    )
}
