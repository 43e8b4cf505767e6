"""
An appointment as a calendar file: one event and the time zone it is told in (RFC 5545, RFC 5546).

Calendars are synchronised to phones, shared with families and read by other
companies: the file says when, where and with whom, never why.
"""

import datetime as dt
from email.utils import parseaddr
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from accounts.organisation import organisation
from appointments.lifecycle import OWNS_SLOTS, Status
from scheduling.clinic_time import local
from scheduling.models import Mode
from scheduling.places import one_line_address

LONG = 75
"""Octets of a line without its end (RFC 5545, 3.1)."""

ONE_YEAR = dt.timedelta(days=365)
"""How far around a date time zones are spelled out."""


def patients_event(appointment, *, now, private=False):
    """Return the file for the patient, or whoever acts for them, as bytes; ``private`` leaves out the doctor's name."""
    return calendar_file(
        appointment,
        summary=patients_summary(appointment, private=private),
        page=reverse("appointments:detail", args=[appointment.reference]),
        now=now,
    )


def patients_summary(appointment, *, private=False):
    """Return the line a calendar shows to the patient's side. Needs the doctor."""
    if private:
        return _("Appointment")
    return _("Appointment with %(doctor)s") % {"doctor": appointment.doctor.short_name}


def doctors_event(appointment, *, now):
    """Return the file for the doctor: whoever else reads their calendar learns nobody's name."""
    return calendar_file(
        appointment,
        summary=doctors_summary(appointment),
        page=reverse("doctor:appointment", args=[appointment.reference]),
        now=now,
    )


def doctors_summary(appointment):
    """Return the line a calendar shows to the doctor."""
    return _("Appointment %(reference)s") % {"reference": appointment.spoken_reference}


def calendar_file(appointment, *, summary, page, now):
    """
    Return the event with its zone. ``page`` is the path its link leads to.

    A calendar that has the event already finds it by UID; SEQUENCE, which grows
    with every move and at the end, and then the later DTSTAMP say which of two is
    the newer. PUBLISH and not REQUEST (RFC 5546, 3.2.1): nobody is asked, so
    there is no ATTENDEE and no *Decline* in a mail program that would look like
    cancelling and tell the clinic nothing. Needs doctor and clinic.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{one_line(organisation().name)}//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method_of(appointment))
    add_zones_of(calendar, [appointment.time_zone], around=appointment.starts_at.date())
    calendar.add_component(event_of(appointment, summary=summary, page=page, now=now, publisher=organiser()))
    return folded(calendar)


def add_zones_of(calendar, names, *, around):
    """Spell out each zone of ``names``, for a year before and after the date; before the events go in."""
    for name in sorted({*names} - {"UTC"}):
        zone = Timezone.from_tzid(name, first_date=around - ONE_YEAR, last_date=around + ONE_YEAR)
        put_onsets_right(zone)
        calendar.add_component(zone)


def folded(calendar):
    """Return ``calendar`` as bytes. icalendar folds letter by letter, even what is short enough (RFC 5545, 3.1)."""
    lines = [
        line.encode() if line.isascii() and len(line) < LONG else line.to_ical()
        for line in calendar.content_lines(sorted=False)
    ]
    return b"\r\n".join(lines)


def method_of(appointment):
    """Return whether the file puts the appointment into a calendar or takes it out."""
    return "PUBLISH" if appointment.status in OWNS_SLOTS else "CANCEL"


def event_of(appointment, *, summary, page, now, publisher):
    """Return the event alone; ``publisher`` is the ``organiser``, the same for all."""
    link = f"{settings.SITE_URL}{page}"
    words = {"reference": appointment.spoken_reference, "link": link}
    event = Event()
    event.add("uid", f"{appointment.reference}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", now)
    event.add("dtstart", on_the_clinics_clock(appointment.starts_at, appointment.time_zone))
    event.add("dtend", on_the_clinics_clock(appointment.ends_at, appointment.time_zone))
    event.add("sequence", revision_of(appointment))
    event.add("status", text(status_of(appointment)))
    event.add("class", text("PRIVATE"))
    event.add("summary", text(one_line(summary)))
    event.add("location", text(one_line(place_of(appointment))))
    event.add("description", _("Reference %(reference)s. To see, change or cancel it: %(link)s") % words)
    event.add("url", link)
    event.add("organizer", publisher)
    return event


def revision_of(appointment):
    """
    Return SEQUENCE: one more for every move, and one more once it is off (RFC 5546, 2.1.4).

    Nothing moves after its end. An end taken back goes back by one: its news has
    not left by then, and the next move comes with a later DTSTAMP.
    """
    return appointment.sequence + (appointment.status not in OWNS_SLOTS)


def status_of(appointment):
    """Return the iCalendar word for how sure the appointment is."""
    if appointment.status not in OWNS_SLOTS:
        return "CANCELLED"
    return "TENTATIVE" if appointment.status == Status.REQUESTED else "CONFIRMED"


def place_of(appointment):
    """Return the clinic with its street, or how people meet who do not come."""
    if appointment.mode != Mode.IN_PERSON:
        return str(Mode(appointment.mode).label)
    return f"{appointment.clinic.name}, {one_line_address(appointment.clinic)}"


def on_the_clinics_clock(instant, zone):
    """Return the instant as clocks in ``zone`` show it; what they show a second time only UTC can tell."""
    there = local(instant, zone)
    return instant.astimezone(dt.UTC) if there.fold else there


def organiser():
    """Return who publishes the event; RFC 5546 asks for one."""
    address = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    address.params["CN"] = one_line(organisation().name)
    return address


@lru_cache(256)
def text(words):
    """Return ``words`` as a value of a calendar: the same few stand in every event of a feed."""
    return vText(words)


def one_line(text):
    """Return ``text`` without line breaks; commas and the rest are escaped by icalendar."""
    return " ".join(str(text).split())


def put_onsets_right(zone):
    """
    Move the onsets of summer time to the clock that was in use before them (RFC 5545, 3.6.5).

    icalendar 7.3 writes the first reading of the new clock, 03:00 in New York
    and not 02:00; other programs then begin summer time an hour late.
    """
    for observance in zone.subcomponents:
        jump = observance.TZOFFSETTO - observance.TZOFFSETFROM
        if jump > dt.timedelta(0):
            observance.DTSTART -= jump
            if "RDATE" in observance:
                observance.add("rdate", [onset.dt - jump for onset in observance.pop("RDATE").dts])
