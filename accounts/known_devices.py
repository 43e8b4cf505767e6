"""
Browsers a person has signed in with before, remembered by the browsers themselves.

A signed cookie holds a mark for each person who signed in there; the server
keeps nothing. Whoever signs in with a browser that has no mark of theirs is
told by mail.
"""

from django.conf import settings
from django.core.signing import BadSignature, loads
from django.core.signing import dumps as sign
from django.utils.crypto import salted_hmac

SALT = "accounts.known_devices"
A_YEAR = 365 * 24 * 60 * 60
MOST_PEOPLE = 10
"""A family's tablet; beyond that the first are forgotten."""


def is_known(request, user):
    """Say whether ``user`` has signed in with this browser before."""
    return _mark_of(user) in _marks(request)


def remember(request, response, user):
    """Make the browser keep that ``user`` signed in with it."""
    marks = [mark for mark in _marks(request) if mark != _mark_of(user)]
    response.set_cookie(
        settings.DEVICES_COOKIE_NAME,
        sign([*marks, _mark_of(user)][-MOST_PEOPLE:], salt=SALT),
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request):
    try:
        return loads(request.COOKIES.get(settings.DEVICES_COOKIE_NAME, ""), salt=SALT)
    except BadSignature:
        return []


def _mark_of(user):
    return salted_hmac(SALT, str(user.pk), algorithm="sha256").hexdigest()[:20]
