"""Where an appointment could move to by staff right: every start whose whole run is free, notice and horizon aside."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from appointments.models import AppointmentSlot
from scheduling.clinic_time import A_WEEK, MIDNIGHT, ONE_DAY, local_date, monday_of, utc_minute
from scheduling.free_runs import starts_that_fit
from scheduling.models import TimeSlot, is_free
from scheduling.slot_value import slot_value
from scheduling.time_words import clock, short_day, spoken_day

DAYS = 7
TIMES_IN_VIEW = 12
"""Days after these many times stay closed until they are asked for."""


@dataclass(frozen=True)
class FreeDay:
    """A day of the picker: its times by clinic, as ``components/slot_button.html`` prints them."""

    date: dt.date
    groups: list
    is_open: bool = True

    @property
    def heading(self):
        return short_day(self.date)

    @property
    def count(self):
        return sum(len(times) for _clinic, times in self.groups)


def week_to_choose_from(appointment, *, day, now, with_own=True, clinics=None):
    """
    Return what ``components/free_week.html`` needs of the week of ``day``: its days, and the weeks beside it.

    ``clinics``, by key, narrows the starts to these.
    """
    today = local_date(now, appointment.time_zone)
    monday = monday_of(max(day, today))
    sunday = monday + A_WEEK - ONE_DAY
    days = free_week(appointment, monday=monday, now=now, with_own=with_own, clinics=clinics)
    is_empty = not any(one.count for one in days)
    return {
        "days": days,
        "is_empty": is_empty,
        "names_clinics": len({clinic for one in days for clinic, _times in one.groups}) > 1,
        "next_free": next_free_day(appointment, after=sunday, now=now, clinics=clinics) if is_empty else None,
        "monday": monday,
        "sunday": sunday,
        "before": monday - A_WEEK if monday > monday_of(today) else None,
        "before_end": monday - ONE_DAY,
        "after": monday + A_WEEK,
        "after_end": sunday + A_WEEK,
    }


def free_week(appointment, *, monday, now, with_own=True, clinics=None):
    """Return the days from ``monday`` that are not gone, with the starts ``appointment`` could move to. Two queries."""
    slots = slots_ahead(appointment, first=monday, days=DAYS, now=now, with_own=with_own)
    today = local_date(now, appointment.time_zone)
    week = [monday + ONE_DAY * ahead for ahead in range(DAYS)]
    by_day = {day: [] for day in week if day >= today}
    if clinics is not None:
        slots = [slot for slot in slots if slot.clinic_id in clinics]
    for slot in starts_to_move_to(slots, appointment):
        if slot.local_date in by_day:
            by_day[slot.local_date].append(slot)
    days, shown = [], 0
    for day, starts in by_day.items():
        days.append(FreeDay(day, by_clinic(starts), is_open=shown < TIMES_IN_VIEW))
        shown += len(starts)
    return days


def by_clinic(starts):
    """Return the buttons of a day under the name of their clinic, in the order the day meets them."""
    groups = {}
    for slot in starts:
        groups.setdefault(slot.clinic.name, []).append(button(slot))
    return list(groups.items())


def next_free_day(appointment, *, after, now, clinics=None):
    """Return the first local date after ``after`` with any free time, enough or not; or ``None``."""
    since = dt.datetime.combine(after + ONE_DAY, MIDNIGHT, dt.UTC)
    found = TimeSlot.objects.free(now=now).filter(
        doctor=appointment.doctor_id, clinic__is_active=True, minute__gte=utc_minute(since), local_date__gt=after
    )
    if clinics is not None:
        found = found.filter(clinic__in=clinics)
    return found.order_by("minute").values_list("local_date", flat=True).first()


def slots_ahead(appointment, *, first, days, now, with_own=True):
    """
    Return the doctor's slots from the local date ``first`` on; ``is_usable``: free, or the appointment's own.

    What is held beside the appointment cannot touch its own time: ``with_own`` is then false.
    """
    own = with_own and list(AppointmentSlot.objects.filter(appointment=appointment).values_list("slot_id", flat=True))
    since = dt.datetime.combine(first - ONE_DAY, MIDNIGHT, dt.UTC)
    return list(
        TimeSlot.objects.filter(
            doctor=appointment.doctor_id,
            clinic__is_active=True,
            minute__gt=max(utc_minute(now), utc_minute(since)),
            minute__lt=utc_minute(since + ONE_DAY * (days + 2)),
        )
        .annotate(is_usable=is_free(now=now) | Q(pk__in=own or []))
        .select_related("clinic")
    )


def starts_to_move_to(slots, appointment):
    """Return one slot for each start that would do for the appointment, in order; its own start left out."""
    own = (appointment.starts_at, appointment.clinic_id)
    fit = starts_that_fit(slots, minutes=appointment.minutes, occupies=appointment.occupies)
    return [slot for slot in fit if (slot.starts_at, slot.clinic_id) != own]


def nearest_start(appointment, *, near, clinic, now):
    """Return the start at ``clinic`` nearest to ``near``, no further away than the visit is long; or ``None``."""
    slots = slots_ahead(appointment, first=local_date(near, clinic.time_zone), days=1, now=now)
    starts = [slot.starts_at for slot in starts_to_move_to(slots, appointment) if slot.clinic_id == clinic.pk]
    within = dt.timedelta(minutes=appointment.occupies)
    return min((start for start in starts if abs(start - near) <= within), key=lambda s: abs(s - near), default=None)


def button(slot):
    """Return what ``components/slot_button.html`` needs, and where it is."""
    return {
        "value": slot_value(slot.doctor_id, slot.clinic_id, slot.starts_at),
        "label": clock(slot.starts_at, slot.clinic),
        "spoken": f", {spoken_day(slot.local_date)}, {slot.clinic.name}",
        "day": slot.local_date,
        "clinic": slot.clinic.name,
    }
