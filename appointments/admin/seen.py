"""Which rows of an appointment's history somebody sees: those of the appointments they see."""

from django.db.models import Q

from accounts.roles import StaffGroup
from appointments.models import Appointment, Message


def seen_appointments(user):
    """Return the appointments at the user's clinics; their own as a patient are on the patient's pages."""
    return Appointment.objects.for_staff_pages(user)


def with_seen_appointment(rows, user, *, path="appointment"):
    """Return the ``rows`` whose appointment, at the end of ``path``, is for ``user`` to see."""
    return rows.filter(**{f"{path}__in": seen_appointments(user).values("pk")})


def seen_messages(user):
    """Return the messages about those appointments; those about people's accounts are for the chiefs."""
    seen = Q(event__appointment__in=seen_appointments(user).values("pk"))
    if is_chief(user):
        seen |= Q(event__isnull=True)
    return Message.objects.filter(seen)


def is_auditor(user):
    return user.is_superuser or StaffGroup.AUDITOR in user.group_names


def is_chief(user):
    """Say whether the user is trusted with messages about other people's accounts."""
    return user.is_superuser or StaffGroup.ADMINISTRATOR in user.group_names
