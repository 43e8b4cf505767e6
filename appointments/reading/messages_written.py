"""On which day a message was written: by the clock of the appointment it is about, or in UTC where it is about none."""

import datetime as dt
from functools import reduce
from operator import or_

from django.db.models import Q

from scheduling.clinic_time import ONE_DAY, day_bounds
from scheduling.clocks_in_use import zones_of_clinics

NOBODYS_ZONE = "UTC"


def by_zone(zone_name: str | None, first: dt.date, last: dt.date) -> Q:
    """Return the condition that a message of that zone, ``None`` for no appointment, was written from day to day."""
    begins, ends = day_bounds(first, zone_name or NOBODYS_ZONE)[0], day_bounds(last, zone_name or NOBODYS_ZONE)[1]
    return Q(event__appointment__time_zone=zone_name, created_at__gte=begins, created_at__lt=ends)


def written_on_days(messages, first: dt.date, last: dt.date):
    """Only the ``messages`` written from ``first`` to ``last``, both included. The outer bounds are for the index."""
    there = (by_zone(zone_name, first, last) for zone_name in (None, *zones_of_clinics()))
    outer = {
        "created_at__gte": day_bounds(first - ONE_DAY, NOBODYS_ZONE)[0],
        "created_at__lt": day_bounds(last + ONE_DAY, NOBODYS_ZONE)[1],
    }
    return messages.filter(reduce(or_, there), **outer)
