"""Give time back: what ``claiming.py`` took is open again only if the plan still has it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from accounts.models import Doctor
from scheduling.clinic_time import ONE_DAY
from scheduling.models import TimeSlot
from scheduling.services.doctor_lock import lock_doctors
from scheduling.services.planning import plan_for
from scheduling.services.publishing import bring_in_line, horizon
from scheduling.slot_diff import COLUMNS, LEAVING, StoredSlot
from scheduling.slot_plan import Plan, PlannedSlot


def release(
    *,
    slot_ids: Collection[int],
    now: dt.datetime,
    hold_key: UUID | None = None,
    held_until: dt.datetime | None = None,
) -> None:
    """
    Give the slots back, inside the caller's transaction; links to an appointment are deleted before.

    Still planned: open. Under time off: blocked. No longer planned: deleted, and
    what the plan has in its place is published. One opened by hand is planned by
    the doctor and stays what it is; one made for a visit is planned by nobody and
    goes with it.

    ``hold_key`` and ``held_until`` keep the time for an undo. What is no longer
    planned then stays until that instant, blocked to everybody else, and goes
    the next time it is given back or published.
    """
    rows = locked_rows(slot_ids)
    hold = {"hold_key": hold_key, "held_until": held_until}
    by_doctor: dict[int, list[StoredSlot]] = defaultdict(list)
    for doctor_id, slot in rows:
        by_doctor[doctor_id].append(slot)
    for doctor_id in sorted(by_doctor):
        give_back(doctor_id, by_doctor[doctor_id], now=now, hold=hold)


def locked_rows(slot_ids: Collection[int]) -> list[tuple[int, StoredSlot]]:
    """
    Return doctor and slot for each id, locked in ascending order.

    The plan is read after this. Whoever changes hours or time off locks the
    kept slots, too, so one of the two waits and sees what the other did.
    """
    slots = TimeSlot.objects.select_for_update().filter(pk__in=slot_ids).order_by("pk")
    return [(doctor_id, StoredSlot(*row)) for doctor_id, *row in slots.values_list("doctor_id", *COLUMNS)]


def give_back(doctor_id: int, slots: list[StoredSlot], *, now: dt.datetime, hold: dict[str, Any]) -> None:
    """Give back slots of one doctor, with one plan for all of them."""
    dates = [slot.local_date for slot in slots]
    plan = plan_of(doctor_id, min(dates), max(dates), slots)
    planned = {match.key: match for match in plan.slots}
    values: dict[tuple[tuple[str, Any], ...], list[int]] = defaultdict(list)
    gone = []
    for slot in slots:
        columns = what_it_is_again(slot, planned.get(slot.key), plan)
        if columns is None and hold["hold_key"] is None:
            gone.append(slot)
        else:
            waits = {"status": TimeSlot.Status.BLOCKED, "minutes_left": LEAVING}
            values[tuple(((columns or waits) | hold).items())].append(slot.pk)
    for changes, pks in values.items():
        TimeSlot.objects.filter(pk__in=pks).update(**dict(changes))
    if gone:
        delete_and_fill(doctor_id, gone, now=now)


def what_it_is_again(slot: StoredSlot, match: PlannedSlot | None, plan: Plan) -> dict[str, Any] | None:
    """Return what the columns of a slot are once nobody has it; ``None`` for one that neither plan nor doctor wants."""
    if slot.origin == TimeSlot.Origin.BY_HAND:
        away = plan.is_away(slot.clinic_id, slot.starts_at, slot.ends_at)
        return {"status": TimeSlot.Status.BLOCKED if away else TimeSlot.Status.OPEN}
    if match is None:
        return None
    columns = {
        "status": TimeSlot.Status.BLOCKED if match.blocked else TimeSlot.Status.OPEN,
        "origin": TimeSlot.Origin.PUBLISHED,
        "working_hours": match.working_hours_id,
    }
    return columns | ({"minutes_left": match.minutes_left} if slot.minutes_left == LEAVING else {})


def delete_and_fill(doctor_id: int, gone: list[StoredSlot], *, now: dt.datetime) -> None:
    """Delete slots the plan does not have and publish what it has in their place, whole slots only."""
    lock_doctors([doctor_id])
    TimeSlot.objects.filter(pk__in=[slot.pk for slot in gone]).delete()
    dates = [slot.local_date for slot in gone]
    plan = plan_of(doctor_id, min(dates) - ONE_DAY, max(dates) + ONE_DAY, gone)
    bring_in_line(doctor_id=doctor_id, plan=plan, now=now, until=min(plan.last, horizon(now)))


def plan_of(doctor_id: int, first: dt.date, last: dt.date, slots: list[StoredSlot]) -> Plan:
    """Return the plan of the doctor, with the time off of the clinics of ``slots``."""
    return plan_for(Doctor(pk=doctor_id), first=first, last=last, clinics={slot.clinic_id for slot in slots})
