"""What staff do to an appointment in the admin, one or many: one table for the list's actions and the pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appointments.forms import reasons
from appointments.lifecycle import Verb
from appointments.policies import may_approve, may_cancel, may_record, may_reject, may_undo
from appointments.proposals.policies import may_take_back
from appointments.proposals.services.ending import take_back
from appointments.services.attendance import record_attendance
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve, reject
from appointments.services.recording import REFUSALS, just_done
from appointments.services.undoing import undo

REASONS = [
    ("", "-"),
    (_("The clinic's"), reasons.CLINICS),
    (_("The patient's, on the telephone"), reasons.PATIENTS),
    *reasons.OTHER,
]


class Words(forms.Form):
    """Why, from a list and in words."""

    reason_code = forms.ChoiceField(label=_("Reason"), required=False, choices=REASONS)
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

    def take(self, appointment, *, actor, now, words, seen=None):
        """Do it; return the sentence it was refused with, or ``None``. A second press finds the work done."""
        said = {name: words.get(name, "") for name in self.asks}
        if self.needs_reason and not said.get("reason_code"):
            return _("Choose a reason first.")
        try:
            self.do(appointment=appointment, actor=actor, now=now, seen=seen, **said)
        except REFUSALS as refusal:
            if seen and just_done(appointment, verb=self.verb, actor=actor, now=now):
                return None
            return str(refusal)
        return None


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
            _("Decline the selected requests"),
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
        Step(
            "take-back",
            Verb.WITHDRAW,
            _("Take back the offers of other times"),
            _("Take the offer back"),
            _("The offer is taken back."),
            may_take_back,
            take_back,
        ),
        Step("undo", Verb.UNDO, _("Undo my last decision"), _("Undo"), _("Undone."), may_undo, undo),
    )
}
