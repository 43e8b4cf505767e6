"""Block all free slots between two times, or open all blocked ones; what cannot be is named and stops no other."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import Doctor
from scheduling.absence import occurrences
from scheduling.clinic_time import ONE_DAY, utc_minute
from scheduling.models import TimeOff, TimeSlot
from scheduling.services.doctor_lock import lock_doctors
from scheduling.services.time_off import TimeOffRefused, add_time_off, cut_out, end_time_off
from scheduling.stretches import Stretches

LONGEST = dt.timedelta(hours=25)
"""A day, also the one on which clocks go back."""


@dataclass
class RangeReport:
    """
    What a press did: the ``slots`` it changed, and those it ``left`` because somebody has the time.

    ``time_off`` blocks them; ending it is the way back. ``refusals`` are sentences.
    """

    slots: list[TimeSlot] = field(default_factory=list)
    left: list[TimeSlot] = field(default_factory=list)
    time_off: list[TimeOff] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


@in_one_transaction()
def block_free_slots(
    *, doctor: Doctor, starts_at: dt.datetime, ends_at: dt.datetime, time_zone: str, actor: Any, now: dt.datetime
) -> RangeReport:
    """
    Block every free slot that lies between the two instants, at every clinic, and say which were left.

    What is booked or held stays as it is, and so does a slot beside it in another
    lane: time off is the same for all lanes. Raises ``TimeOffRefused``.
    """
    check(starts_at, ends_at, now=now)
    lock_doctors([doctor.pk])
    near = slots_between(doctor, starts_at, ends_at)
    # Free ones alone: whoever gives booked time back has the appointment locked before its slots.
    list(
        TimeSlot.objects.select_for_update()
        .filter(pk__in=near.filter(status=TimeSlot.Status.OPEN).values("pk"))
        .order_by("pk")
        .values_list("pk")
    )
    free = set(TimeSlot.objects.free(now=now).filter(pk__in=near.values("pk")).values_list("pk", flat=True))
    slots = [slot for slot in near.order_by("minute", "lane") if slot.starts_at >= now]
    somebodys = [slot for slot in slots if slot.pk not in free and slot.status != TimeSlot.Status.BLOCKED]
    busy = Stretches((slot.starts_at, slot.ends_at) for slot in somebodys)
    report = RangeReport(left=somebodys)
    for slot in slots:
        is_within = slot.starts_at >= starts_at and slot.ends_at <= ends_at
        if slot.pk in free and is_within and not busy.touch(slot.starts_at, slot.ends_at):
            report.slots.append(slot)
    for start, end in Stretches((slot.starts_at, slot.ends_at) for slot in report.slots):
        report.time_off.append(
            add_time_off(doctor=doctor, starts_at=start, ends_at=end, time_zone=time_zone, actor=actor, now=now)
        )
    return report


@in_one_transaction()
def open_blocked_slots(
    *, doctor: Doctor, starts_at: dt.datetime, ends_at: dt.datetime, actor: Any, now: dt.datetime
) -> RangeReport:
    """
    Open every blocked slot between the two instants, and say what keeps others blocked.

    Time off of the doctor is cut around them. Closing days of a clinic and what
    repeats every week stay. Raises ``TimeOffRefused``.
    """
    check(starts_at, ends_at, now=now)
    lock_doctors([doctor.pk])
    near = slots_between(doctor, starts_at, ends_at).filter(status=TimeSlot.Status.BLOCKED)
    blocked = [slot for slot in near.order_by("minute", "lane") if slot.ends_at > now]
    report = RangeReport()
    clinics = {slot.clinic_id for slot in blocked}
    rows = TimeOff.objects.filter(Q(doctor=doctor) | Q(clinic__in=clinics), starts_at__lt=ends_at, ended_at=None)
    for row in rows.select_related("clinic").order_by("pk"):
        if not occurrences(row, since=starts_at, until=ends_at):
            continue
        if row.clinic is not None:
            report.refusals.append(_("%(clinic)s is closed then.") % {"clinic": row.clinic})
        elif row.repeats_until is not None:
            report.refusals.append(_("Some of it is blocked every week. End that first, under Time off."))
        else:
            cut_out(row, starts_at, ends_at, actor=actor, now=now)
    opened = TimeSlot.objects.open().filter(pk__in=[slot.pk for slot in blocked])
    report.slots = list(opened.select_related("clinic").order_by("minute", "lane"))
    return report


@in_one_transaction()
def open_again(*, doctor: Doctor, time_off: list[int], actor: Any, now: dt.datetime) -> int:
    """End what ``block_free_slots`` entered, by its ids, and return how many of them there were to end."""
    rows = TimeOff.objects.filter(doctor=doctor, pk__in=time_off, ended_at=None, ends_at__gt=now).order_by("pk")
    found = list(rows)
    for row in found:
        end_time_off(time_off=row, actor=actor, now=now)
    return len(found)


def check(starts_at: dt.datetime, ends_at: dt.datetime, *, now: dt.datetime) -> None:
    """Raise ``TimeOffRefused`` for times that make no sense."""
    if ends_at <= starts_at:
        raise TimeOffRefused(_("The end must be after the start."))
    if ends_at - starts_at > LONGEST:
        raise TimeOffRefused(_("Choose times of one day."))
    if ends_at <= now:
        raise TimeOffRefused(_("This time has passed. Choose a later time."))


def slots_between(doctor: Doctor, starts_at: dt.datetime, ends_at: dt.datetime) -> QuerySet[TimeSlot]:
    """Return the doctor's slots that touch the stretch, at every clinic, in every lane."""
    return TimeSlot.objects.filter(
        doctor=doctor,
        minute__gt=utc_minute(starts_at - ONE_DAY),
        minute__lt=utc_minute(ends_at),
        ends_at__gt=starts_at,
    ).select_related("clinic")
