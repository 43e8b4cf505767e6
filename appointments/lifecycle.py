"""The life of an appointment, in one table: its states, their words and looks, and the steps between them."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    REQUESTED = "requested", _("Waiting")
    CONFIRMED = "confirmed", _("Confirmed")
    CHECKED_IN = "checked_in", _("Checked in")
    IN_PROGRESS = "in_progress", _("With the doctor")
    COMPLETED = "completed", _("Seen")
    NO_SHOW = "no_show", _("Missed")
    REJECTED = "rejected", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Not answered")


@dataclass(frozen=True)
class State:
    """How a status is shown, and whether its appointment is active and owns its slots."""

    status: Status
    tone: str
    icon: str
    active: bool = False
    owns_slots: bool = False
    words: str | Promise = ""
    """What it is called where that is not the status's own word."""

    @property
    def label(self) -> str | Promise:
        return self.words or self.status.label


STATES = {
    state.status: state
    for state in (
        State(Status.REQUESTED, "wait", "clock", active=True, owns_slots=True),
        State(Status.CONFIRMED, "primary", "tick-circle", active=True, owns_slots=True),
        State(Status.CHECKED_IN, "info", "person", active=True, owns_slots=True),
        State(Status.IN_PROGRESS, "info", "person", active=True, owns_slots=True),
        State(Status.COMPLETED, "neutral", "tick-circle", owns_slots=True),
        State(Status.NO_SHOW, "bad", "cross", owns_slots=True),
        State(Status.REJECTED, "bad", "cross"),
        State(Status.CANCELLED, "neutral", "cross"),
        State(Status.EXPIRED, "neutral", "clock"),
    )
}

OFFERED = {
    status: State(status, "proposed", "change", active=True, owns_slots=True, words=_("Other time offered"))
    for status in (Status.REQUESTED, Status.CONFIRMED)
}
"""How it is shown while the patient has other times to choose from; the status stays what it is."""

EXPECTED = (Status.CONFIRMED, Status.CHECKED_IN)
"""While a patient waits for the doctor, at home or in the waiting room."""

ACTIVE = tuple(status for status, state in STATES.items() if state.active)
OWNS_SLOTS = tuple(status for status, state in STATES.items() if state.owns_slots)


class Verb(models.TextChoices):
    """What may be done to an appointment; also the kind of the event that records it."""

    REQUEST = "requested", _("Asked for")
    BOOK = "booked", _("Booked")
    APPROVE = "approved", _("Approved")
    REJECT = "rejected", _("Declined")
    EXPIRE = "expired", _("Not answered in time")
    RESCHEDULE = "rescheduled", _("Moved")
    CANCEL = "cancelled", _("Cancelled")
    CHECK_IN = "checked_in", _("Checked in")
    START = "started", _("Started")
    COMPLETE = "completed", _("Seen")
    NO_SHOW = "no_show", _("Missed")
    UNDO = "undone", _("Undone")
    COMING = "coming", _("Said that they will come")
    OFFER = "offered", _("Another time offered")
    ACCEPT = "accepted", _("Offered time taken")
    REFUSE = "refused", _("Offered times refused")
    LAPSE = "lapsed", _("Offer not answered in time")
    WITHDRAW = "withdrawn", _("Offer taken back")


STEPS = {
    Verb.APPROVE: {Status.REQUESTED: Status.CONFIRMED},
    Verb.REJECT: {Status.REQUESTED: Status.REJECTED},
    Verb.EXPIRE: {Status.REQUESTED: Status.EXPIRED},
    Verb.CANCEL: {
        Status.REQUESTED: Status.CANCELLED,
        Status.CONFIRMED: Status.CANCELLED,
        Status.CHECKED_IN: Status.CANCELLED,
    },
    Verb.CHECK_IN: {Status.CONFIRMED: Status.CHECKED_IN, Status.NO_SHOW: Status.CHECKED_IN},
    Verb.START: {Status.CONFIRMED: Status.IN_PROGRESS, Status.CHECKED_IN: Status.IN_PROGRESS},
    Verb.COMPLETE: {
        Status.CONFIRMED: Status.COMPLETED,
        Status.CHECKED_IN: Status.COMPLETED,
        Status.IN_PROGRESS: Status.COMPLETED,
        Status.NO_SHOW: Status.COMPLETED,
    },
    Verb.NO_SHOW: {
        Status.CONFIRMED: Status.NO_SHOW,
        Status.CHECKED_IN: Status.NO_SHOW,
        Status.COMPLETED: Status.NO_SHOW,
    },
}
"""
From which status each verb leads where. Rescheduling keeps the row: ``requested`` and ``confirmed`` may move.
Saying that one will come keeps the status, and so does all that happens to an offer of another time but taking it.
"""

MAY_MOVE = (Status.REQUESTED, Status.CONFIRMED)

MOVES = (Verb.RESCHEDULE, Verb.ACCEPT)
"""What gives an appointment another time."""

EXPLAINED = (Verb.REJECT, Verb.CANCEL, Verb.RESCHEDULE, Verb.OFFER)
"""What the clinic does with a word why for the patient; attendance put right has one too, and that is the clinic's."""

CORRECTIONS = {
    (Status.NO_SHOW, Status.CHECKED_IN),
    (Status.NO_SHOW, Status.COMPLETED),
    (Status.COMPLETED, Status.NO_SHOW),
}
"""Steps that put an earlier record right: they need the right to, and a reason."""


class TransitionNotAllowed(Exception):
    """The appointment's status does not lead where the verb wants. The message can be read aloud."""

    def __init__(self, *, status, verb):
        self.status = Status(status)
        self.verb = Verb(verb)
        super().__init__(
            _("This appointment is now “%(status)s”, so this cannot be done any more.") % {"status": self.status.label}
        )


def next_status(status, verb):
    """Return the status ``verb`` leads to from ``status``, or raise ``TransitionNotAllowed``."""
    try:
        return STEPS[Verb(verb)][Status(status)]
    except KeyError:
        raise TransitionNotAllowed(status=status, verb=verb) from None
