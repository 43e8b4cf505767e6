"""Leave, closing days and blocked slots: one fact, entered and ended. Slots follow from it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import Doctor
from scheduling.absence import occurrences
from scheduling.clinic_time import MINUTES_A_DAY, ONE_DAY, is_in_reach, local_date, utc_minute
from scheduling.models import Clinic, TimeOff, TimeSlot, WorkingHours
from scheduling.models.clinic import validate_time_zone
from scheduling.services.doctor_lock import lock_doctors
from scheduling.services.plan_change import changing_plan, lock_clinic

LONGEST_REPEATED = dt.timedelta(days=7)


class TimeOffRefused(Exception):
    """This time off cannot be entered or ended. The message can be read aloud."""


class SlotInUse(Exception):
    """A slot that is booked or held is not edited. The message can be read aloud."""

    def __init__(self) -> None:
        super().__init__(_("Someone has this time: move the appointment instead."))


@in_one_transaction()
def add_time_off(
    *,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    time_zone: str,
    actor: Any,
    now: dt.datetime,
    doctor: Doctor | None = None,
    clinic: Clinic | None = None,
    label: str = "",
    repeats_until: dt.date | None = None,
) -> TimeOff:
    """
    Enter time off of a doctor or of a whole clinic, block what is free in it and return it.

    ``starts_at`` and ``ends_at`` are instants; ``time_zone`` names the wall clock
    a weekly one keeps, up to the local date ``repeats_until``. What is booked
    stays booked; ``time_withdrawn`` names it. Raises ``TimeOffRefused``.
    """
    row = TimeOff(
        doctor=doctor,
        clinic=clinic,
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=time_zone,
        label=label,
        repeats_until=repeats_until,
    )
    check(row, now=now)
    with changing_time_off(row, actor=actor, now=now):
        row.save()
    return row


@in_one_transaction()
def end_time_off(*, time_off: TimeOff, actor: Any, now: dt.datetime) -> None:
    """Let time off be over from now on and open its time again. What has ended already stays as it is."""
    if time_off.clinic is not None:
        lock_clinic(time_off.clinic)
    elif time_off.doctor_id is not None:
        lock_doctors([time_off.doctor_id])
    row = TimeOff.objects.select_related("clinic").get(pk=time_off.pk)
    if row.ended_at is None and not is_over(row, now=now):
        with changing_time_off(row, actor=actor, now=now):
            finish(row, now=now)
    time_off.refresh_from_db()


@in_one_transaction()
def block_slot(*, slot_id: int, actor: Any, now: dt.datetime, label: str = "") -> TimeOff:
    """
    Block the time of a slot, in every lane, and return the time off that does it.

    Raises ``SlotInUse`` where somebody has the time, ``TimeOffRefused`` where it
    has passed.
    """
    slot = locked_slot(slot_id, now=now)
    if slot.status == TimeSlot.Status.BLOCKED:
        found = covering(slot)
        if found:
            return found[0]
    return add_time_off(
        doctor=slot.doctor,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        time_zone=slot.clinic.time_zone,
        label=label,
        actor=actor,
        now=now,
    )


@in_one_transaction()
def unblock_slot(*, slot_id: int, actor: Any, now: dt.datetime) -> None:
    """
    Open the time of a blocked slot again: end the time off it is under, or cut it in two around it.

    A slot that is open already is no error. Raises ``SlotInUse``, and
    ``TimeOffRefused`` where the clinic is closed or the time off repeats.
    """
    slot = locked_slot(slot_id, now=now)
    for row in covering(slot):
        if row.clinic_id is not None:
            raise TimeOffRefused(_("%(clinic)s is closed then. Open the clinic first.") % {"clinic": slot.clinic})
        if row.repeats_until is not None:
            raise TimeOffRefused(_("This time is blocked every week. End that first, then block the weeks you want."))
        cut_out(row, slot.starts_at, slot.ends_at, actor=actor, now=now)


def cut_out(row: TimeOff, starts_at: dt.datetime, ends_at: dt.datetime, *, actor: Any, now: dt.datetime) -> None:
    """End time off that does not repeat; what lies before and after the stretch stays, as time off of its own."""
    with changing_time_off(row, actor=actor, now=now):
        for start, end in ((max(row.starts_at, now), starts_at), (ends_at, row.ends_at)):
            if start < end:
                rest = TimeOff(doctor_id=row.doctor_id, time_zone=row.time_zone, label=row.label)
                rest.starts_at, rest.ends_at = start, end
                rest.save()
        finish(row, now=now)


def check(row: TimeOff, *, now: dt.datetime) -> None:
    """Raise ``TimeOffRefused`` for what makes no sense."""
    try:
        row.full_clean()
        validate_time_zone(row.time_zone)
    except ValidationError as error:
        raise TimeOffRefused(" ".join(error.messages)) from error
    days = (row.starts_at.date(), row.ends_at.date(), row.repeats_until)
    if not all(is_in_reach(day) for day in days if day is not None):
        raise TimeOffRefused(_("Choose days between 2000 and 2199."))
    if row.repeats_until is not None:
        if row.ends_at - row.starts_at > LONGEST_REPEATED:
            raise TimeOffRefused(_("Time off that repeats every week is at most a week long."))
        if row.repeats_until < local_date(row.starts_at, row.time_zone):
            raise TimeOffRefused(_("The last week is before the first. Choose a later date."))
    if is_over(row, now=now):
        raise TimeOffRefused(_("This time has passed. Choose a later time."))


def is_over(row: TimeOff, *, now: dt.datetime) -> bool:
    """Say whether the last of the time off lies behind ``now``."""
    if row.repeats_until is None:
        return row.ends_at <= now
    return row.ends_at <= now and local_date(now, row.time_zone) > row.repeats_until + LONGEST_REPEATED


def finish(row: TimeOff, *, now: dt.datetime) -> None:
    """Write that the time off is over. What is still to come stays on record, marked as ended."""
    row.ended_at = now
    if row.repeats_until is None and row.starts_at < now:
        row.ends_at = min(row.ends_at, now)
    row.save(update_fields=["ended_at", "ends_at"])


@contextmanager
def changing_time_off(row: TimeOff, *, actor: Any, now: dt.datetime) -> Iterator[None]:
    """Change ``row`` inside the ``with``; the doctors it keeps away are locked before and published after."""
    first = last = None
    if row.repeats_until is None:
        first = local_date(row.starts_at, row.time_zone) - ONE_DAY
        last = local_date(row.ends_at, row.time_zone) + ONE_DAY
    doctors = [row.doctor_id] if row.doctor_id is not None else []
    if row.clinic is not None:
        lock_clinic(row.clinic)
        doctors = doctors_at(row.clinic, now=now)
    with changing_plan(doctors=doctors, actor=actor, now=now, first=first, last=last):
        yield


def doctors_at(clinic: Clinic, *, now: dt.datetime) -> list[int]:
    """Return the ids of the doctors with hours at the clinic, or with slots there beside the hours."""
    hours = WorkingHours.objects.filter(doctor=OuterRef("pk"), clinic=clinic)
    coming = TimeSlot.objects.filter(doctor=OuterRef("pk"), clinic=clinic, minute__gte=utc_minute(now))
    found = Doctor.objects.filter(Q(Exists(hours)) | Q(Exists(coming.beside_the_hours())))
    return list(found.order_by("pk").values_list("pk", flat=True))


def locked_slot(slot_id: int, *, now: dt.datetime) -> TimeSlot:
    """
    Return the slot, the doctor and all slots at its time locked.

    Raises ``SlotInUse`` if one of them is booked or held: people never see
    lanes, and time off is the same for all of them.
    """
    slot = TimeSlot.objects.select_related("doctor", "clinic").filter(pk=slot_id).first()
    if slot is None:
        raise TimeOffRefused(_("This time is not there any more. Look at the day again."))
    lock_doctors([slot.doctor_id])
    at_once = TimeSlot.objects.select_for_update(of=("self",)).select_related("doctor", "clinic").order_by("pk")
    near = at_once.filter(
        doctor=slot.doctor_id,
        minute__gt=slot.minute - MINUTES_A_DAY,
        starts_at__lt=slot.ends_at,
        ends_at__gt=slot.starts_at,
    )
    overlapping = {row.pk: row for row in near}
    if slot_id not in overlapping:
        raise TimeOffRefused(_("This time is not there any more. Look at the day again."))
    if slot.ends_at <= now:
        raise TimeOffRefused(_("This time has passed. Choose a later time."))
    for row in overlapping.values():
        if row.status == TimeSlot.Status.BOOKED or (row.held_until is not None and row.held_until > now):
            raise SlotInUse
    return overlapping[slot_id]


def covering(slot: TimeSlot) -> list[TimeOff]:
    """Return the time off, of the doctor or of the clinic, that touches the slot."""
    near = TimeOff.objects.filter(
        Q(doctor=slot.doctor_id) | Q(clinic=slot.clinic_id),
        Q(ends_at__gt=slot.starts_at) | Q(repeats_until__isnull=False),
        starts_at__lt=slot.ends_at,
    )
    return [row for row in near.order_by("pk") if occurrences(row, since=slot.starts_at, until=slot.ends_at)]
