"""Set a doctor's usual week in one go: every day of it that differs from what is on record follows what was."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import Doctor
from scheduling.clinic_time import ONE_DAY
from scheduling.models import Clinic, Weekday, WorkingHours
from scheduling.services.plan_change import changing_plan, lock_clinic
from scheduling.services.working_hours import HoursRefused, drop_if_never_used, ended, written
from scheduling.usual_week import UsualDay, is_plain, session_of


@in_one_transaction()
def set_usual_week(
    *, doctor: Doctor, days: Mapping[int, UsualDay], from_date: dt.date, actor: Any, now: dt.datetime
) -> bool:
    """
    Let the days of the week (0 is Monday) look like ``days`` from ``from_date`` on; return whether any changed.

    Days that are not named stay as they are, and so do sessions that are the
    same. Raises ``HoursRefused``, also for a day that meanwhile has hours a
    ``UsualDay`` cannot say: they would be lost.
    """
    clinics = Clinic.objects.in_bulk({day.clinic_id for day in days.values() if day.works})
    for pk in sorted(clinics):
        lock_clinic(clinics[pk])
    with changing_plan(doctors=[doctor.pk], actor=actor, now=now):
        coming = WorkingHours.objects.filter(doctor=doctor).in_force(first=from_date, last=dt.date.max)
        rows = list(
            coming.filter(weekday__in=days).select_related("clinic").prefetch_related("visit_types").order_by("pk")
        )
        refuse_what_would_be_lost(rows, from_date)
        left = [row for row in rows if session_of(row) not in days[row.weekday].sessions()]
        for row in left:
            ended(row, from_date - ONE_DAY, now=now)
        kept = {(row.weekday, session_of(row)) for row in rows if row not in left}
        new = [
            hours
            for weekday, day in sorted(days.items())
            for hours in sessions_from(day, weekday=weekday, doctor=doctor, clinics=clinics, from_date=from_date)
            if (weekday, session_of(hours)) not in kept
        ]
        for hours in new:
            written(hours, ())
    for row in left:
        drop_if_never_used(row)
    return bool(left or new)


def refuse_what_would_be_lost(rows: list[WorkingHours], from_date: dt.date) -> None:
    """Raise ``HoursRefused`` where a day has hours that were not on the page this comes from."""
    for row in rows:
        if not is_plain(row, on=from_date):
            raise HoursRefused(
                _("%(day)s has hours of its own by now. Look at the week again.") % {"day": Weekday(row.weekday).label}
            )


def sessions_from(
    day: UsualDay, *, weekday: int, doctor: Doctor, clinics: Mapping[int, Clinic], from_date: dt.date
) -> list[WorkingHours]:
    """Return the unsaved sessions of a day of the week."""
    return [
        WorkingHours(
            doctor=doctor,
            clinic=clinics[clinic_id],
            weekday=weekday,
            starts=starts,
            ends=ends,
            slot_minutes=slot_minutes,
            valid_from=from_date,
        )
        for clinic_id, starts, ends, slot_minutes in sorted(day.sessions())
        if clinic_id is not None
    ]
