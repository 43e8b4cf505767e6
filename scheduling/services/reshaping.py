"""Give open time another shape: a slot longer or shorter, split, joined with the next, or as the hours have it."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from scheduling.clinic_time import ONE_DAY, ONE_MINUTE, local_date
from scheduling.models import TimeSlot
from scheduling.services.doctor_lock import lock_doctors
from scheduling.services.plan_change import lock_clinic
from scheduling.services.planning import plan_for
from scheduling.services.publishing import bring_in_line, horizon
from scheduling.services.slots_by_hand import SlotRefused, check, locked_overlap, placed
from scheduling.services.time_off import SlotInUse

BY_HAND = TimeSlot.Origin.BY_HAND


@in_one_transaction()
def resize_slot(*, slot_id: int, minutes: int, actor: Any, now: dt.datetime) -> TimeSlot:
    """
    Let an open slot last ``minutes`` and return the one that takes its place.

    Longer, it takes the open slots it runs into. Shorter, the time after it is
    not offered. Raises ``SlotRefused``, and ``SlotInUse`` where somebody has any of the time.
    """
    slot = locked(slot_id)
    return reshaped(slot, [slot.starts_at, slot.starts_at + ONE_MINUTE * minutes], now=now)[0]


@in_one_transaction()
def split_slot(*, slot_id: int, minutes: int | None = None, actor: Any, now: dt.datetime) -> list[TimeSlot]:
    """Make two of an open slot, the first of ``minutes``, half of it without. Raises as ``resize_slot``."""
    slot = locked(slot_id)
    first = slot.minutes // 2 if minutes is None else minutes
    if not 0 < first < slot.minutes:
        raise SlotRefused(_("The first part must be shorter than the slot."))
    return reshaped(slot, [slot.starts_at, slot.starts_at + ONE_MINUTE * first, slot.ends_at], now=now)


@in_one_transaction()
def join_slots(*, slot_id: int, actor: Any, now: dt.datetime) -> TimeSlot:
    """Make one of an open slot and the one that follows it. Raises as ``resize_slot``."""
    slot = locked(slot_id)
    beside = TimeSlot.objects.filter(doctor=slot.doctor_id, clinic=slot.clinic_id, lane=slot.lane)
    following = beside.filter(starts_at=slot.ends_at).first()
    if following is None:
        raise SlotRefused(_("No slot begins where this one ends."))
    return reshaped(slot, [slot.starts_at, following.ends_at], now=now)[0]


@in_one_transaction()
def take_back_slot(*, slot_id: int, actor: Any, now: dt.datetime) -> None:
    """
    Take back an open slot made by hand; what the working hours have in its place is offered again.

    The inverse of ``open_slot_by_hand`` and of all here. Raises as ``resize_slot``.
    """
    slot = locked(slot_id)
    if slot.origin != BY_HAND:
        raise SlotRefused(_("This slot is from your hours. Change the hours, or block it."))
    if not TimeSlot.objects.free(now=now).filter(pk=slot.pk).exists():
        raise SlotInUse
    slot.delete()
    publish_around(slot, now=now)


def locked(slot_id: int) -> TimeSlot:
    """Return the slot, its clinic and doctor locked and then its row. Raises ``SlotRefused`` if it is gone."""
    gone = SlotRefused(_("This time is not there any more. Look at the day again."))
    slot = TimeSlot.objects.select_related("clinic", "doctor").filter(pk=slot_id).first()
    if slot is None:
        raise gone
    lock_clinic(slot.clinic)
    lock_doctors([slot.doctor_id])
    rows = TimeSlot.objects.select_for_update(of=("self",)).select_related("clinic", "doctor")
    found = rows.filter(pk=slot_id).first()
    if found is None:
        raise gone
    return found


def reshaped(slot: TimeSlot, edges: Sequence[dt.datetime], *, now: dt.datetime) -> list[TimeSlot]:
    """Put slots between the ``edges`` in the place of ``slot`` and of the open ones they run into, in its lane."""
    if slot.starts_at <= now:
        raise SlotRefused(_("This time has passed. Choose a later time."))
    for start, end in pairwise(edges):
        check(slot.doctor, slot.clinic, start, (end - start) // ONE_MINUTE, now=now)
    day = local_date(slot.starts_at, slot.clinic.time_zone)
    plan = plan_for(slot.doctor, first=day - ONE_DAY, last=day + ONE_DAY, clinics=[slot.clinic_id])
    if plan.is_away(slot.clinic_id, edges[0], max(edges[-1], slot.ends_at)):
        raise SlotRefused(_("Part of this time is blocked. Open it first."))
    overlapping = locked_overlap(slot.doctor, edges[0], max(edges[-1], slot.ends_at))
    in_the_way = [other for other in overlapping if other.lane == slot.lane or other.clinic_id != slot.clinic_id]
    ids = [other.pk for other in in_the_way]
    if TimeSlot.objects.free(now=now).filter(pk__in=ids).count() < len(ids):
        raise SlotInUse
    TimeSlot.objects.filter(pk__in=ids).delete()
    made = [
        placed(slot.doctor, slot.clinic, start, end, lane=slot.lane, origin=BY_HAND) for start, end in pairwise(edges)
    ]
    publish_around(slot, now=now)
    for one in made:
        one.refresh_from_db()
    return made


def publish_around(slot: TimeSlot, *, now: dt.datetime) -> None:
    """Offer what the hours have beside the doctor's own slots, on the day of ``slot`` and the days next to it."""
    day = local_date(slot.starts_at, slot.clinic.time_zone)
    plan = plan_for(slot.doctor, first=day - ONE_DAY, last=day + ONE_DAY, clinics=[slot.clinic_id])
    bring_in_line(doctor_id=slot.doctor_id, plan=plan, now=now, until=min(plan.last, horizon(now)))
