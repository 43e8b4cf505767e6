"""Set all of a doctor's hours in one go, from a list: what differs from what is on record is ended or added."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import Doctor
from scheduling.clinic_time import ONE_DAY
from scheduling.models import Clinic, VisitType, WorkingHours
from scheduling.services.plan_change import changing_plan, lock_clinic
from scheduling.services.working_hours import HoursRefused, drop_if_never_used, ended, written
from scheduling.slot_plan import falls_on

EIGHT_WEEKS = 56

Meaning = tuple[object, ...]


@dataclass(frozen=True)
class WantedHours:
    """
    A session that is wanted from a day on. ``line`` says where it was read, for the refusal.

    The first date a rhythm falls on is the first such weekday from ``valid_from``.
    """

    line: int
    clinic: Clinic
    weekday: int
    starts: dt.time
    ends: dt.time
    slot_minutes: int = 20
    capacity: int = 1
    every_n_weeks: int = 1
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    visit_types: tuple[VisitType, ...] = ()

    def unsaved(self, doctor: Doctor, from_date: dt.date) -> WorkingHours:
        """Return the session as hours that are on no record, from ``from_date`` at the earliest."""
        copied = ("clinic", "weekday", "starts", "ends", "slot_minutes", "capacity", "every_n_weeks", "valid_until")
        values = {name: getattr(self, name) for name in copied}
        first = self.valid_from or from_date
        begun = first + ONE_DAY * ((self.weekday - first.weekday()) % 7)
        hours = WorkingHours(doctor=doctor, valid_from=first, anchor=begun - ONE_DAY * begun.weekday(), **values)
        hours.valid_from = max(first, from_date)
        return hours


@dataclass
class WhatChanges:
    """What setting the hours does: sessions that ``end``, those that are ``new``, how many stay as they are."""

    end: list[WorkingHours] = field(default_factory=list)
    new: list[tuple[WantedHours, WorkingHours]] = field(default_factory=list)
    kept: int = 0
    over: int = 0

    @property
    def is_none(self) -> bool:
        return not self.end and not self.new


class RowsRefused(HoursRefused):
    """Some sessions cannot be; ``refused`` are their lines, each with the sentence that says why."""

    def __init__(self, refused: Sequence[tuple[int, str]]) -> None:
        self.refused = refused
        super().__init__(" ".join(self.sentences()))

    def sentences(self) -> list[str]:
        """Return a sentence for each, such as "Row 3: These hours overlap …"."""
        return [_("Row %(line)s: %(why)s") % {"line": line, "why": why} for line, why in self.refused]


@in_one_transaction()
def set_hours(
    *,
    doctor: Doctor,
    wanted: Collection[WantedHours],
    from_date: dt.date,
    actor: Any,
    now: dt.datetime,
    keep_others: bool = False,
) -> WhatChanges:
    """
    Let ``wanted`` be all the hours of the doctor from ``from_date`` on, and return what was changed.

    A session that is on record with the same meaning stays the row it is; with
    ``keep_others`` those that are not wanted stay as well, so that hours are only
    added. Raises ``RowsRefused`` naming every session that cannot be; nothing is
    changed then.
    """
    clinics = {hours.clinic.pk: hours.clinic for hours in wanted}
    for pk in sorted(clinics):
        lock_clinic(clinics[pk])
    with changing_plan(doctors=[doctor.pk], actor=actor, now=now):
        changes = what_changes(doctor=doctor, wanted=wanted, from_date=from_date)
        if keep_others:
            changes.end = []
        refused = []
        for row in changes.end:
            ended(row, from_date - ONE_DAY, now=now)
        for said, hours in changes.new:
            try:
                written(hours, said.visit_types)
            except HoursRefused as refusal:
                refused.append((said.line, str(refusal)))
        if refused:
            raise RowsRefused(refused)
    for row in changes.end:
        drop_if_never_used(row)
    return changes


def what_changes(*, doctor: Doctor, wanted: Collection[WantedHours], from_date: dt.date) -> WhatChanges:
    """Compare what is wanted with what is on record from ``from_date`` on. Two queries; nothing is written."""
    coming = WorkingHours.objects.filter(doctor=doctor).in_force(first=from_date, last=dt.date.max)
    rows = coming.select_related("clinic", "doctor").prefetch_related("visit_types").order_by("pk")
    changes, on_record = WhatChanges(), Counter[Meaning]()
    wished = [(said, said.unsaved(doctor, from_date)) for said in wanted]
    meanings = Counter(meaning(hours, from_date, said.visit_types) for said, hours in wished)
    for row in rows:
        meant = meaning(row, from_date, row.visit_types.all())
        if meant is None:
            continue
        if on_record[meant] < meanings[meant]:
            on_record[meant] += 1
        else:
            changes.end.append(row)
    changes.kept = on_record.total()
    for said, hours in wished:
        meant = meaning(hours, from_date, said.visit_types)
        if meant is None:
            changes.over += 1
        elif on_record[meant]:
            on_record[meant] -= 1
        else:
            changes.new.append((said, hours))
    return changes


def meaning(hours: WorkingHours, from_date: dt.date, visit_types: Collection[VisitType]) -> Meaning | None:
    """Return what hours come to from ``from_date`` on, so that equal ones are equal; ``None`` once they are over."""
    first = first_date(hours, from_date)
    if first is None:
        return None
    return (
        hours.clinic_id,
        hours.weekday,
        hours.starts,
        hours.ends,
        hours.slot_minutes,
        hours.capacity,
        frozenset(visit_type.pk for visit_type in visit_types),
        hours.every_n_weeks,
        first,
        hours.valid_until,
    )


def first_date(hours: WorkingHours, from_date: dt.date) -> dt.date | None:
    """Return the first date from ``from_date`` on the hours fall on, or ``None``."""
    since = max(hours.valid_from, from_date)
    return next((day for ahead in range(EIGHT_WEEKS + 7) if falls_on(hours, day := since + ONE_DAY * ahead)), None)
