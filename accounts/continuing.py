"""
What a person was doing when we asked who they are, kept in their session.

Somebody who signs up with an address we know gets a sign-in link by mail. The
link names no page (it may be opened on another machine, where the booking is
not theirs); in the same browser, signing in leads back to what they began.
"""

import time

SESSION_KEY = "accounts_continue"
KEPT_SECONDS = 60 * 60


def remember(request, url):
    """Keep ``url``, a page of ours chosen by a view, as where signing in leads."""
    request.session[SESSION_KEY] = {"url": url, "until": time.time() + KEPT_SECONDS}


def recall(request):
    """Return the page and forget it; ``""`` when there is none or it is too long ago."""
    kept = request.session.pop(SESSION_KEY, None)
    return kept["url"] if kept and kept["until"] > time.time() else ""
