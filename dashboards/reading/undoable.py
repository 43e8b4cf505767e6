"""The doctor's last decision, while it can still be taken back."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.lifecycle import Verb
from appointments.models import AppointmentEvent, RunningLate
from scheduling.time_words import day_and_time


@dataclass(frozen=True)
class Undoable:
    """
    One decision, or many made by one press: what the undo bar says, and about which appointments.

    ``said`` is set instead of them where the doctor said that they run late.
    """

    text: str
    appointments: list
    seconds: int
    said: RunningLate | None = None


def undoable(*, doctor, actor, now, with_lateness=False):
    """
    Return the newest decision of ``actor`` about appointments of ``doctor`` that may still be undone. One query.

    ``with_lateness`` asks in a second one whether that the doctor runs late was said after it.
    """
    decided = decision(doctor=doctor, actor=actor, now=now)
    said = lateness(doctor=doctor, actor=actor, now=now) if with_lateness else None
    return max((one for one in (decided, said) if one), key=lambda one: one.seconds, default=None)


def lateness(*, doctor, actor, now):
    """Return that ``doctor`` runs late, or is on time again, while it is the last that was said of it."""
    later = RunningLate.objects.filter(doctor=OuterRef("doctor"), clinic=OuterRef("clinic"), pk__gt=OuterRef("pk"))
    said = RunningLate.objects.filter(doctor=doctor, said_by=actor, undo_until__gt=now).filter(~Exists(later))
    row = said.newest_first().first()
    if row is None:
        return None
    late = _("You run %(minutes)s minutes late. The patients hear of it in a minute.") % {"minutes": row.minutes}
    on_time = _("You are on time again. Whoever was told otherwise hears of it in a minute.")
    return Undoable(late if row.is_late else on_time, [], seconds_left(row.undo_until, now), row)


def seconds_left(until, now):
    return max(1, int((until - now).total_seconds()))


def decision(*, doctor, actor, now):
    """Return the newest decision of ``actor`` about appointments of ``doctor``."""
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
        seconds=seconds_left(events[0].undo_until, now),
    )


def said_of_one(event):
    """Return what was done, such as "Approved Nadia Vogel, Tue 24 Nov, 3:20pm."."""
    appointment = event.appointment
    sentences = {
        Verb.APPROVE: _("Approved %(name)s, %(when)s."),
        Verb.REJECT: _("Declined %(name)s, %(when)s."),
        Verb.CANCEL: _("Cancelled %(name)s, %(when)s."),
        Verb.RESCHEDULE: _("Moved %(name)s to %(when)s."),
        Verb.OFFER: _("Offered other times to %(name)s."),
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
    elif kind == Verb.OFFER:
        sentence = ngettext("%(count)s asked to choose.", "%(count)s asked to choose.", count)
    else:
        sentence = ngettext("%(count)s changed.", "%(count)s changed.", count)
    return sentence % {"count": count}
