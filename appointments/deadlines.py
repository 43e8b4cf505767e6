"""By when a request must be answered."""

import datetime as dt

from django.db.models import Exists, Max, Min, Q

from scheduling.clinic_time import MIDNIGHT, day_bounds, instant, local_date
from scheduling.models import TimeOff, WorkingHours

LEAST_BEFORE_START = dt.timedelta(hours=2)
LOOK_AHEAD_DAYS = 14


def decide_by(*, clinic, starts_at, now):
    """
    Return the instant by which a request for ``starts_at`` made at ``now`` must be answered.

    Two hours before the start or the end of the clinic's next working day,
    whichever is sooner; for a start so near that this has passed, half-way to it.
    """
    latest = starts_at - LEAST_BEFORE_START
    if latest <= now:
        latest = now + (starts_at - now) / 2
    return min(latest, end_of_next_working_day(clinic=clinic, now=now) or latest)


def end_of_next_working_day(*, clinic, now):
    """Return when the clinic's next working day after today ends, or ``None`` when none is near.

    One query; two while a closing of the clinic is entered.
    """
    zone = clinic.time_zone
    today = local_date(now, zone)
    days = [today + dt.timedelta(days=ahead) for ahead in range(1, LOOK_AHEAD_DAYS + 1)]
    closing = TimeOff.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=now), clinic=clinic, ends_at__gt=now)
    rows = (
        WorkingHours.objects.in_force(first=days[0], last=days[-1])
        .filter(clinic=clinic)
        .order_by()
        .values("weekday")
        .annotate(last_end=Max("ends"), first_end=Min("ends"), closes=Exists(closing))
    )
    hours = {row["weekday"]: MIDNIGHT if row["first_end"] == MIDNIGHT else row["last_end"] for row in rows}
    if not hours:
        return None
    closed = list(closing.values_list("starts_at", "ends_at")) if any(row["closes"] for row in rows) else []
    for day in days:
        if day.weekday() not in hours:
            continue
        opens, closes = day_bounds(day, zone)
        if any(start <= opens and end >= closes for start, end in closed):
            continue
        last = hours[day.weekday()]
        return closes if last == MIDNIGHT else instant(day, last, zone)
    return None
