"""A doctor at work, in one line; times are wall clock of the zone that is named."""

import datetime as dt
from contextlib import contextmanager

from scheduling.clinic_time import instant
from scheduling.models import TimeSlot
from scheduling.signals import time_withdrawn
from tests.factories import ClinicFactory, DoctorFactory, WorkingHoursFactory

MONDAY = dt.date(2026, 6, 1)
NOW = dt.datetime(2026, 5, 29, 12, tzinfo=dt.UTC)  # the Friday before
LONDON = "Europe/London"


def at(text, day=MONDAY, zone=LONDON):
    """Return the instant of a wall clock such as ``9:20``."""
    hour, minute = text.split(":")
    return instant(day, dt.time(int(hour), int(minute)), zone)


def wall(text):
    hour, minute = text.split(":")
    return dt.time(int(hour), int(minute))


def a_doctor_working(starts="9:00", ends="12:00", *, zone=LONDON, doctor=None, clinic=None, **fields):
    """Return working hours on Mondays, with doctor and clinic, not published yet."""
    return WorkingHoursFactory(
        doctor=doctor or DoctorFactory(),
        clinic=clinic or ClinicFactory(time_zone=zone),
        starts=wall(starts),
        ends=wall(ends),
        **fields,
    )


def day_of(doctor, day=MONDAY):
    """Return ``(local time, minutes, lane, status)`` of the doctor's slots on a local date, in order."""
    slots = TimeSlot.objects.filter(doctor=doctor, local_date=day).order_by("minute", "lane")
    return [(clock(slot.local_minute), slot.minutes, slot.lane, slot.status) for slot in slots]


def starts_on(doctor, day=MONDAY, status=None):
    """Return the local times of the doctor's slots on a local date, in order."""
    slots = TimeSlot.objects.filter(doctor=doctor, local_date=day).order_by("minute", "lane")
    return [clock(slot.local_minute) for slot in slots if status in (None, slot.status)]


def clock(minute):
    return f"{minute // 60}:{minute % 60:02}"


def slot_at(doctor, text, day=MONDAY, zone=LONDON, lane=0):
    return TimeSlot.objects.get(doctor=doctor, starts_at=at(text, day, zone), lane=lane)


def booked(*slots):
    """Make the slots booked as ``claim`` leaves them, without an appointment above them."""
    TimeSlot.objects.filter(pk__in=[slot.pk for slot in slots]).update(
        status=TimeSlot.Status.BOOKED, held_until=None, hold_key=None
    )
    return [slot.pk for slot in slots]


def did_nothing(report):
    """Say whether publishing found everything as it should be."""
    return (report.added, report.removed, report.changed) == (0, 0, 0)


@contextmanager
def news():
    """Collect what ``time_withdrawn`` says."""
    heard = []

    def listen(sender, **told):
        heard.append(told)

    time_withdrawn.connect(listen)
    try:
        yield heard
    finally:
        time_withdrawn.disconnect(listen)
