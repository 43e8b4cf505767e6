"""What tests of the doctor's week read off its page."""

import re
from html import unescape

from appointments.models import Appointment

CALENDAR = "/doctor/calendar/"


def text(response):
    return " ".join(response.content.decode().split())


def days(response):
    return {day.date.day: day for day in response.context["week"].days}


def items(response, day, look=None):
    return [
        item
        for column in days(response)[day].columns
        for item in column.items
        if item.look != "now" and look in (None, item.look)
    ]


def said(response):
    """Return the accessible name of every line that can be pressed."""
    return [unescape(name) for name in re.findall(r'<a href="[^"]*" aria-label="([^"]*)">', response.content.decode())]


def put(appointment, **fields):
    Appointment.objects.filter(pk=appointment.pk).update(**fields)
