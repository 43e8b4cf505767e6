"""Links that put an appointment into Google's or Outlook's calendar: they tell the time and the place, and no more."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from appointments.calendars.event import one_line, place_of
from appointments.lifecycle import Status

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose"


@dataclass(frozen=True)
class CalendarLinks:
    """The two addresses; neither names a person, a doctor or a reason."""

    google: str
    outlook: str


def calendar_links(appointment):
    """Return the links of a confirmed appointment, else ``None``: neither calendar has a word for *perhaps*."""
    if appointment.status != Status.CONFIRMED:
        return None
    title, place = _("Appointment"), one_line(place_of(appointment))
    starts_at, ends_at = (moment.astimezone(dt.UTC) for moment in (appointment.starts_at, appointment.ends_at))
    google = {
        "action": "TEMPLATE",
        "text": title,
        "dates": f"{starts_at:%Y%m%dT%H%M%SZ}/{ends_at:%Y%m%dT%H%M%SZ}",
        "location": place,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": title,
        "startdt": f"{starts_at:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{ends_at:%Y-%m-%dT%H:%M:%SZ}",
        "location": place,
    }
    return CalendarLinks(f"{GOOGLE}?{urlencode(google)}", f"{OUTLOOK}?{urlencode(outlook)}")
