"""A patient whom no message reaches has to be called: the appointment says so to the staff."""

from appointments.attention import mark_by_plan
from appointments.models import Appointment, Message
from appointments.notifications.channels import registry
from appointments.notifications.kinds import FOR_DOCTORS, Kind

Attention = Appointment.Attention

MUST_BE_TOLD = {Kind.REJECTED, Kind.EXPIRED, Kind.MOVED_BY_CLINIC, Kind.CANCELLED_BY_CLINIC, Kind.OFFERED}
"""What the clinic does without the patient; who books by telephone knows what they booked."""

ANSWERED_SIGNED_IN = {Kind.OFFERED}
"""News that asks for an answer, which is given after signing in: whoever cannot is called, however well it arrives."""


def call_the_patient(*, appointment):
    """Mark the appointment *cannot be reached*, unless it already needs attention for another reason."""
    if Appointment.objects.filter(pk=appointment.pk, attention=Attention.NONE).update(attention=Attention.UNREACHABLE):
        appointment.attention = Attention.UNREACHABLE


def is_on_its_way(kind, messages):
    """Return whether one of ``messages`` brings ``kind`` to somebody: by a carrier, or into a portal they can open."""
    return any(
        message.kind == kind
        and not _asks_in_vain(message)
        and (registry.channel(message.channel).is_carried or message.user_id is not None)
        for message in messages
    )


def forget(*, appointment):
    """
    Take the mark away: a message arrived, or what the patient had to be told was undone.

    It may have stood before another: the doctor may have gone away meanwhile.
    """
    if appointment.attention == Attention.UNREACHABLE:
        Appointment.objects.filter(pk=appointment.pk, attention=Attention.UNREACHABLE).update(attention=Attention.NONE)
        appointment.attention = Attention.NONE
        mark_by_plan(appointment)


def arrived(message):
    """A transport took ``message``: whom it was for can be reached."""
    if _is_to_the_patients_side(message) and not _asks_in_vain(message):
        forget(appointment=message.event.appointment)


def given_up(message):
    """``message`` did not arrive: unless the same news reached the same person by another channel, or may yet, call."""
    if _is_to_the_patients_side(message) and not _other_ways(message).exists():
        call_the_patient(appointment=message.event.appointment)


def _is_to_the_patients_side(message):
    return message.event is not None and message.kind not in FOR_DOCTORS


def _asks_in_vain(message):
    return message.kind in ANSWERED_SIGNED_IN and message.user_id is None


def _other_ways(message):
    """The same news to the same person that a transport took, or will be asked to take."""
    return Message.objects.filter(
        event=message.event_id,
        kind=message.kind,
        user=message.user_id,
        patient=message.patient_id,
        channel__in=registry.carried(),
        status__in=[Message.Status.QUEUED, Message.Status.SENT],
    ).exclude(pk=message.pk)
