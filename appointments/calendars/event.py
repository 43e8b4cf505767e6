"""
An appointment as a calendar file: one event and the time zone it is told in (RFC 5545, RFC 5546).

Calendars are synchronised to phones, shared with families and read by other
companies: the file says when, where and with whom, never why.
"""

import datetime as dt
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from appointments.lifecycle import OWNS_SLOTS, Status
from scheduling.clinic_time import local
from scheduling.models import Mode
from scheduling.places import one_line_address

ONE_YEAR = dt.timedelta(days=365)
"""How far around the appointment its time zone is spelled out."""


def patients_event(appointment, *, now):
    """Return the file for the patient, or whoever acts for them, as bytes in UTF-8."""
    return calendar_file(
        appointment,
        summary=_("Appointment with %(doctor)s") % {"doctor": appointment.doctor.short_name},
        page=reverse("appointments:detail", args=[appointment.reference]),
        now=now,
    )


def doctors_event(appointment, *, now):
    """Return the file for the doctor: whoever else reads their calendar learns nobody's name."""
    return calendar_file(
        appointment,
        summary=_("Appointment %(reference)s") % {"reference": appointment.spoken_reference},
        page=reverse("doctor:appointment", args=[appointment.reference]),
        now=now,
    )


def calendar_file(appointment, *, summary, page, now):
    """
    Return the event with its zone. ``page`` is the path its link leads to.

    A calendar that has the event already finds it by UID; SEQUENCE, which grows
    with every move, and then the later DTSTAMP say which of two is the newer.
    Needs doctor and clinic.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{one_line(settings.SITE_NAME)}//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH" if appointment.status in OWNS_SLOTS else "CANCEL")
    calendar.add_component(event_of(appointment, summary=summary, page=page, now=now))
    day = appointment.starts_at.date()
    calendar.add_missing_timezones(first_date=day - ONE_YEAR, last_date=day + ONE_YEAR)
    for zone in calendar.timezones:
        put_onsets_right(zone)
    return calendar.to_ical()


def event_of(appointment, *, summary, page, now):
    """Return the event alone."""
    link = f"{settings.SITE_URL}{page}"
    words = {"reference": appointment.spoken_reference, "link": link}
    event = Event()
    event.add("uid", f"{appointment.reference}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", now)
    event.add("dtstart", on_the_clinics_clock(appointment.starts_at, appointment.time_zone))
    event.add("dtend", on_the_clinics_clock(appointment.ends_at, appointment.time_zone))
    event.add("sequence", appointment.sequence)
    event.add("status", status_of(appointment))
    event.add("class", "PRIVATE")
    event.add("summary", one_line(summary))
    event.add("location", one_line(place_of(appointment)))
    event.add("description", _("Reference %(reference)s. To see, change or cancel it: %(link)s") % words)
    event.add("url", link)
    event.add("organizer", organiser())
    return event


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
    address.params["CN"] = one_line(settings.SITE_NAME)
    return address


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
