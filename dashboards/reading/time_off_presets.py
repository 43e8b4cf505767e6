"""Ready-made stretches of time to block, read off the doctor's hours: no typing for the usual ones."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboards.reading.week.days import days_from
from scheduling.clinic_time import ONE_DAY, day_bounds, first_instant, local_date, utc_minute
from scheduling.models import WorkingHours
from scheduling.slot_plan import sessions_of
from scheduling.time_words import clock, short_day, zone_place

MIDDAY = dt.time(12)


@dataclass(frozen=True)
class Preset:
    """A choice: ``key`` names it in the form, such as ``afternoon:2026-11-26``."""

    key: str
    label: str
    starts_at: dt.datetime
    ends_at: dt.datetime


def presets(*, doctor, zone, now, date=None, week=None):
    """
    Return what can be blocked at a press: the rest of today, this afternoon, tomorrow, and parts of ``date``.

    Instead of a date there may be a ``week``, by its Monday: parts of each of
    its days that the doctor works. ``zone`` is where that is. One query.
    """
    today = local_date(now, zone)
    dates = [date] if date else days_from(week) if week else []
    hours = list(
        WorkingHours.objects.filter(doctor=doctor)
        .in_force(first=today, last=max([today + ONE_DAY, *dates]))
        .select_related("clinic")
    )
    found = []
    works_today = span(hours, today)
    if works_today and now < works_today[1]:
        ends_at = works_today[1]
        if now >= works_today[0]:
            label = _("Rest of today, until %(end)s") % {"end": clock(ends_at, zone)}
            found.append(Preset(f"rest:{today}", label, on_the_minute(now), ends_at))
        else:
            found.append(whole_day(today, zone, _("Today, %(day)s, all day")))
    found += part(hours, today, zone, now=now, label=_("This afternoon, %(start)s to %(end)s"))
    tomorrow = today + ONE_DAY
    found.append(whole_day(tomorrow, zone, _("Tomorrow, %(day)s, all day")))
    if tomorrow in dates:
        found += part(hours, tomorrow, zone, now=now, label=_("Tomorrow afternoon, %(start)s to %(end)s"))
    for later in dates:
        if later > tomorrow and (later == date or span(hours, later)):
            found.append(whole_day(later, zone, _("%(day)s, all day")))
            found += part(hours, later, zone, now=now, label=_("%(day)s, afternoon, %(start)s to %(end)s"))
    return found


def stretch_preset(*, clinic, starts_at, ends_at, zone):
    """
    Return a stretch of free time as a choice of its own, on the clock of its ``clinic``.

    That clock is named where it is not ``zone``, the one the others are told by.
    """
    there = clinic.time_zone
    words = {"day": short_day(starts_at, there), "start": clock(starts_at, there), "end": clock(ends_at, there)}
    label = _("%(day)s, %(start)s to %(end)s") % words
    if there != zone:
        label = _("%(time)s %(place)s time") % {"time": label, "place": zone_place(there)}
    return Preset(f"stretch:{utc_minute(starts_at)}-{utc_minute(ends_at)}", label, starts_at, ends_at)


def whole_day(day, zone, label):
    starts_at, ends_at = day_bounds(day, zone)
    return Preset(f"day:{day}", label % {"day": short_day(day)}, starts_at, ends_at)


def part(hours, day, zone, *, now, label):
    """Return the afternoon of ``day`` as far as the doctor works then: none or one."""
    works = span(hours, day)
    midday = first_instant(day, MIDDAY, zone)
    if not works or works[1] <= midday or now >= works[1]:
        return []
    later = [session.starts_at for session in sessions(hours, day) if session.starts_at >= midday]
    spans_midday = any(session.starts_at < midday < session.ends_at for session in sessions(hours, day))
    starts_at = midday if spans_midday else min(later)
    if starts_at <= now:
        return []
    words = label % {"day": short_day(day), "start": clock(starts_at, zone), "end": clock(works[1], zone)}
    return [Preset(f"afternoon:{day}", words, starts_at, works[1])]


def sessions(hours, day):
    return [session for row in hours for session in sessions_of(row, row.clinic.time_zone, day, day)]


def span(hours, day):
    """Return when the doctor's work on ``day`` begins and ends, or ``None``."""
    found = sessions(hours, day)
    return (min(s.starts_at for s in found), max(s.ends_at for s in found)) if found else None


def on_the_minute(instant):
    return instant.replace(second=0, microsecond=0)
