"""Two patients at one time of a doctor whose hours take one."""

from django.db.models import Exists, OuterRef

from appointments.lifecycle import ACTIVE
from appointments.models import Appointment, AppointmentSlot


def clashes():
    """Return the condition, for a query of appointments, that somebody else has the doctor then, unplanned."""
    others = Appointment.objects.filter(
        doctor=OuterRef("doctor"),
        status__in=ACTIVE,
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    ).exclude(pk=OuterRef("pk"))
    return Exists(others) & ~one_of_several()


def one_of_several():
    """Return the condition that the hours take several patients at once: two at one time are as planned."""
    return Exists(AppointmentSlot.objects.filter(appointment=OuterRef("pk"), slot__working_hours__capacity__gt=1))
