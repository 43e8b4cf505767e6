"""Which rows of an appointment's history somebody sees: those of the appointments they see."""

from django.utils import timezone

from accounts.roles import StaffGroup
from appointments.models import Appointment


def seen_appointments(user):
    return Appointment.objects.visible_to(user, now=timezone.now())


def with_seen_appointment(rows, user, *, path="appointment"):
    """Return the ``rows`` whose appointment, at the end of ``path``, is visible to ``user``."""
    return rows.filter(**{f"{path}__in": seen_appointments(user).values("pk")})


def is_auditor(user):
    return user.is_superuser or StaffGroup.AUDITOR in user.group_names


def is_chief(user):
    """Say whether the user is trusted with messages about other people's accounts."""
    return user.is_superuser or StaffGroup.ADMINISTRATOR in user.group_names
