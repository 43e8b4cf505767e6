"""What the link of a reminder asks about, as it is now."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from accounts.models import User
from appointments.answering.tokens import named_by
from appointments.lifecycle import Status
from appointments.models import Appointment
from appointments.notifications.recipients import Recipient, patient_side
from appointments.policies import may_cancel
from appointments.reading.in_words import AppointmentInWords


class State(StrEnum):
    OPEN = "open"
    COMING = "coming"
    CANCELLED = "cancelled"
    MOVED = "moved"
    OVER = "over"
    """Declined, not answered, or the day has begun: nothing is asked any more."""


class LinkOver(Exception):
    """The link opens nothing: not ours, too late, or not this person's to answer any more. Nobody is told which."""


@dataclass
class Asked:
    """One appointment, and the one who is asked about it; ``user`` is ``None`` for a patient without a sign-in."""

    appointment: Appointment
    recipient: Recipient
    user: User | None
    state: State
    cancel_refusal: str | None
    read: AppointmentInWords

    @property
    def is_open(self):
        return self.state == State.OPEN

    @property
    def counted_by(self):
        """What wrong dates are counted by: all links to one person about one appointment."""
        return f"{self.appointment.pk}:{self.recipient.key}"


def asked_by(token, *, now):
    """
    Return what ``token`` asks, or raise ``LinkOver``. At most six queries, and nothing is written.

    The link ends with the start, and for whoever would not be written to any more.
    """
    named = named_by(token)
    rows = Appointment.objects.select_related("patient__user", "doctor__user", "clinic", "visit_type")
    appointment = rows.filter(pk=named.appointment_id).first() if named else None
    if appointment is None:
        raise LinkOver
    state = state_of(appointment, named)
    if state != State.CANCELLED and appointment.starts_at <= now:
        raise LinkOver
    side = patient_side([appointment.patient], now=now)[appointment.patient_id]
    recipient = next((one for one in side if one.key == named.recipient_key), None)
    if recipient is None:
        raise LinkOver
    user = User.objects.get(pk=recipient.user_id) if recipient.user_id else None
    return Asked(
        appointment=appointment,
        recipient=recipient,
        user=user,
        state=state,
        cancel_refusal=only_told(appointment, user=user, now=now)
        or may_cancel(appointment, actor=user, now=now, as_patient=True),
        read=AppointmentInWords(appointment, reader_zone=recipient.time_zone, now=now),
    )


def only_told(appointment, *, user, now):
    """Refuse who receives the messages of a patient and changes no appointments; one query."""
    if user is None or Appointment.objects.for_patient_pages(user, now=now).filter(pk=appointment.pk).exists():
        return None
    return _("You receive the messages about this appointment. Whoever books for this person can cancel it.")


def state_of(appointment, named):
    if appointment.status == Status.CANCELLED:
        return State.CANCELLED
    if appointment.sequence != named.sequence:
        return State.MOVED
    if appointment.status != Status.CONFIRMED:
        return State.OVER
    return State.COMING if appointment.says_will_come else State.OPEN
