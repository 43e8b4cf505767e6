"""
Which of somebody's devices the browser is that asks: a signed cookie says so, given when they turned it on there.

Each session of that browser holds it, too: whoever ends the session from elsewhere has no cookie of it.
"""

from django.conf import settings
from django.core.signing import BadSignature, loads
from django.core.signing import dumps as sign

from appointments.models import PushSubscription

SALT = "appointments.notifications.push.this_device"
IN_SESSION = "notifications_device"
A_YEAR = 365 * 24 * 60 * 60


def remember(response, device):
    """Make the browser keep which device it is."""
    response.set_cookie(
        settings.PUSH_COOKIE_NAME,
        sign(device.pk, salt=SALT),
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def note_in_session(session, pk):
    """Let whoever ends ``session`` from elsewhere find the device; ``None`` for a browser that is none."""
    if pk is not None:
        session[IN_SESSION] = pk


def named_by_cookie(request):
    """Return the key of the device the browser says it is, whosever it may be, or ``None``."""
    try:
        return loads(request.COOKIES.get(settings.PUSH_COOKIE_NAME, ""), salt=SALT)
    except BadSignature:
        return None


def device_of(request, user, *, now):
    """Return the device of ``user`` that asks, or ``None``; no query for a browser without the cookie."""
    pk = named_by_cookie(request)
    return pk and PushSubscription.objects.visible_to(user, now=now).filter(pk=pk).first()


def device_here(request, *, now):
    """Return the device that asks, or ``None``, whoever is signed in: a browser renews its address by itself."""
    pk = named_by_cookie(request)
    return pk and PushSubscription.objects.live(now=now).select_related("user").filter(pk=pk).first()
