"""When doctors of the demo are away and clinics closed: leave, sick days, public holidays, a weekly meeting."""

import datetime as dt

from dashboards.demo import rates
from dashboards.demo.places import ALWAYS_OPEN
from scheduling.clinic_time import ONE_DAY, day_bounds, first_instant, local_date, monday_of
from scheduling.models import TimeOff

HOLIDAYS = {
    "Europe/London": {(12, 25): "Christmas Day", (12, 26): "Boxing Day", (1, 1): "New Year's Day"},
    "America/New_York": {(12, 25): "Christmas Day", (1, 1): "New Year's Day", (7, 4): "Independence Day"},
}
TRAINING = "Staff training"
LEAVE = ("Holiday", "Holiday", "A conference", "Family")
SICK = "Ill"


def close_clinics(clinics, *, now, days):
    """Close every clinic but the one that never does on public holidays, and for an afternoon of training each side of now."""
    rows = []
    for clinic in clinics:
        if clinic.slug == ALWAYS_OPEN:
            continue
        today = local_date(now, clinic.time_zone)
        for ahead in range(-rates.PAST_DAYS, days + 1):
            day = today + ONE_DAY * ahead
            if label := HOLIDAYS[clinic.time_zone].get((day.month, day.day)):
                rows.append(off(day_bounds(day, clinic.time_zone), clinic.time_zone, label, clinic=clinic))
        for weeks in (-9, 3):
            day = monday_of(today) + dt.timedelta(weeks=weeks, days=2)
            bounds = [first_instant(day, time, clinic.time_zone) for time in (dt.time(13), dt.time(18))]
            rows.append(off(bounds, clinic.time_zone, TRAINING, clinic=clinic))
    TimeOff.objects.bulk_create(rows)


def give_leave(doctors, zones, *, random, now):
    """
    Enter leave for every doctor, past and coming, and the days they were ill; return the sick days.

    As ``{doctor.pk: {local date, …}}``: what was booked then had to be called off
    in the morning. The first doctor's days to come stay free of leave.
    """
    rows, sick = [], {}
    for number, doctor in enumerate(doctors):
        zone = zones[doctor.pk]
        today = local_date(now, zone)
        weeks = random.sample(range(3, rates.PAST_DAYS // 7 - 1), rates.WEEKS_OF_LEAVE)
        weeks = [-week for week in weeks] + ([random.randint(2, 10)] if number and random.random() < 0.6 else [])
        for week in weeks:
            monday = monday_of(today) + dt.timedelta(weeks=week)
            bounds = day_bounds(monday, zone)[0], day_bounds(monday + 6 * ONE_DAY, zone)[1]
            rows.append(off(bounds, zone, random.choice(LEAVE), doctor=doctor))
        off_already = {monday_of(today) + dt.timedelta(weeks=week) for week in weeks}
        sick[doctor.pk] = set()
        for back in sick_days_back(number, random):
            day = today - ONE_DAY * back
            day -= ONE_DAY * max(0, day.weekday() - 4)  # weekends are Fridays
            if monday_of(day) not in off_already and day not in sick[doctor.pk]:
                sick[doctor.pk].add(day)
                rows.append(off(day_bounds(day, zone), zone, SICK, doctor=doctor))
    rows.append(weekly_meeting(doctors[1], zones[doctors[1].pk], now))
    TimeOff.objects.bulk_create(rows, batch_size=1000)
    return sick


def sick_days_back(number, random):
    """Return how many days ago the doctor was ill; the known doctors once when they were full."""
    days = [random.randrange(8, rates.PAST_DAYS - 7) for _day in range(random.choice(rates.SICK_DAYS))]
    return [random.randrange(9, 19), *days] if number < 2 else days


def weekly_meeting(doctor, zone, now):
    """Block the last hour of the second doctor's Wednesdays, from some weeks ago for half a year."""
    first = monday_of(local_date(now, zone)) - dt.timedelta(weeks=8) + 2 * ONE_DAY
    bounds = [first_instant(first, time, zone) for time in (dt.time(16), dt.time(17))]
    return off(bounds, zone, "Team meeting", doctor=doctor, repeats_until=first + dt.timedelta(weeks=26))


def off(bounds, zone, label, **whose):
    starts_at, ends_at = bounds
    return TimeOff(starts_at=starts_at, ends_at=ends_at, time_zone=zone, label=label, **whose)
