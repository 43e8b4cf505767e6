"""What happened to an appointment, for the doctor's page: who did what, when, and the words that came with it."""

from django.utils.translation import gettext as _

from appointments.lifecycle import Verb
from scheduling.time_words import day_and_time


def timeline(appointment, *, now):
    """Return the steps of ``components/timeline.html``, oldest first, and the one that comes next. One query."""
    zone = appointment.time_zone
    events = list(appointment.events.select_related("actor", "on_behalf_of", "old_doctor").order_by("at", "pk"))
    steps = [
        {
            "label": said(event, zone),
            "when": _("%(when)s, %(who)s") % {"when": day_and_time(event.at, zone), "who": who(event)},
            "note": " ".join(words for words in (reason(event), event.note) if words),
            "state": "done",
        }
        for event in events
    ]
    if steps:
        steps[-1]["state"] = "current" if appointment.is_active else "done" if appointment.owns_slots else "ended"
    if appointment.is_active and appointment.starts_at > now:
        steps.append({"label": _("Appointment"), "when": day_and_time(appointment.starts_at, zone), "state": "later"})
    return steps


def said(event, zone):
    """Return what happened in words; a move names both times."""
    if event.kind == Verb.ACCEPT:
        return _("Took the offered time: %(new)s") % {"new": day_and_time(event.new_starts_at, zone)}
    if event.kind == Verb.RESCHEDULE and event.changes_doctor:
        return _("Taken over from %(doctor)s") % {"doctor": event.old_doctor.display_name}
    if event.kind == Verb.RESCHEDULE and event.old_starts_at and event.new_starts_at:
        times = {"old": day_and_time(event.old_starts_at, zone), "new": day_and_time(event.new_starts_at, zone)}
        return _("Moved from %(old)s to %(new)s") % times
    return event.get_kind_display()


def who(event):
    """Return who did it, as the doctor knows them."""
    if event.by_link:
        return _("%(name)s, by the link in a message") % {"name": by_name(event)}
    return by_name(event)


def by_name(event):
    if event.actor is None:
        return _("automatically") if event.on_behalf_of is None else str(event.on_behalf_of)
    if event.on_behalf_of is not None:
        return _("%(name)s, for %(patient)s") % {"name": event.actor, "patient": event.on_behalf_of}
    return str(event.actor)


def reason(event):
    return _("Reason: %(reason)s.") % {"reason": event.get_reason_code_display()} if event.reason_code else ""
