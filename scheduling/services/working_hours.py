"""When a doctor works: add hours, end them, follow them by others. Hours in use are never edited or deleted."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import Doctor
from scheduling.clinic_time import MIDNIGHT, ONE_DAY, is_in_reach, local_date, monday_of
from scheduling.models import Clinic, TimeSlot, VisitType, WorkingHours
from scheduling.services.plan_change import changing_plan, lock_clinic
from scheduling.slot_plan import Session, falls_on, sessions_of
from scheduling.time_words import wall_clock

# Every rhythm of up to eight weeks meets every other within 56 weeks.
WEEKS_TO_COMPARE = 57
COPIED = ("starts", "ends", "slot_minutes", "capacity", "every_n_weeks", "anchor", "valid_until")


class HoursRefused(Exception):
    """These hours cannot be. The message can be read aloud."""


@in_one_transaction()
def add_hours(
    *,
    doctor: Doctor,
    clinic: Clinic,
    weekday: int,
    starts: dt.time,
    ends: dt.time,
    slot_minutes: int,
    valid_from: dt.date,
    actor: Any,
    now: dt.datetime,
    capacity: int = 1,
    valid_until: dt.date | None = None,
    every_n_weeks: int = 1,
    anchor: dt.date | None = None,
    visit_types: Iterable[VisitType] = (),
) -> WorkingHours:
    """
    Add a weekly session in the clinic's wall clock, publish it and return it.

    ``ends`` at midnight ends the day. ``anchor`` is any day of a week that
    counts; without it the week of the first such day does. Raises ``HoursRefused``.
    """
    lock_clinic(clinic)
    with changing_plan(doctors=[doctor.pk], actor=actor, now=now):
        return written(
            WorkingHours(
                doctor=doctor,
                clinic=clinic,
                weekday=weekday,
                starts=starts,
                ends=ends,
                slot_minutes=slot_minutes,
                capacity=capacity,
                valid_from=valid_from,
                valid_until=valid_until,
                every_n_weeks=every_n_weeks,
                anchor=anchor,
            ),
            visit_types,
        )


@in_one_transaction()
def end_hours(*, hours: WorkingHours, last_day: dt.date, actor: Any, now: dt.datetime) -> None:
    """
    Let the hours end with the local date ``last_day``; what is booked after it stays booked.

    Hours that had not begun by then are deleted, unless somebody has booked
    them. Raises ``HoursRefused`` for a day that has passed.
    """
    with changing_plan(doctors=[hours.doctor_id], actor=actor, now=now):
        ended(current(hours), last_day, now=now)
    drop_if_never_used(hours)


@in_one_transaction()
def replace_hours(
    *, hours: WorkingHours, from_date: dt.date, actor: Any, now: dt.datetime, **changes: Any
) -> WorkingHours:
    """
    End the hours before ``from_date`` and return the new ones that follow, with ``changes``.

    ``changes`` are fields of ``WorkingHours`` and ``visit_types``. Raises
    ``HoursRefused``.
    """
    lock_clinic(changes.get("clinic", hours.clinic))
    with changing_plan(doctors=[hours.doctor_id], actor=actor, now=now):
        old = current(hours)
        visit_types = changes.pop("visit_types", None)
        if changes.get("every_n_weeks", old.every_n_weeks) != old.every_n_weeks:
            changes.setdefault("anchor", None)  # another rhythm is counted anew
        new = copy_of(old, valid_from=max(from_date, old.valid_from), **changes)
        ended(old, from_date - ONE_DAY, now=now)
        written(new, old.visit_types.all() if visit_types is None else visit_types)
    drop_if_never_used(hours)
    return new


@in_one_transaction()
def copy_day(
    *,
    doctor: Doctor,
    from_weekday: int,
    to_weekdays: Collection[int],
    valid_from: dt.date,
    actor: Any,
    now: dt.datetime,
) -> list[WorkingHours]:
    """
    Make other days of the week look like one, from ``valid_from`` on, and return the new hours.

    What the other days had ends the day before. Raises ``HoursRefused``.
    """
    to_weekdays = set(to_weekdays) - {from_weekday}
    coming = WorkingHours.objects.filter(doctor=doctor).in_force(first=valid_from, last=dt.date.max)
    for clinic in Clinic.objects.filter(pk__in=coming.filter(weekday=from_weekday).values("clinic")).order_by("pk"):
        lock_clinic(clinic)
    with changing_plan(doctors=[doctor.pk], actor=actor, now=now):
        replaced = list(coming.filter(weekday__in=to_weekdays).select_related("clinic").order_by("pk"))
        for row in replaced:
            ended(row, valid_from - ONE_DAY, now=now)
        new = []
        for row in coming.filter(weekday=from_weekday).select_related("clinic").order_by("pk"):
            for weekday in sorted(to_weekdays):
                copied = copy_of(row, weekday=weekday, valid_from=max(valid_from, row.valid_from))
                new.append(written(copied, row.visit_types.all()))
    for row in replaced:
        drop_if_never_used(row)
    return new


def current(hours: WorkingHours) -> WorkingHours:
    """Return the row as it is now that the doctor is locked."""
    return WorkingHours.objects.select_related("clinic", "doctor").get(pk=hours.pk)


def copy_of(hours: WorkingHours, **changes: Any) -> WorkingHours:
    """Return unsaved hours like these, with ``changes``."""
    values = {name: getattr(hours, name) for name in ("doctor", "clinic", "weekday", *COPIED)}
    return WorkingHours(**(values | changes))


def written(hours: WorkingHours, visit_types: Iterable[VisitType]) -> WorkingHours:
    """Check and save new hours. Raises ``HoursRefused``."""
    if not all(is_in_reach(day) for day in (hours.valid_from, hours.valid_until, hours.anchor) if day is not None):
        raise HoursRefused(_("Choose days between 2000 and 2199."))
    if hours.every_n_weeks and hours.every_n_weeks > 1:
        first = hours.valid_from + ONE_DAY * ((hours.weekday - hours.valid_from.weekday()) % 7)
        hours.anchor = monday_of(hours.anchor or first)
    else:
        hours.anchor = None
    try:
        hours.full_clean()
    except ValidationError as error:
        raise HoursRefused(" ".join(error.messages)) from error
    if not hours.clinic.is_active:
        raise HoursRefused(_("%(clinic)s is closed. Choose another clinic.") % {"clinic": hours.clinic})
    length = (dt.datetime.combine(dt.date.min, hours.ends) - dt.datetime.combine(dt.date.min, hours.starts)).seconds
    if hours.starts != hours.ends and length < hours.slot_minutes * 60:
        raise HoursRefused(_("These hours are shorter than one appointment. Make them longer or the step shorter."))
    refuse_overlap(hours)
    hours.save()
    hours.visit_types.set(visit_types)
    return hours


def ended(hours: WorkingHours, last_day: dt.date, *, now: dt.datetime) -> None:
    """
    Write the last day. Raises ``HoursRefused``.

    Hours that had not begun shrink to a day that is none of theirs: they keep
    what was booked in them, and no date is left to publish.
    """
    if hours.valid_until is not None and last_day >= hours.valid_until:
        return
    today = local_date(now, hours.clinic.time_zone)
    if hours.valid_from <= today and last_day < today - ONE_DAY:
        raise HoursRefused(_("The last day has passed. Choose yesterday or later."))
    if last_day >= hours.valid_from:
        hours.valid_until = last_day
    else:
        none_of_theirs = hours.valid_from - ONE_DAY * (1 if hours.valid_from.weekday() == hours.weekday else 0)
        hours.valid_from = hours.valid_until = none_of_theirs
    hours.save(update_fields=["valid_from", "valid_until"])


def drop_if_never_used(hours: WorkingHours) -> None:
    """Delete hours that have no date of their own and no slot left."""
    row = WorkingHours.objects.filter(pk=hours.pk).first()
    if (
        row is None
        or row.valid_until is None
        or any(falls_on(row, day) for day in dates(row.valid_from, row.valid_until))
    ):
        return
    if not TimeSlot.objects.filter(doctor=row.doctor_id, working_hours=row).exists():
        row.delete()


def dates(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    """Return up to eight weeks of dates: in them the hours fall on one, if on any."""
    return (first + ONE_DAY * ahead for ahead in range(min((last - first).days, 7 * 8) + 1))


def refuse_overlap(hours: WorkingHours) -> None:
    """
    Raise ``HoursRefused`` where the doctor has other hours at the same time.

    Between two zones that change their clocks on different days, hours may meet
    for some weeks only. Those weeks are shown as a clash; it is refused when they
    always meet.
    """
    last = hours.valid_from + dt.timedelta(weeks=WEEKS_TO_COMPARE)
    mine = sessions_of(hours, hours.clinic.time_zone, hours.valid_from, last)
    others = WorkingHours.objects.filter(doctor=hours.doctor_id).in_force(first=hours.valid_from - ONE_DAY, last=last)
    for other in others.select_related("clinic").order_by("pk"):
        if not may_meet(hours, other):
            continue
        theirs = sessions_of(other, other.clinic.time_zone, hours.valid_from - ONE_DAY, last + ONE_DAY)
        if always_meet(mine, theirs):
            raise HoursRefused(
                _("These hours overlap %(day)s %(starts)s to %(ends)s at %(clinic)s.")
                % {
                    "day": other.get_weekday_display(),
                    "starts": wall_clock(other.starts),
                    "ends": wall_clock(other.ends),
                    "clinic": other.clinic,
                }
            )


def may_meet(hours: WorkingHours, other: WorkingHours) -> bool:
    """
    Say whether sessions of the two could ever overlap, by the clock alone.

    On one clock that is exact but for the weeks. Between two, a session may meet
    one of the day before or after.
    """
    if hours.clinic.time_zone != other.clinic.time_zone:
        return (hours.weekday - other.weekday) % 7 in {0, 1, 6}
    before = hours.ends != MIDNIGHT and hours.ends <= other.starts
    after = other.ends != MIDNIGHT and other.ends <= hours.starts
    return hours.weekday == other.weekday and not before and not after


def always_meet(mine: Sequence[Session], theirs: Sequence[Session]) -> bool:
    """Say whether sessions overlap every time both have one within a day of each other."""
    near = overlapping = 0
    for session in mine:
        close = [other for other in theirs if abs(other.local_date - session.local_date) <= ONE_DAY]
        near += bool(close)
        overlapping += any(o.starts_at < session.ends_at and o.ends_at > session.starts_at for o in close)
    return 0 < overlapping == near
