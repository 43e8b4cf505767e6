"""
What a person was doing when we asked who they are, kept in their session.

Somebody who signs up with an address we know gets a sign-in link by mail. The
link names no page (it may be opened on another machine, where the booking is
not theirs); in the same browser, signing in leads back to what they began.

Whose session ended by itself is told so on the sign-in page, instead of being
asked to sign in as if they had never been here.
"""

import time

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SESSION_KEY = "accounts_continue"
END_KEY = "accounts_session_end"
KEPT_SECONDS = 60 * 60


def remember(request, url):
    """Keep ``url``, a page of ours chosen by a view, as where signing in leads."""
    request.session[SESSION_KEY] = {"url": url, "until": time.time() + KEPT_SECONDS}


def recall(request):
    """Return the page and forget it; ``""`` when there is none or it is too long ago."""
    kept = request.session.pop(SESSION_KEY, None)
    return kept["url"] if kept and kept["until"] > time.time() else ""


class End(models.TextChoices):
    """Why a session ended without anybody wishing it."""

    IDLE = "idle"
    DAY_OVER = "day_over"


def remember_the_end(request, end, *, seconds):
    """Keep why the session before this one ended: after ``seconds`` of the kind that ``end`` says."""
    request.session[END_KEY] = {"end": end, "seconds": seconds}


def forget_the_end(request):
    request.session.pop(END_KEY, None)


def session_ended(request):
    """Say whether whoever uses this browser was signed out, and has not signed in since."""
    return END_KEY in request.session


def answers_are_kept(request):
    """Let the sign-in page say that what was answered so far is not lost."""
    if kept := request.session.get(END_KEY):
        request.session[END_KEY] = kept | {"answers": True}


def words_of_the_end(request):
    """Return ``You were away for 30 minutes. Sign in to go on.``; nothing for somebody who was not signed out."""
    kept = request.session.get(END_KEY)
    if not kept:
        return ""
    if kept["end"] == End.IDLE:
        minutes = kept["seconds"] // 60
        why = ngettext("You were away for %(count)s minute.", "You were away for %(count)s minutes.", minutes)
        why %= {"count": minutes}
    else:
        hours = kept["seconds"] // 3600
        why = ngettext("You were signed in for %(count)s hour.", "You were signed in for %(count)s hours.", hours)
        why %= {"count": hours}
    saved = _("Your answers are saved.") if kept.get("answers") else ""
    return " ".join(filter(None, [why, saved, _("Sign in to go on.")]))
