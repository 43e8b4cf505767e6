"""By when a request must be answered, and until when a patient may change what they booked."""

import datetime as dt

from django.db.models import Exists, Max, Min, Q

from appointments.models import BookingSettings
from scheduling.absence import absences
from scheduling.clinic_time import MIDNIGHT, ONE_DAY, day_bounds, first_instant, local_date
from scheduling.models import TimeOff, WorkingHours
from scheduling.stretches import Stretches

LOOK_AHEAD_DAYS = 14


def least_before_start():
    """Return how long before its start a request, or an offer, is answered at the latest."""
    return dt.timedelta(hours=BookingSettings.load().answer_hours_before_start)


def decide_by(*, clinic, starts_at, now):
    """
    Return the instant by which a request for ``starts_at`` made at ``now`` must be answered.

    Some hours before the start (two, unless it is set otherwise) or the end of the clinic's next working day,
    whichever is sooner; for a start so near that this has passed, half-way to it.
    """
    return answer_before(starts_at=starts_at, now=now, day_ends=end_of_next_working_day(clinic=clinic, now=now))


def answer_before(*, starts_at, now, day_ends):
    """Return what ``decide_by`` does, told when the clinic's next working day ends; ``None`` for none near."""
    latest = starts_at - least_before_start()
    if latest <= now:
        latest = now + (starts_at - now) / 2
    return min(latest, day_ends or latest)


def cut_offs(*, visit_type, starts_at):
    """
    Return until when a patient may change or cancel online, and from when a cancellation counts as late.

    By the names of the fields of ``Appointment`` that keep them.
    """
    return {
        "changeable_until": starts_at - dt.timedelta(minutes=visit_type.cancellation_cutoff_minutes),
        "late_after": starts_at - dt.timedelta(hours=visit_type.late_cancel_hours),
    }


def end_of_next_working_day(*, clinic, now):
    """
    Return when the clinic's next working day after today ends, or ``None`` when none is near.

    A day on which it is closed from opening to closing is none; one that closes
    early ends then. One query; two while a closing of the clinic is entered.
    """
    zone = clinic.time_zone
    today = local_date(now, zone)
    days = [today + ONE_DAY * ahead for ahead in range(1, LOOK_AHEAD_DAYS + 1)]
    closing = TimeOff.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=now), Q(ends_at__gt=now) | Q(repeats_until__gte=today), clinic=clinic
    )
    rows = (
        WorkingHours.objects.in_force(first=days[0], last=days[-1])
        .filter(clinic=clinic)
        .order_by()
        .values("weekday")
        .annotate(opens=Min("starts"), last_end=Max("ends"), first_end=Min("ends"), is_closed=Exists(closing))
    )
    hours = {row["weekday"]: row for row in rows}
    closed = Stretches()
    if any(row["is_closed"] for row in hours.values()):
        since, until = day_bounds(days[0], zone)[0], day_bounds(days[-1], zone)[1]
        closed = absences(closing, since=since, until=until).get(clinic.pk, closed)
    for day in days:
        if row := hours.get(day.weekday()):
            opens, closes = opening(row, day, zone)
            closes = next((start for start, end in closed if start < closes <= end), closes)
            if closes > opens:
                return closes
    return None


def opening(row, day, zone):
    """Return the instants from the first start to the last end of the day; an end at midnight is the day's own."""
    opens = first_instant(day, row["opens"], zone)
    if row["first_end"] == MIDNIGHT:
        return opens, day_bounds(day, zone)[1]
    return opens, first_instant(day, row["last_end"], zone)
