"""Somebody's appointments as one calendar that is read again and again (RFC 5545, RFC 7986)."""

import datetime as dt

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar

from accounts.models.invitation import hash_of
from appointments.calendars.event import add_zones, doctors_summary, event_of, one_line, patients_summary
from appointments.models import Appointment, AppointmentEvent, CalendarFeed

BACK, AHEAD = dt.timedelta(days=30), dt.timedelta(days=330)
"""How much of the past stays, and how far ahead anybody books."""

ONE_HOUR = dt.timedelta(hours=1)
READ_AGAIN_AFTER = dt.timedelta(hours=4)


def feed_of(token, *, now):
    """
    Return the ``CalendarFeed`` of a token with its user, or ``None``: unknown, stopped, or nobody's any more.

    Whose sign-in is closed shares nothing, nor does a doctor who has left.
    """
    feeds = CalendarFeed.objects.select_related("user__doctor", "user__message_preference")
    feed = feeds.filter(token_hash=hash_of(token), revoked_at__isnull=True, user__is_active=True).first()
    if feed is None or (feed.side == CalendarFeed.Side.DOCTOR and feed.user.working_doctor is None):
        return None
    return feed


def note_reading(feed, *, now):
    """Write that the address is in use, once an hour at most."""
    if feed.last_read_at is None or feed.last_read_at <= now - ONE_HOUR:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)


def feed_file(feed, *, now):
    """
    Return the calendar as bytes; one query, and the same bytes as long as nothing changes.

    What was called off stays in it as cancelled. DTSTAMP is when the appointment
    last changed: without METHOD it means that (RFC 5545, 3.8.7.2).
    """
    with translation.override(feed.user.language):
        calendar = Calendar()
        calendar.add("prodid", f"-//{one_line(settings.SITE_NAME)}//Appointments//EN")
        calendar.add("version", "2.0")
        calendar.add("name", _("Appointments"))
        calendar.add("x-wr-calname", _("Appointments"))
        calendar.add("refresh-interval", READ_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT4H")
        rows = list(appointments_of(feed, now=now))
        for appointment in rows:
            calendar.add_component(_event(appointment, feed))
        add_zones(calendar, around=now.date().replace(day=1))  # not another file every day
        return calendar.to_ical()


def appointments_of(feed, *, now):
    """Return what the user of ``feed`` may see now, in order; with when each last changed."""
    everything = Appointment.objects.all()
    if feed.side == CalendarFeed.Side.DOCTOR:
        theirs = everything.for_doctor_pages(feed.user, now=now)
    else:
        theirs = everything.for_patient_pages(feed.user, now=now)
    last_change = AppointmentEvent.objects.filter(appointment=OuterRef("pk")).order_by("-at").values("at")[:1]
    return (
        theirs.filter(starts_at__gt=now - BACK, starts_at__lt=now + AHEAD)
        .select_related("doctor", "clinic")
        .annotate(changed_at=Subquery(last_change))
        .order_by("starts_at", "pk")
    )


def _event(appointment, feed):
    if feed.side == CalendarFeed.Side.DOCTOR:
        summary, page = doctors_summary(appointment), "doctor:appointment"
    else:
        summary, page = patients_summary(appointment, private=_is_private(feed.user)), "appointments:detail"
    return event_of(
        appointment,
        summary=summary,
        page=reverse(page, args=[appointment.reference]),
        now=appointment.changed_at or appointment.created_at,
    )


def _is_private(user):
    preference = getattr(user, "message_preference", None)
    return preference is not None and preference.private
