"""Private calendar addresses: the page that makes and stops them, and the calendar behind one."""

from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import OrganisationSettings
from appointments.calendars.feed import content_of, feed_of, note_reading
from appointments.forms.calendars import SideForm
from appointments.models import CalendarFeed
from appointments.policies import NotAllowed
from appointments.services.feeds import make_feed, sides_of, stop_feed


@require_safe
def calendars(request):
    """Show which of my calendars are shared."""
    return calendars_page(request, now=timezone.now())


@require_POST
@reauthentication_required(app="allauth.account")
def make(request):
    """
    Make an address and show it, this once.

    It is in the answer to the POST and not behind a redirect: to bring it over
    to another page it would have to lie in the session, which keeps no secrets.
    """
    now, form = timezone.now(), SideForm(request.POST)
    if not form.is_valid():
        return refused(request, form.errors["side"][0])
    side = form.cleaned_data["side"]
    try:
        token = make_feed(user=request.user, side=side, now=now)
    except NotAllowed as refusal:
        return refused(request, str(refusal))
    return calendars_page(request, now=now, made=(side, settings.SITE_URL + reverse("appointments:feed", args=[token])))


@require_POST
def stop(request):
    """Stop sharing: the address leads nowhere from now on."""
    form = SideForm(request.POST)
    if not form.is_valid():
        return refused(request, form.errors["side"][0])
    stop_feed(user=request.user, side=form.cleaned_data["side"], now=timezone.now())
    messages.success(request, _("The link does not work any more."))
    return redirect("me:calendars")


def refused(request, sentence):
    messages.error(request, sentence)
    return redirect("me:calendars")


def calendars_page(request, *, now, made=("", "")):
    """Render the page; ``made`` is the side and the address that was just made."""
    feeds = CalendarFeed.objects.filter(user=request.user, revoked_at__isnull=True)
    shared = {feed.side: feed for feed in feeds}
    rows = [(side, shared.get(side), made[1] if made[0] == side else "") for side in sides_of(request.user, now=now)]
    zone = request.user.time_zone or settings.TIME_ZONE
    context = {"rows": rows, "zone": zone, "is_open": OrganisationSettings.load().calendar_links_open}
    return render(request, "me/calendars.html", context)


@login_not_required
@require_safe
def feed(request, token):
    """
    The calendar behind a private address; whoever has the address reads it, and no session is asked for.

    Guesses are counted by network address, readings by calendar: many people's
    programs read from the same few machines.
    """
    if not OrganisationSettings.load().calendar_links_open:
        raise Http404
    now = timezone.now()
    found = feed_of(token, now=now)
    if found is None:
        if not ratelimit.consume(request, app="allauth.account", action="unknown_calendar", limit_get=True):
            return too_often()
        raise Http404
    if not ratelimit.consume(
        request, app="allauth.account", action="read_calendar", key=found.token_hash, limit_get=True
    ):
        return too_often()
    content = content_of(found, now=now)
    note_reading(found, now=now)
    etag = quote_etag(content.mark)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    response = HttpResponse(content_type="text/calendar; charset=utf-8", headers=headers)
    answer = get_conditional_response(request, etag=etag, response=response)
    if answer is response:
        response.content = content.file()
    return answer


def too_often():
    return HttpResponse(
        status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": "3600", "Cache-Control": "no-store"}
    )
