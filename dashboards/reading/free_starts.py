"""Where an appointment could move to by staff right: every start whose whole run is free, notice and horizon aside."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q

from appointments.models import AppointmentSlot
from scheduling.clinic_time import MIDNIGHT, ONE_DAY, utc_minute
from scheduling.models import TimeSlot, is_free
from scheduling.services.claiming import shortest_run
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


def free_week(appointment, *, monday, now):
    """Return the seven days from ``monday`` with the starts ``appointment`` could move to. Two queries."""
    slots = slots_ahead(appointment, first=monday, days=DAYS, now=now)
    by_day = {monday + ONE_DAY * ahead: [] for ahead in range(DAYS)}
    for slot in starts_that_fit(slots, appointment):
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


def next_free_day(appointment, *, after, now):
    """Return the first local date after ``after`` with any free time, enough or not; or ``None``."""
    since = dt.datetime.combine(after + ONE_DAY, MIDNIGHT, dt.UTC)
    found = TimeSlot.objects.free(now=now).filter(
        doctor=appointment.doctor_id, clinic__is_active=True, minute__gte=utc_minute(since), local_date__gt=after
    )
    return found.order_by("minute").values_list("local_date", flat=True).first()


def slots_ahead(appointment, *, first, days, now):
    """Return the doctor's slots from the local date ``first`` on; ``is_usable``: free, or the appointment's own."""
    own = list(AppointmentSlot.objects.filter(appointment=appointment).values_list("slot_id", flat=True))
    since = dt.datetime.combine(first - ONE_DAY, MIDNIGHT, dt.UTC)
    return list(
        TimeSlot.objects.filter(
            doctor=appointment.doctor_id,
            clinic__is_active=True,
            minute__gt=max(utc_minute(now), utc_minute(since)),
            minute__lt=utc_minute(since + ONE_DAY * (days + 2)),
        )
        .annotate(is_usable=is_free(now=now) | Q(pk__in=own))
        .select_related("clinic")
    )


def starts_that_fit(slots, appointment):
    """
    Return one slot for each start at which the whole visit fits in a lane, in order; its own start left out.

    ``slots`` are all of the lane, the taken ones too: a buffer may run past the
    end of a session, not into somebody's visit.
    """
    found = {}
    in_order = sorted(slots, key=lambda slot: (slot.clinic_id, slot.lane, slot.minute))
    for _lane, run in groupby(in_order, key=lambda slot: (slot.clinic_id, slot.lane)):
        lane = list(run)
        for index, slot in enumerate(lane):
            needed = slot.is_usable and shortest_run(
                lane[index:], starts_at=slot.starts_at, minutes=appointment.minutes, occupies=appointment.occupies
            )
            is_its_own = (slot.starts_at, slot.clinic_id) == (appointment.starts_at, appointment.clinic_id)
            if needed and all(other.is_usable for other in needed) and not is_its_own:
                found.setdefault((slot.minute, slot.clinic_id), slot)
    return [found[key] for key in sorted(found)]


def button(slot):
    """Return what ``components/slot_button.html`` needs, and where it is."""
    return {
        "value": slot_value(slot.doctor_id, slot.clinic_id, slot.starts_at),
        "label": clock(slot.starts_at, slot.clinic),
        "spoken": f", {spoken_day(slot.local_date)}, {slot.clinic.name}",
        "day": slot.local_date,
        "clinic": slot.clinic.name,
    }
