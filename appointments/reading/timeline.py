"""What happened to an appointment and what comes next, as the rows of ``components/timeline.html``."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from appointments.lifecycle import EXPLAINED, MOVES, Status, Verb
from appointments.models import AppointmentEvent, Message
from appointments.notifications.channels import registry
from appointments.notifications.dedupe_keys import REMINDER

ENDED = {Status.REJECTED, Status.CANCELLED, Status.EXPIRED, Status.NO_SHOW}
Reason = AppointmentEvent.Reason


@dataclass
class TimelineStep:
    """One line; ``state`` is done, current, later or ended."""

    label: str
    when: str = ""
    state: str = "done"
    note: str = ""


def timeline(as_read, *, more=()):
    """
    Return the steps of an appointment, told as its reader is told its time; two queries.

    ``more`` are steps from elsewhere, as ``(instant, step)``.
    What the clinic took back within its minute did not happen, for a patient.
    """
    appointment = as_read.appointment
    events = without_undone(appointment.events.select_related("actor", "old_clinic", "old_doctor").order_by("at", "pk"))
    told = [(event.at, step_of(event, as_read)) for event in events]
    told += [(at, TimelineStep(_("Reminder sent"), as_read.moment(at))) for at in reminders_sent(appointment)]
    told += more
    steps = [step for _at, step in sorted(told, key=lambda row: row[0])]
    if steps:
        steps[-1].state = "ended" if appointment.status in ENDED else "current"
    return steps + still_to_come(as_read)


def without_undone(events):
    """Leave out every undoing, and the event it undid."""
    kept = []
    for event in events:
        if event.kind == Verb.UNDO:
            if kept:
                kept.pop()
        else:
            kept.append(event)
    return kept


def reminders_sent(appointment):
    """Return when each reminder for the present time left; a moved appointment has had none yet."""
    sent = Message.objects.filter(
        dedupe_key__startswith=f"{REMINDER}:{appointment.pk}:{appointment.sequence}:",
        channel__in=registry.carried(),
        status=Message.Status.SENT,
        sent_at__isnull=False,
    )
    # Two parents get one each, or one person one by each channel: that is one reminder.
    return dict(sent.order_by("-sent_at").values_list("kind", "sent_at")).values()


def step_of(event, as_read):
    doctor = as_read.doctor
    label = {
        Verb.REQUEST: _("Request sent"),
        Verb.BOOK: _("Booked"),
        Verb.APPROVE: _("%(doctor)s said yes") % {"doctor": doctor},
        Verb.REJECT: _("%(doctor)s said no") % {"doctor": doctor},
        Verb.EXPIRE: _("%(doctor)s did not answer in time") % {"doctor": doctor},
        Verb.CHECK_IN: _("Checked in"),
        Verb.START: _("With the doctor"),
        Verb.COMPLETE: _("Seen"),
        Verb.NO_SHOW: _("Missed"),
        Verb.COMING: _("Answered: will come"),
        Verb.OFFER: _("%(doctor)s offered other times") % {"doctor": doctor},
        Verb.REFUSE: _("None of the other times suited"),
        Verb.LAPSE: _("The offer ended without an answer"),
        Verb.WITHDRAW: _("The offer was taken back"),
    }.get(event.kind)
    if label is None:
        label = moved_words(event, as_read) if event.kind in MOVES else cancelled_words(event, as_read)
    return TimelineStep(label, as_read.moment(event.at), note=note_of(event))


def moved_words(event, as_read):
    if event.changes_doctor:
        return _("Another doctor instead of %(doctor)s") % {"doctor": event.old_doctor.display_name}
    new = as_read.moment(event.new_starts_at)
    if event.by_staff:
        return _("Moved by the clinic to %(time)s") % {"time": new}
    if event.to_status == Status.REQUESTED:
        return _("Asked for %(time)s instead") % {"time": new}
    return _("Moved to %(time)s") % {"time": new}


def cancelled_words(event, as_read):
    if event.by_staff:
        return _("Cancelled by the clinic")
    if event.actor_id == as_read.user.pk:
        return _("Cancelled by you")
    return _("Cancelled")


def note_of(event):
    """Return by what way, or why, where the clinic said so; what a patient gave as a reason is for the clinic."""
    if event.by_link:
        return _("By the link in a message.")
    if not event.by_staff or event.kind not in EXPLAINED:
        return ""
    code = Reason(event.reason_code).label if event.reason_code not in {Reason.NONE, Reason.OTHER} else ""
    return ". ".join(str(part) for part in (code, event.note) if part)


def still_to_come(as_read):
    """Return the steps ahead, in plain words; none once it has ended."""
    appointment, doctor = as_read.appointment, as_read.doctor
    answered = [TimelineStep(_("Checked in"), state="later"), TimelineStep(_("Seen"), state="later")]
    start = TimelineStep(_("Your appointment"), as_read.moment(), state="later")
    match appointment.status:
        case Status.REQUESTED:
            answer_by = _("You will hear by %(time)s.") % {"time": as_read.answer_by()}
            asked = TimelineStep(_("%(doctor)s answers") % {"doctor": doctor}, state="later", note=answer_by)
            return [asked, start, *answered]
        case Status.CONFIRMED:
            return [start, *answered]
        case Status.CHECKED_IN | Status.IN_PROGRESS:
            return answered[1:]
    return []
