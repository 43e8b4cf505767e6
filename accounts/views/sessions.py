"""``/accounts/sessions/``: where I am signed in, and signing out there."""

import datetime as dt
from dataclasses import dataclass

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.device_words import device_in_words
from accounts.network_address import UNKNOWN_ADDRESS
from accounts.services.ending_sessions import end_sessions
from accounts.session_limits import idle_seconds_of


@dataclass(frozen=True)
class Place:
    """One line of the list."""

    session: UserSession
    device: str
    address: str
    is_this_one: bool


@reauthentication_required(allow_get=True, app="allauth.usersessions")
@require_http_methods(["GET", "POST"])
def sessions(request):
    """Show where I am signed in; sign out in one of those places (``session``), or everywhere but here."""
    here = request.session.session_key
    if request.method == "POST":
        wanted = request.POST.get("session", "")
        count = end_sessions(user=request.user, but=here, only=wanted if wanted.isdecimal() else None)
        said = ngettext("Signed out on %(count)s device.", "Signed out on %(count)s devices.", count)
        messages.success(request, said % {"count": count} if count else _("You are signed in nowhere else."))
        return redirect("usersessions_list")
    return render(request, "usersessions/usersession_list.html", {"places": places_of(request.user, here=here)})


def places_of(user, *, here):
    """Return the sessions of ``user`` that are still good, this one first, then the last used first. Two queries."""
    now = timezone.now()
    rows = UserSession.objects.filter(user=user, last_seen_at__gt=now - idle_limit_of(user)).order_by("-last_seen_at")
    sessions = Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=now)
    good = set(sessions.values_list("session_key", flat=True))
    places = [
        Place(
            session=row,
            device=device_in_words(row.user_agent),
            address="" if row.ip == UNKNOWN_ADDRESS else row.ip,
            is_this_one=row.session_key == here,
        )
        for row in rows
        if row.session_key in good
    ]
    return sorted(places, key=lambda place: not place.is_this_one)


def idle_limit_of(user):
    """Return after how long without a request a session of ``user`` is over, plus the age its stamp may have."""
    seconds = idle_seconds_of(user) or settings.SESSION_ABSOLUTE_SECONDS
    return dt.timedelta(seconds=seconds + settings.SESSION_STAMP_SECONDS)
