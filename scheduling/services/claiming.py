"""Claim a run of slots: the one place where time changes hands. ``releasing.py`` gives it back."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.utils.translation import gettext as _

from scheduling.clinic_time import utc_minute
from scheduling.models import TimeSlot, is_free
from scheduling.offering import suits_hours


class SlotTaken(Exception):
    """Somebody else has the time, or part of it. The message can be read aloud."""

    def __init__(self):
        super().__init__(_("This time has just been taken."))


@dataclass(frozen=True)
class Claim:
    """
    The slots that were taken, by id, in order.

    ``was_blocked``: a hold taken before the doctor went away, or before the hours
    ended, gave the right to them. The time is claimed, and somebody has to look
    at it: nobody works then any more.
    """

    slot_ids: list[int]
    was_blocked: bool


def shortest_run(slots, *, starts_at, minutes, occupies):
    """
    Return the fewest of ``slots`` (one lane, in order) a visit needs, or ``None`` if there is no unbroken run.

    The run reaches the end of visit and buffer. Only the buffer may fall off
    the end of a session.
    """
    run, reached = [], starts_at
    for slot in slots:
        if slot.starts_at != reached:
            break
        run.append(slot)
        reached = slot.ends_at
        if reached >= starts_at + dt.timedelta(minutes=occupies):
            return run
    return run if run and reached >= starts_at + dt.timedelta(minutes=minutes) else None


def claimable_runs(*, doctor, clinic, starts_at, minutes, occupies, now, hold_key=None, keeping=(), visit_type=None):
    """
    Return the runs that could be claimed, lowest lane first, with all their slots locked.

    The slots of every lane are locked in one statement, in ascending order, so
    that two claims never wait for each other in a ring. ``keeping`` are slots
    the appointment owns already: they count as free. ``visit_type`` keeps to
    hours that take it; staff who book by right leave it out.
    """
    first = utc_minute(starts_at)
    near = (
        TimeSlot.objects.of_run(doctor=doctor, first_minute=first, end_minute=first + occupies)
        .filter(clinic=clinic)
        .select_for_update(no_key=True, of=("self",))
        .order_by("pk")
    )
    usable = is_free(now=now, hold_key=hold_key) | Q(pk__in=keeping)
    if visit_type is not None:
        usable &= suits_hours(visit_type)
    near = near.annotate(usable=usable).only("starts_at", "ends_at", "lane", "status", "hold_key")
    runs = []
    for _lane, slots in groupby(sorted(near, key=lambda slot: (slot.lane, slot.starts_at)), key=lambda slot: slot.lane):
        run = shortest_run(slots, starts_at=starts_at, minutes=minutes, occupies=occupies)
        if run and all(slot.usable for slot in run):
            runs.append(run)
    return sorted(runs, key=lambda run: not (hold_key and all(slot.hold_key == hold_key for slot in run)))


def claim(*, doctor, clinic, starts_at, minutes, occupies, now, hold_key=None, keeping=(), visit_type=None):
    """
    Take the run a visit needs and return the ``Claim``, inside the caller's transaction.

    The conditional UPDATE decides between two who press at once: as many rows as
    the run has slots, or none are ours. A live hold of ``hold_key`` is used first.

    Raises ``SlotTaken``.
    """
    runs = claimable_runs(
        doctor=doctor,
        clinic=clinic,
        starts_at=starts_at,
        minutes=minutes,
        occupies=occupies,
        now=now,
        hold_key=hold_key,
        keeping=keeping,
        visit_type=visit_type,
    )
    if not runs:
        raise SlotTaken
    ids = [slot.pk for slot in runs[0]]
    wanted = [pk for pk in ids if pk not in set(keeping)]
    if wanted:
        taken = (
            TimeSlot.objects.filter(pk__in=wanted)
            .filter(is_free(now=now, hold_key=hold_key))
            .update(status=TimeSlot.Status.BOOKED, held_until=None, hold_key=None)
        )
        if taken != len(wanted):
            raise SlotTaken
    return Claim(ids, was_blocked=any(slot.status == TimeSlot.Status.BLOCKED for slot in runs[0]))
