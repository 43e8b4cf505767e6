"""The messages of the portal: ``/me/notifications/``."""

from django.conf import settings
from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from appointments.models import Message
from appointments.notifications.reading import mark_all_read, mark_read, unread
from scheduling.reader_zone import reader_zone
from scheduling.time_words import zone_place

PER_PAGE = 20


@require_safe
def notifications(request):
    """List the in-app messages of whoever is signed in, newest first; ``?show=unread`` narrows."""
    now = timezone.now()
    only_unread = request.GET.get("show") == "unread"
    mine = Message.objects.in_portal_of(request.user, now=now)
    shown = mine.filter(read_at__isnull=True) if only_unread else mine
    shown = shown.select_related("patient", "event__appointment").order_by("-send_after", "-pk")
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    for message in page:
        message.about = about(message, request.user)
    own_zone = reader_zone(request)
    zone = own_zone or zone_of(page)
    return render(
        request,
        "me/notifications.html",
        {
            "page": page,
            "only_unread": only_unread,
            "unread_count": unread(request.user, now=now).count(),
            "zone": zone,
            "place": "" if own_zone else zone_place(zone),
        },
    )


def zone_of(messages):
    """Return one zone to print the hours of a whole list in: that of the newest appointment in it."""
    zones = (message.event.appointment.time_zone for message in messages if message.event)
    return next(zones, settings.TIME_ZONE)


def about(message, user):
    """Return the first name of the person it is about, where that is not the reader."""
    patient = message.patient
    return patient.full_name.split(" ")[0] if patient and patient.user_id != user.pk else ""


@require_POST
def notification_open(request, pk):
    """Mark a message read and lead to what it is about."""
    now = timezone.now()
    message = get_object_or_404(Message.objects.in_portal_of(request.user, now=now), pk=pk)
    mark_read(message=message, now=now)
    leads_here = url_has_allowed_host_and_scheme(message.link, allowed_hosts=None)
    return redirect(message.link if message.link and leads_here else "me:notifications")


@require_POST
def notifications_read(request):
    """Mark all my messages read."""
    count = mark_all_read(user=request.user, now=timezone.now())
    if count:
        notices.success(
            request,
            ngettext("%(count)s message marked read.", "%(count)s messages marked read.", count) % {"count": count},
        )
    else:
        notices.info(request, _("You have no unread messages."))
    return redirect("me:notifications")
