"""Open a start off the grid: one slot in place of the open ones it overlaps, to stay or for one visit."""

import datetime as dt
from collections import defaultdict
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import Doctor
from scheduling.clinic_time import ONE_DAY, ONE_MINUTE, local_date, local_minute, utc_minute
from scheduling.models import Clinic, TimeSlot
from scheduling.services.doctor_lock import lock_doctors
from scheduling.services.plan_change import lock_clinic
from scheduling.services.planning import plan_for
from scheduling.services.publishing import bring_in_line, horizon
from scheduling.slot_plan import Plan

SHORTEST_MINUTES, LONGEST_MINUTES = 5, 720


class SlotRefused(Exception):
    """No slot can be opened there. The message can be read aloud."""


class EveryLaneBusy(SlotRefused):
    """Somebody has the time in every lane; ``extra_lane=True`` opens one more."""

    def __init__(self) -> None:
        super().__init__(_("Someone has this time: move the appointment instead."))


@in_one_transaction()
def open_slot_by_hand(
    *,
    doctor: Doctor,
    clinic: Clinic,
    starts_at: dt.datetime,
    minutes: int,
    actor: Any,
    now: dt.datetime,
    for_visit: bool = False,
    extra_lane: bool = False,
    hold_key: UUID | None = None,
) -> TimeSlot:
    """
    Return an open slot of ``minutes`` at the instant ``starts_at``.

    It is the doctor's to offer and stays, whoever books and cancels it. One made
    ``for_visit`` goes with the visit that is booked into it next, in the same
    transaction.

    It takes the place of the open slots it overlaps, in the lowest lane where
    nobody has any of them. A slot that is there already is returned as it is.
    Slots held by ``hold_key`` count as open. With every lane busy,
    ``extra_lane`` opens one more: asking for the right and the reason is the
    caller's. One made there for a visit says so by its origin.

    Raises ``SlotRefused``, and ``EveryLaneBusy`` where another lane would help.
    """
    check(doctor, clinic, starts_at, minutes, now=now)
    ends_at = starts_at + dt.timedelta(minutes=minutes)
    day = local_date(starts_at, clinic.time_zone)
    lock_clinic(clinic)
    lock_doctors([doctor.pk])
    plan = plan_for(doctor, first=day - ONE_DAY, last=day + ONE_DAY, clinics=[clinic.pk])
    if plan.is_away(clinic.pk, starts_at, ends_at):
        raise SlotRefused(_("%(doctor)s is away then. Open that time first.") % {"doctor": doctor.display_name})
    overlapping = locked_overlap(doctor, starts_at, ends_at)
    usable = set(
        TimeSlot.objects.free(now=now, hold_key=hold_key)
        .filter(pk__in=[slot.pk for slot in overlapping])
        .values_list("pk", flat=True)
    )
    if any(slot.pk not in usable and slot.clinic_id != clinic.pk for slot in overlapping):
        raise SlotRefused(_("%(doctor)s has an appointment at another clinic then.") % {"doctor": doctor.display_name})
    planned = planned_lanes(plan, clinic, starts_at, ends_at)
    lane = free_lane(clinic, overlapping, usable, planned=planned, extra_lane=extra_lane)
    in_the_way = [slot for slot in overlapping if slot.lane == lane or slot.clinic_id != clinic.pk]
    if len(in_the_way) == 1 and is_the_one(in_the_way[0], clinic, starts_at, ends_at):
        return in_the_way[0]
    TimeSlot.objects.filter(pk__in=[slot.pk for slot in in_the_way]).delete()
    origin = TimeSlot.Origin.BY_HAND
    if for_visit:
        origin = TimeSlot.Origin.FOR_VISIT if lane < planned else TimeSlot.Origin.EXTRA_LANE
    slot = placed(doctor, clinic, starts_at, ends_at, lane=lane, origin=origin)
    bring_in_line(doctor_id=doctor.pk, plan=plan, now=now, until=min(plan.last, horizon(now)))
    slot.refresh_from_db()
    return slot


def placed(
    doctor: Doctor, clinic: Clinic, starts_at: dt.datetime, ends_at: dt.datetime, *, lane: int, origin: str
) -> TimeSlot:
    """Write an open slot that no working hours made; the run it stands in is for publishing to count."""
    return TimeSlot.objects.create(
        doctor=doctor,
        clinic=clinic,
        starts_at=starts_at,
        ends_at=ends_at,
        lane=lane,
        origin=origin,
        minute=utc_minute(starts_at),
        local_date=local_date(starts_at, clinic.time_zone),
        local_minute=local_minute(starts_at, clinic.time_zone),
        minutes_left=(ends_at - starts_at) // ONE_MINUTE,
    )


def check(doctor: Doctor, clinic: Clinic, starts_at: dt.datetime, minutes: int, *, now: dt.datetime) -> None:
    """Raise ``SlotRefused`` for what no lane could take."""
    if starts_at.second or starts_at.microsecond:
        raise SlotRefused(_("Choose a start on a whole minute."))
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise SlotRefused(_("A slot is between 5 minutes and 12 hours long."))
    if starts_at + dt.timedelta(minutes=minutes) <= now:
        raise SlotRefused(_("This time has passed. Choose a later time."))
    if not (doctor.is_active and clinic.is_active):
        names = {"doctor": doctor.display_name, "clinic": clinic}
        raise SlotRefused(_("%(doctor)s does not work at %(clinic)s any more.") % names)


def locked_overlap(doctor: Doctor, starts_at: dt.datetime, ends_at: dt.datetime) -> list[TimeSlot]:
    """Return the doctor's slots that overlap the stretch, at every clinic, locked in ascending order."""
    near = TimeSlot.objects.select_for_update().filter(
        doctor=doctor,
        minute__gt=utc_minute(starts_at - ONE_DAY),
        minute__lt=utc_minute(ends_at),
        ends_at__gt=starts_at,
    )
    return list(near.order_by("pk"))


def planned_lanes(plan: Plan, clinic: Clinic, starts_at: dt.datetime, ends_at: dt.datetime) -> int:
    """Return how many lanes the doctor has then; one, where nothing is planned."""
    lanes = (
        slot.lane
        for slot in plan.slots
        if slot.clinic_id == clinic.pk and slot.starts_at < ends_at and slot.ends_at > starts_at
    )
    return 1 + max(lanes, default=0)


def free_lane(clinic: Clinic, overlapping: list[TimeSlot], usable: set[int], *, planned: int, extra_lane: bool) -> int:
    """Return the lowest lane in which nobody has any of the time. Raises ``EveryLaneBusy``."""
    busy: dict[int, bool] = defaultdict(bool)
    for slot in overlapping:
        if slot.clinic_id == clinic.pk:
            busy[slot.lane] |= slot.pk not in usable
    for lane in range(planned):
        if not busy[lane]:
            return lane
    if not extra_lane:
        raise EveryLaneBusy
    return next(lane for lane in range(planned, planned + len(overlapping) + 1) if not busy[lane])


def is_the_one(slot: TimeSlot, clinic: Clinic, starts_at: dt.datetime, ends_at: dt.datetime) -> bool:
    """Say whether the slot is just what was asked for."""
    return (slot.clinic_id, slot.starts_at, slot.ends_at) == (clinic.pk, starts_at, ends_at)
