"""Sessions end by themselves: after a while without a request, and at the latest after twelve hours."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.utils import timezone

from accounts import continuing
from accounts.session_limits import SEEN_AT, SIGNED_IN_AT, why_over
from accounts.sign_in_first import to_sign_in

STREAMS = "/events/"
UNATTENDED = "X-Unattended"
"""What a page asks by itself, with nobody at it: a stream, and whatever a script marks with this header."""


@receiver(user_logged_in)
def remember_the_start(sender, request, **kwargs):
    """Stamp the new session; both stamps are seconds since 1970, UTC. The one that ended is over."""
    continuing.forget_the_end(request)
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = int(timezone.now().timestamp())


@receiver(user_logged_out)
def forget_what_was_shown(sender, request, **kwargs):
    """Mark the request, so that its response tells the browser to drop its copies (config.headers)."""
    request.signed_out = True


class IdleSessionMiddleware:
    """
    Sign out who was idle too long, and let the sign-in page say so. A booking begun is theirs again when they sign in.

    ``request.user_signed_out`` is who it was: nothing is shown for them any more,
    but what they were typing may still be kept for them.

    The stamp is renewed only when it is a minute old: a write for every request would queue for
    SQLite's one write lock. "Where you are signed in" shows the same minute. A request without a
    session cookie costs nothing here. What a page asks by itself renews nothing: a screen that keeps
    itself up to date is no sign of anybody before it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.SESSION_IDLE_SECONDS and request.user.is_authenticated:
            self._judge(request, timezone.now())
        return self.get_response(request)

    @staticmethod
    def _judge(request, now):
        session, seconds = request.session, int(now.timestamp())
        if over := why_over(session, request.user, now=now):
            sign_out(request, *over)
        elif SEEN_AT not in session or (
            seconds - session[SEEN_AT] >= settings.SESSION_STAMP_SECONDS and is_attended(request)
        ):
            session[SEEN_AT] = seconds
            session.setdefault(SIGNED_IN_AT, seconds)
            UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=now)


def is_attended(request):
    """Say whether somebody did something for this request to be made."""
    return UNATTENDED not in request.headers and not request.path.startswith(STREAMS)


def sign_out(request, end, seconds):
    """
    End the session; the next one remembers why.

    ``request.ended_by_itself`` tells it from somebody who leaves: it is no wish to hear nothing more on this device.
    """
    request.user_signed_out = request.user
    request.ended_by_itself = True
    logout(request)
    continuing.remember_the_end(request, end, seconds=seconds)


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Send strangers to sign in, and back to the page they were on, where it is one that can be opened again."""

    def handle_no_permission(self, request, view_func):
        return to_sign_in(request)
