"""Publish a doctor's plan as slots: compare, delete, change, add. Idempotent; the past is never touched."""

import datetime as dt
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from accounts.contention import in_one_transaction, let_others_write
from accounts.many_rows import insert_rows
from accounts.models import Doctor
from scheduling.clinic_time import MIDNIGHT, ONE_DAY, utc_minute
from scheduling.models import SchedulingSettings, TimeSlot
from scheduling.services.doctor_lock import lock_doctors
from scheduling.services.every_doctor import every_doctor
from scheduling.services.planning import plan_for
from scheduling.slot_diff import COLUMNS, Difference, StoredSlot, difference, given_back_differently
from scheduling.slot_plan import LONGEST_RUN_MINUTES, Clash, Plan, PlannedSlot

BATCH = 500
FORTNIGHT = ONE_DAY * 14
TRIES_TO_SETTLE = 5
NEW_COLUMNS = (
    "doctor_id", "clinic_id", "starts_at", "ends_at", "lane", "status", "origin", "working_hours_id", "minute",
    "local_date", "local_minute", "minutes_left",
)  # fmt: skip


class SlotsKeptMoving(Exception):
    """Bookings changed the slots each time they were looked at. Publishing again later is all it takes."""


@dataclass
class PublishReport:
    """What publishing one doctor did: how many slots, which planned ones found no room, which sessions clash."""

    doctor_id: int
    added: int = 0
    removed: int = 0
    changed: int = 0
    skipped: list[PlannedSlot] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    error: str = ""


@in_one_transaction()
def publish(
    *, doctor: Doctor, now: dt.datetime, first: dt.date | None = None, last: dt.date | None = None
) -> PublishReport:
    """
    Make the slots of ``doctor`` from ``now`` on agree with hours and time off, and return what was done.

    ``first`` and ``last`` are local dates of each clinic, both included. Without
    ``last``, days up to the horizon of the settings are published, and what is
    open beyond it is taken back.
    """
    lock_doctors([doctor.pk])
    stored = clinics_with_slots([doctor.pk], now)[doctor.pk]
    plan = plan_for(doctor, first=first or today(now), last=last or horizon(now), clinics=stored)
    return bring_in_line(doctor_id=doctor.pk, plan=plan, now=now, until=plan.last, open_ended=last is None)


def publish_all(*, now: dt.datetime) -> Iterator[PublishReport]:
    """Publish one active doctor after the other, and yield what was done for each."""
    return every_doctor(Doctor.objects.filter(is_active=True), publish_where_needed, now=now, failed=PublishReport)


def publish_where_needed(*, doctor: Doctor, now: dt.datetime) -> PublishReport:
    """
    Do what ``publish`` does, on the dates that turn out to need it, a fortnight in a transaction.

    On most nights that is one new day. All are compared before anything is
    locked: SQLite has one lock for all who write, and a night that held it while
    it read and planned would keep people who book waiting. What changes after
    the look is another service's to publish, or the next night's.
    """
    plan = plan_for(
        doctor, first=today(now), last=horizon(now), clinics=clinics_with_slots([doctor.pk], now)[doctor.pk]
    )
    stored = read_slots(doctor.pk, plan, now, open_ended=True)
    found = difference(plan=plan, stored=stored, now=now, until=plan.last, open_ended=True)
    report = PublishReport(doctor.pk, skipped=found.skipped, clashes=plan.clashes)
    took = 0.0
    for first, last in fortnights(dates_of(found, stored)):
        let_others_write(after=took)
        began = time.monotonic()
        is_beyond = last > plan.last  # to be taken back, as nothing is published that far
        part = publish(doctor=doctor, now=now, first=min(first, plan.last), last=None if is_beyond else last)
        took = time.monotonic() - began
        report.added += part.added
        report.removed += part.removed
        report.changed += part.changed
        if is_beyond:
            break
    return report


def dates_of(found: Difference, stored: Sequence[StoredSlot]) -> set[dt.date]:
    """Return the local dates on which something differs."""
    touched = {*found.remove, *found.changed}
    return {slot.local_date for slot, _minutes in found.add} | {s.local_date for s in stored if s.pk in touched}


def fortnights(dates: Iterable[dt.date]) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield first and last of the dates, no more than a fortnight at a time."""
    ahead = sorted(dates)
    while ahead:
        within = [date for date in ahead if date < ahead[0] + FORTNIGHT]
        yield within[0], within[-1]
        ahead = ahead[len(within) :]


def today(now: dt.datetime) -> dt.date:
    """Return a date no clinic has left behind: it is still the day before somewhere."""
    return now.astimezone(dt.UTC).date() - ONE_DAY


def horizon(now: dt.datetime) -> dt.date:
    """Return the last local date that is published ahead."""
    return now.astimezone(dt.UTC).date() + ONE_DAY * SchedulingSettings.load().horizon_days


def clinics_with_slots(doctors: Iterable[int], now: dt.datetime) -> dict[int, set[int]]:
    """Return the ids of the clinics at which each of ``doctors`` (ids) has slots to come. One query."""
    found: dict[int, set[int]] = {doctor_id: set() for doctor_id in doctors}
    coming = TimeSlot.objects.filter(doctor__in=found, minute__gt=utc_minute(now) - LONGEST_RUN_MINUTES)
    for doctor_id, clinic_id in coming.order_by().values_list("doctor_id", "clinic_id").distinct():
        found[doctor_id].add(clinic_id)
    return found


def bring_in_line(
    *,
    doctor_id: int,
    plan: Plan,
    now: dt.datetime,
    until: dt.date,
    open_ended: bool = False,
    before: Plan | None = None,
) -> PublishReport:
    """
    Change the stored slots into what ``plan`` says, inside the caller's transaction, the doctor locked.

    Bookings and holds do not wait for the doctor's lock, so the rows about to
    change are locked and compared with what was read; where somebody was
    quicker, it is worked out again. ``before`` is the plan before a change: kept
    slots that it would have given back differently are locked as well, so that
    who gives one back meanwhile is seen here, or sees the change.
    """
    for _attempt in range(TRIES_TO_SETTLE):
        stored = read_slots(doctor_id, plan, now, open_ended)
        found = difference(plan=plan, stored=stored, now=now, until=until, open_ended=open_ended)
        touched = {*found.remove, *found.changed}
        if before is not None:
            kept = [slot for slot in stored if slot.minute > utc_minute(now) and slot.is_kept(now)]
            touched |= given_back_differently(kept, before=before, after=plan)
        if nothing_moved([slot for slot in stored if slot.pk in touched]):
            break
    else:
        raise SlotsKeptMoving
    write(doctor_id, found)
    return PublishReport(
        doctor_id=doctor_id,
        added=len(found.add),
        removed=len(found.remove),
        changed=len(found.changed),
        skipped=found.skipped,
        clashes=plan.clashes,
    )


def read_slots(doctor_id: int, plan: Plan, now: dt.datetime, open_ended: bool) -> list[StoredSlot]:
    """Return the slots of the plan's dates and a day around them, those that have begun and not ended included."""
    since = max(_minute_of(plan.first - 2 * ONE_DAY), utc_minute(now) - LONGEST_RUN_MINUTES)
    near = Q(minute__gte=since)
    if not open_ended:
        near &= Q(minute__lt=_minute_of(plan.last + 3 * ONE_DAY))
    rows = TimeSlot.objects.filter(near, doctor=doctor_id).order_by("minute", "lane").values_list(*COLUMNS)
    return [StoredSlot(*row) for row in rows]


def nothing_moved(slots: Sequence[StoredSlot]) -> bool:
    """Lock the rows and say whether all are as they were read."""
    before = {slot.pk: [slot.status, slot.held_until] for slot in slots}
    after: dict[int, list[Any]] = {}
    for pks in batches(before):
        rows = TimeSlot.objects.select_for_update().filter(pk__in=pks).order_by("pk")
        after.update({pk: state for pk, *state in rows.values_list("pk", "status", "held_until")})
    return before == after


def write(doctor_id: int, found: Difference) -> None:
    """Delete first, add last: the database refuses two slots in one place even for a moment."""
    for pks in batches(found.remove):
        TimeSlot.objects.filter(pk__in=pks).delete()
    for (column, value), changed in found.change.items():
        for pks in batches(changed):
            TimeSlot.objects.filter(pk__in=pks).update(**{column: value})
    insert_rows(TimeSlot, NEW_COLUMNS, (row_of(doctor_id, slot, left) for slot, left in found.add))


def row_of(doctor_id: int, slot: PlannedSlot, minutes_left: int) -> tuple[Any, ...]:
    """Return what is stored of a new slot, in the order of ``NEW_COLUMNS``."""
    status = TimeSlot.Status.BLOCKED if slot.blocked else TimeSlot.Status.OPEN
    return (
        doctor_id, slot.clinic_id, slot.starts_at, slot.ends_at, slot.lane, status.value,
        TimeSlot.Origin.PUBLISHED.value, slot.working_hours_id, slot.minute, slot.local_date, slot.local_minute,
        minutes_left,
    )  # fmt: skip


def batches(pks: Iterable[int]) -> Iterator[list[int]]:
    """Cut ids, in ascending order, into lists a statement can take."""
    ordered = sorted(pks)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]


def _minute_of(day: dt.date) -> int:
    return utc_minute(dt.datetime.combine(day, MIDNIGHT, dt.UTC))
