"""Somebody's appointments as one calendar that is read again and again (RFC 5545, RFC 7986)."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar

from accounts.models.invitation import hash_of
from accounts.organisation import organisation
from appointments.calendars.event import (
    add_zones_of,
    doctors_summary,
    event_of,
    folded,
    one_line,
    organiser,
    patients_summary,
    place_of,
)
from appointments.models import Appointment, AppointmentEvent, CalendarFeed

BACK, AHEAD = dt.timedelta(days=30), dt.timedelta(days=330)
"""How much of the past stays, and how far ahead anybody books."""

TOLD = (
    "reference", "starts_at", "ends_at", "time_zone", "status", "sequence", "mode", "created_at",
    "doctor__title", "doctor__full_name",
    "clinic__name", "clinic__address", "clinic__city", "clinic__postcode",
)  # fmt: skip
"""All that an event is made of."""

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


@dataclass(frozen=True)
class Content:
    """What a feed holds now; written out only for who has it not yet."""

    feed: CalendarFeed
    rows: list
    now: dt.datetime

    @property
    def mark(self):
        """
        Return a digest that stays while the file would: what each event tells, and how the first of them is written.

        With a busy doctor's year it takes a tenth of the time the file does.
        """
        digest = hashlib.sha256(self._write(self.rows[:1]))
        for row in self.rows:
            digest.update(repr(self._facts(row)).encode())
        return digest.hexdigest()

    def file(self):
        """
        Return the calendar as bytes; the same bytes as long as nothing changes.

        What was called off stays in it as cancelled. DTSTAMP is when the appointment
        last changed: without METHOD it means that (RFC 5545, 3.8.7.2).
        """
        return self._write(self.rows)

    def _write(self, rows):
        with translation.override(self.feed.user.language):
            calendar = Calendar()
            calendar.add("prodid", f"-//{one_line(organisation().name)}//Appointments//EN")
            calendar.add("version", "2.0")
            calendar.add("name", _("Appointments"))
            calendar.add("x-wr-calname", _("Appointments"))
            calendar.add("refresh-interval", READ_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
            calendar.add("x-published-ttl", "PT4H")
            # Not another file every day.
            add_zones_of(calendar, [row.time_zone for row in rows], around=self.now.date().replace(day=1))
            begins, end, rest = folded(calendar).rpartition(b"END:VCALENDAR")
            publisher = organiser()
            # One by one: two thousand events as one tree take half as long again.
            return b"".join([begins, *(folded(_event(row, self.feed, publisher)) for row in rows), end, rest])

    @staticmethod
    def _facts(row):
        when = row.starts_at, row.ends_at, row.time_zone, row.changed_at or row.created_at
        return row.reference, when, row.status, row.sequence, row.mode, row.doctor.short_name, place_of(row)


def content_of(feed, *, now):
    """Read what ``feed`` holds; one query."""
    return Content(feed, list(appointments_of(feed, now=now)), now)


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
        .only(*TOLD)
        .annotate(changed_at=Subquery(last_change))
        .order_by("starts_at", "pk")
    )


def _event(appointment, feed, publisher):
    if feed.side == CalendarFeed.Side.DOCTOR:
        summary, page = doctors_summary(appointment), "doctor:appointment"
    else:
        summary, page = patients_summary(appointment, private=_is_private(feed.user)), "appointments:detail"
    return event_of(
        appointment,
        summary=summary,
        page=reverse(page, args=[appointment.reference]),
        now=appointment.changed_at or appointment.created_at,
        publisher=publisher,
    )


def _is_private(user):
    preference = getattr(user, "message_preference", None)
    return preference is not None and preference.private
