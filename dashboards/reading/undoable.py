"""The doctor's last decision, while it can still be taken back."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.lifecycle import Verb
from appointments.models import AppointmentEvent
from scheduling.time_words import day_and_time


@dataclass(frozen=True)
class Undoable:
    """One decision, or many made by one press: what the undo bar says, and about which appointments."""

    text: str
    appointments: list
    seconds: int


def undoable(*, doctor, actor, now):
    """Return the newest decision of ``actor`` about appointments of ``doctor`` that may still be undone. One query."""
    later = AppointmentEvent.objects.filter(appointment=OuterRef("appointment"), pk__gt=OuterRef("pk"))
    events = list(
        AppointmentEvent.objects.filter(actor=actor, undo_until__gt=now, appointment__doctor=doctor)
        .filter(~Exists(later))
        .select_related("appointment__patient")
        .order_by("-at", "-pk")
    )
    if not events:
        return None
    # One press has one "now": that is what holds a bulk answer together.
    together = [event for event in events if (event.at, event.kind) == (events[0].at, events[0].kind)]
    return Undoable(
        text=said_of_one(together[0]) if len(together) == 1 else said_of_many(together[0].kind, len(together)),
        appointments=[event.appointment for event in reversed(together)],
        seconds=max(1, int((events[0].undo_until - now).total_seconds())),
    )


def said_of_one(event):
    """Return what was done, such as "Approved Nadia Vogel, Tue 24 Nov, 3:20pm."."""
    appointment = event.appointment
    sentences = {
        Verb.APPROVE: _("Approved %(name)s, %(when)s."),
        Verb.REJECT: _("Declined %(name)s, %(when)s."),
        Verb.CANCEL: _("Cancelled %(name)s, %(when)s."),
        Verb.RESCHEDULE: _("Moved %(name)s to %(when)s."),
        Verb.CHECK_IN: _("%(name)s has arrived."),
        Verb.START: _("%(name)s is with you."),
        Verb.COMPLETE: _("%(name)s was seen."),
        Verb.NO_SHOW: _("%(name)s was missed."),
    }
    sentence = sentences.get(event.kind, _("Changed %(name)s, %(when)s."))
    when = day_and_time(appointment.starts_at, appointment.time_zone)
    return sentence % {"name": appointment.patient.full_name, "when": when}


def said_of_many(kind, count):
    """Return what was done to many at once, such as "9 approved."."""
    if kind == Verb.APPROVE:
        sentence = ngettext("%(count)s approved.", "%(count)s approved.", count)
    elif kind == Verb.REJECT:
        sentence = ngettext("%(count)s declined.", "%(count)s declined.", count)
    elif kind == Verb.CANCEL:
        sentence = ngettext("%(count)s cancelled.", "%(count)s cancelled.", count)
    else:
        sentence = ngettext("%(count)s changed.", "%(count)s changed.", count)
    return sentence % {"count": count}
