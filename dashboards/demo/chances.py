"""Draw from the table: weights, log-normal waits, hours people book at."""

import datetime as dt
import math

from dashboards.demo import rates
from scheduling.clinic_time import first_instant, local, local_date

OPENS, CLOSES = 8, 18
"""When the front desk answers the telephone."""


def weighted(random, weights):
    """Return one of the keys of ``weights``."""
    return random.choices(list(weights), weights.values())[0]


def around(random, median, spread):
    """Return a log-normal number whose median is ``median``."""
    return median * math.exp(random.gauss(0, spread))


def busy(sitting, zone):
    """Return how sought-after the start is, 1 for the usual."""
    there = local(sitting.starts_at, zone)
    weekday, hour = there.weekday(), there.hour
    factor = rates.WEEKDAYS[weekday] * rates.HOURS.get(hour, 0.5)
    if weekday == 0 and hour < 12:
        factor *= rates.MONDAY_MORNING
    if weekday == 4 and hour >= 12:
        factor *= rates.FRIDAY_AFTERNOON
    return factor


def lead_days(random, visit_type, specialty):
    """Return how many days before an appointment it was booked; less than half a day is the same day."""
    if random.random() < rates.SAME_DAY.get(specialty, rates.SAME_DAY_ELSEWHERE):
        return random.uniform(0.08, 0.4)
    median = rates.LEAD_DAYS[visit_type] * rates.LEAD_OF_SPECIALTY.get(specialty, 1)
    while (days := around(random, median, rates.LEAD_SPREAD)) > rates.LONGEST_LEAD_DAYS:
        pass
    return days


def missed_share(specialty, *, days, reminded):
    """Return how likely somebody misses an appointment they booked ``days`` ahead."""
    by_lead = next(factor for up_to, factor in rates.MISSED_BY_LEAD if days <= up_to)
    return rates.MISSED[specialty] * by_lead * (1 if reminded else rates.NOT_REMINDED)


def at_an_hour(random, day, zone, weights):
    """Return an instant of the local date ``day``, at an hour drawn from ``weights``."""
    time = dt.time(weighted(random, weights), random.randrange(60))
    return first_instant(day, time, zone) + dt.timedelta(seconds=random.randrange(60))


def in_office_hours(random, moment, zone):
    """Return ``moment``, or where nobody is at work then, an instant of the next morning."""
    there = local(moment, zone)
    if there.weekday() < 5 and OPENS <= there.hour < CLOSES:
        return moment
    day = there.date() if there.hour < OPENS else there.date() + dt.timedelta(days=1)
    while day.weekday() >= 5:
        day += dt.timedelta(days=1)
    return first_instant(day, dt.time(OPENS), zone) + dt.timedelta(minutes=random.randrange(5, 90))


def booked_at(random, *, starts_at, days, notice, zone, online):
    """Return when somebody booked ``days`` ahead: at an hour people do, and not within the shortest notice."""
    latest = starts_at - notice
    day = local_date(starts_at - dt.timedelta(days=days), zone)
    moment = at_an_hour(random, day, zone, rates.BOOKED_AT_HOURS)
    if not online:
        moment = in_office_hours(random, moment, zone)
    if moment > latest:
        moment = latest - dt.timedelta(minutes=random.randrange(1, 180))
    return moment
