"""How long a session lasts without a request."""

from django.conf import settings

from accounts.roles import Role


def idle_seconds_of(user):
    """Return after how many seconds without a request ``user`` is signed out, or ``None`` where nobody is."""
    limits = settings.SESSION_IDLE_SECONDS
    return limits and limits["patient" if user.role == Role.PATIENT else "staff"]
