"""What the demo's days offered: counts of those that are over, slots of yesterday and today that nobody took."""

import datetime as dt
from collections import defaultdict

from dashboards.demo.accounts import BATCH
from scheduling.clinic_time import ONE_DAY, local_date
from scheduling.models import DaySupply, TimeSlot

Status = TimeSlot.Status


def stored(slot, doctor, status):
    """Return the row of a planned slot that publishing, which never touches the past, did not write."""
    return TimeSlot(
        doctor=doctor,
        clinic_id=slot.clinic_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        lane=slot.lane,
        status=status,
        working_hours_id=slot.working_hours_id,
        minute=slot.minute,
        local_date=slot.local_date,
        local_minute=slot.local_minute,
        minutes_left=slot.minutes_left,
    )


class Supply:
    """Write what ``day_supply.py`` would have counted and left standing by now."""

    def __init__(self, *, now, clinics):
        self.now = now
        self.uncounted_from = {pk: local_date(now - ONE_DAY, clinic.time_zone) for pk, clinic in clinics.items()}

    def count(self, doctor, plan):
        """Count the days that ended a day ago or earlier; keep the unused slots of those after them."""
        offered, blocked = defaultdict(int), defaultdict(int)
        for slot in plan.slots:
            if slot.local_date < self.uncounted_from[slot.clinic_id]:
                minutes = slot.end_minute - slot.minute
                offered[slot.clinic_id, slot.local_date] += minutes
                blocked[slot.clinic_id, slot.local_date] += minutes * slot.blocked
        booked = self.booked(doctor)
        DaySupply.objects.bulk_create(
            (
                DaySupply(
                    doctor=doctor,
                    clinic_id=clinic,
                    local_date=day,
                    minutes_offered=minutes,
                    minutes_blocked=blocked[clinic, day],
                    minutes_booked=booked[clinic, day],
                )
                for (clinic, day), minutes in offered.items()
            ),
            batch_size=BATCH,
        )
        self.keep_unused(doctor, plan)

    def booked(self, doctor):
        minutes = defaultdict(int)
        rows = TimeSlot.objects.filter(doctor=doctor, status=Status.BOOKED, starts_at__lt=self.now)
        for clinic, day, starts_at, ends_at in rows.values_list("clinic_id", "local_date", "starts_at", "ends_at"):
            minutes[clinic, day] += (ends_at - starts_at) // dt.timedelta(minutes=1)
        return minutes

    def keep_unused(self, doctor, plan):
        since = min(self.uncounted_from.values())
        there = set(TimeSlot.objects.filter(doctor=doctor, local_date__gte=since).values_list("lane", "minute"))
        unused = (
            slot
            for slot in plan.slots
            if slot.starts_at <= self.now
            and slot.local_date >= self.uncounted_from[slot.clinic_id]
            and (slot.lane, slot.minute) not in there
        )
        TimeSlot.objects.bulk_create(
            (stored(slot, doctor, Status.BLOCKED if slot.blocked else Status.OPEN) for slot in unused), batch_size=BATCH
        )
