"""What has to change so that the stored slots of one doctor agree with the plan: pure, without database or clock."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from scheduling.clinic_time import instant_of_minute, utc_minute
from scheduling.models import TimeSlot
from scheduling.slot_plan import Plan, PlannedSlot, SlotKey, minutes_left
from scheduling.stretches import Stretches

OPEN, BOOKED, BLOCKED = TimeSlot.Status.OPEN, TimeSlot.Status.BOOKED, TimeSlot.Status.BLOCKED
PUBLISHED = TimeSlot.Origin.PUBLISHED

# Written on a slot that is no longer planned and only waits for the undo it is
# held for: no search offers it, and it goes when its hold is over.
LEAVING = 0


class StoredSlot(NamedTuple):
    """The columns of ``TimeSlot`` the comparison reads, in the order of ``COLUMNS``."""

    pk: int
    clinic_id: int
    lane: int
    status: str
    held_until: dt.datetime | None
    origin: str
    working_hours_id: int | None
    minute: int
    ends_at: dt.datetime
    local_date: dt.date
    local_minute: int
    minutes_left: int

    @property
    def starts_at(self) -> dt.datetime:
        return instant_of_minute(self.minute)

    @property
    def end_minute(self) -> int:
        return utc_minute(self.ends_at)

    @property
    def key(self) -> SlotKey:
        return self.clinic_id, self.lane, self.minute, self.end_minute

    def is_held(self, now: dt.datetime) -> bool:
        return self.held_until is not None and self.held_until > now

    def is_kept(self, now: dt.datetime) -> bool:
        """Say whether publishing must leave it: booked, held, or nothing that publishing made."""
        is_leaving = self.minutes_left == LEAVING
        return self.status == BOOKED or self.is_held(now) or (self.origin != PUBLISHED and not is_leaving)


COLUMNS = StoredSlot._fields


@dataclass
class Difference:
    """Ids to delete, values to set by column, slots to add; ``skipped`` collide with what is kept."""

    remove: list[int] = field(default_factory=list)
    change: dict[tuple[str, object], list[int]] = field(default_factory=lambda: defaultdict(list))
    add: list[tuple[PlannedSlot, int]] = field(default_factory=list)
    skipped: list[PlannedSlot] = field(default_factory=list)

    @property
    def changed(self) -> set[int]:
        return {pk for pks in self.change.values() for pk in pks}


def difference(
    *, plan: Plan, stored: Sequence[StoredSlot], now: dt.datetime, until: dt.date, open_ended: bool = False
) -> Difference:
    """
    Compare ``stored`` with ``plan``, from ``now`` on, for the dates of the plan.

    Nothing is added after the local date ``until``. ``open_ended`` counts what
    lies after the last date of the plan as no longer planned. What lies
    outside only lends its place: nothing may overlap it.

    A slot that is planned and would cut into a kept one is left out whole. The
    doctor's kept slots at another clinic are in the way in every lane.
    """
    minute_now = utc_minute(now)
    end = dt.date.max if open_ended else plan.last
    loose: list[StoredSlot] = []
    fixed: list[StoredSlot] = []
    for slot in stored:
        ours = slot.minute > minute_now and plan.first <= slot.local_date <= end
        (loose if ours and not slot.is_kept(now) else fixed).append(slot)
    planned = {match.key: match for match in plan.slots if match.minute > minute_now}
    result = Difference()
    there = {slot.key for slot in loose}
    wanted = {
        key: match
        for key, match in without_collisions(planned, fixed, result).items()
        if match.local_date <= until or key in there
    }
    left = runs([*(slot.key for slot in fixed), *wanted])
    for slot in loose:
        match = wanted.pop(slot.key, None)
        if match is None:
            result.remove.append(slot.pk)
        else:
            note_changes(result, slot, match, left)
    result.add = [(match, left[match.lane, match.minute]) for match in wanted.values()]
    for slot in fixed:
        if slot.minute > minute_now and plan.first <= slot.local_date <= end:
            note_changes_of_kept(result, slot, plan, planned.get(slot.key), left)
    return result


def without_collisions(
    planned: dict[SlotKey, PlannedSlot], fixed: Sequence[StoredSlot], result: Difference
) -> dict[SlotKey, PlannedSlot]:
    """Return what of ``planned`` leaves the fixed slots alone; what cuts into one goes to ``result.skipped``."""
    in_place = {slot.key for slot in fixed}
    lanes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    clinics: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for slot in fixed:
        lanes[slot.lane].append((slot.minute, slot.end_minute))
        clinics[slot.clinic_id].append((slot.minute, slot.end_minute))
    taken = {lane: Stretches(stretches) for lane, stretches in lanes.items()}
    elsewhere = {
        clinic_id: Stretches(s for other, stretches in clinics.items() if other != clinic_id for s in stretches)
        for clinic_id in {key[0] for key in planned}
    }
    wanted = {}
    for key, match in planned.items():
        clinic_id, lane, start, end = key
        if key in in_place:
            continue
        if (lane in taken and taken[lane].touch(start, end)) or elsewhere[clinic_id].touch(start, end):
            result.skipped.append(match)
        else:
            wanted[key] = match
    return wanted


def runs(keys: Sequence[SlotKey]) -> dict[tuple[int, int], int]:
    """Return the minutes left of what will be stored, by lane and minute: a slot left out is a gap in the run."""
    return minutes_left((lane, clinic_id, start, end) for clinic_id, lane, start, end in keys)


def note_changes(result: Difference, slot: StoredSlot, match: PlannedSlot, left: dict[tuple[int, int], int]) -> None:
    """Write down which columns of a slot nobody has differ from the plan."""
    should = {
        "status": BLOCKED if match.blocked else OPEN,
        "origin": PUBLISHED,
        "working_hours": match.working_hours_id,
        "local_date": match.local_date,
        "local_minute": match.local_minute,
        "minutes_left": left[slot.lane, slot.minute],
    }
    has = (slot.status, slot.origin, slot.working_hours_id, slot.local_date, slot.local_minute, slot.minutes_left)
    for (column, value), old in zip(should.items(), has, strict=True):
        if value != old:
            result.change[column, value].append(slot.pk)


def note_changes_of_kept(
    result: Difference, slot: StoredSlot, plan: Plan, match: PlannedSlot | None, left: dict[tuple[int, int], int]
) -> None:
    """
    Write down what changes on a kept slot: the run it stands in, and whether it is open to others.

    A hold stays, and its holder may claim even what is blocked.
    """
    if slot.status != BOOKED:
        if slot.minutes_left == LEAVING:
            return
        if match is not None:
            blocked = match.blocked
        else:
            away = plan.is_away(slot.clinic_id, slot.starts_at, slot.ends_at)
            blocked = away or slot.origin == PUBLISHED
        status = BLOCKED if blocked else OPEN
        if status != slot.status:
            result.change["status", status].append(slot.pk)
    minutes = left[slot.lane, slot.minute]
    if minutes != slot.minutes_left:
        result.change["minutes_left", minutes].append(slot.pk)


def given_back_differently(slots: Sequence[StoredSlot], *, before: Plan, after: Plan) -> set[int]:
    """Return the ids of the slots that would not become the same under both plans, were they given back."""

    def fate(plan: Plan, planned: dict[SlotKey, PlannedSlot], slot: StoredSlot) -> tuple[object, ...]:
        match = planned.get(slot.key)
        away = plan.is_away(slot.clinic_id, slot.starts_at, slot.ends_at)
        return away, match is not None and match.working_hours_id

    was, is_now = ({match.key: match for match in plan.slots} for plan in (before, after))
    return {slot.pk for slot in slots if fate(before, was, slot) != fate(after, is_now, slot)}
