"""When a clinic is closed: the closings to come, and the public holidays of a year it could be closed on."""

import datetime as dt
from dataclasses import dataclass

from dashboards.reading.time_off_list import in_words
from scheduling.clinic_time import day_bounds, local_date
from scheduling.models import TimeOff
from scheduling.public_holidays import public_holidays

YEARS_AHEAD = 2
SHOWN = 60


@dataclass(frozen=True)
class Proposal:
    """A public holiday to come; ``closed_by`` is the closing of just that day, if there is one."""

    day: dt.date
    name: str
    closed_by: TimeOff | None


def closings_to_come(clinic, *, now):
    """Return (words, label) of the closings that are not over, soonest first. One query."""
    rows = standing(clinic).filter(ends_at__gt=now) | standing(clinic).filter(
        repeats_until__gte=local_date(now, clinic.time_zone)
    )
    return [(in_words(row), row.label) for row in rows.order_by("starts_at", "pk")[:SHOWN]]


def proposals(clinic, *, year, now):
    """
    Return the public holidays of ``year`` that are still to come and not within a longer closing. One query.

    Without a longer one, a closing and its holiday stand for each other: one is ticked because of the other.
    """
    today = local_date(now, clinic.time_zone)
    days = public_holidays(country=clinic.country, subdivision=clinic.subdivision, year=year)
    rows = list(standing(clinic).filter(repeats_until=None, ends_at__gt=now).order_by("pk"))
    found = []
    for holiday in days:
        starts_at, ends_at = day_bounds(holiday.day, clinic.time_zone)
        covering = [row for row in rows if row.starts_at <= starts_at and row.ends_at >= ends_at]
        of_that_day = next((row for row in covering if (row.starts_at, row.ends_at) == (starts_at, ends_at)), None)
        if holiday.day >= today and (of_that_day or not covering):
            found.append(Proposal(holiday.day, holiday.name, of_that_day))
    return found


def years(*, now, clinic):
    """Return the years whose holidays may be proposed: this one and the next."""
    this = local_date(now, clinic.time_zone).year
    return range(this, this + YEARS_AHEAD + 1)


def standing(clinic):
    return TimeOff.objects.filter(clinic=clinic, ended_at=None)
