"""A patient whom no message reaches has to be called: the appointment says so to the staff."""

from appointments.attention import mark_by_plan
from appointments.models import Appointment
from appointments.notifications.kinds import Kind

Attention = Appointment.Attention

MUST_BE_TOLD = {Kind.REJECTED, Kind.EXPIRED, Kind.MOVED_BY_CLINIC, Kind.CANCELLED_BY_CLINIC}
"""What the clinic does without the patient; who books by telephone knows what they booked."""


def call_the_patient(*, appointment):
    """Mark the appointment *cannot be reached*, unless it already needs attention for another reason."""
    if Appointment.objects.filter(pk=appointment.pk, attention=Attention.NONE).update(attention=Attention.UNREACHABLE):
        appointment.attention = Attention.UNREACHABLE


def forget(*, appointment):
    """
    Take the mark away: a message arrived, or what the patient had to be told was undone.

    It may have stood before another: the doctor may have gone away meanwhile.
    """
    if appointment.attention == Attention.UNREACHABLE:
        Appointment.objects.filter(pk=appointment.pk, attention=Attention.UNREACHABLE).update(attention=Attention.NONE)
        appointment.attention = Attention.NONE
        mark_by_plan(appointment)
