"""How long a session lasts: without a request, and at the most."""

from django.conf import settings

from accounts.continuing import End
from accounts.roles import Role

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
"""Keys of a session; both are seconds since 1970, UTC."""


def idle_seconds_of(user):
    """Return after how many seconds without a request ``user`` is signed out, or ``None`` where nobody is."""
    limits = settings.SESSION_IDLE_SECONDS
    return limits and limits["patient" if user.role == Role.PATIENT else "staff"]


def why_over(session, user, *, now):
    """Return why the session of ``user`` has lasted long enough at ``now``, and the limit in seconds; else ``None``."""
    idle_limit = idle_seconds_of(user)
    if not idle_limit:
        return None
    seconds = int(now.timestamp())
    if seconds - session.get(SEEN_AT, seconds) > idle_limit:
        return End.IDLE, idle_limit
    if seconds - session.get(SIGNED_IN_AT, seconds) > settings.SESSION_ABSOLUTE_SECONDS:
        return End.DAY_OVER, settings.SESSION_ABSOLUTE_SECONDS
    return None
