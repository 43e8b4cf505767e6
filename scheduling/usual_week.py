"""A doctor's usual week in its simplest words: on a day they work at one clinic, from, to, with one break at most."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scheduling.clinic_time import MIDNIGHT
from scheduling.models import WorkingHours

MOST_SPANS = 2


@dataclass(frozen=True)
class UsualDay:
    """What a day of the week looks like: ``spans`` are from and to on the clinic's clock; none is a day off."""

    spans: tuple[tuple[dt.time, dt.time], ...] = ()
    clinic_id: int | None = None
    slot_minutes: int = 20

    @property
    def works(self) -> bool:
        return bool(self.spans)

    def sessions(self) -> set[tuple[int | None, dt.time, dt.time, int]]:
        """Return the sessions of the day, as ``session_of`` puts those that are on record."""
        return {(self.clinic_id, starts, ends, self.slot_minutes) for starts, ends in self.spans}


def session_of(hours: WorkingHours) -> tuple[int | None, dt.time, dt.time, int]:
    """Return what is usual of a session: its clinic, when it starts and ends, minutes between starts."""
    return hours.clinic_id, hours.starts, hours.ends, hours.slot_minutes


def is_plain(hours: WorkingHours, *, on: dt.date) -> bool:
    """Whether the hours, with their visit types read, are weekly, endless and for one at a time ``on`` that day."""
    return (
        hours.valid_from <= on
        and hours.valid_until is None
        and hours.every_n_weeks == 1
        and hours.capacity == 1
        and not hours.visit_types.all()
    )


def usual_day(rows: Sequence[WorkingHours], *, on: dt.date) -> UsualDay | None:
    """Return a day of the week in its simplest words, or ``None`` where its hours say more than those can."""
    rows = sorted(rows, key=lambda row: row.starts)
    if not rows:
        return UsualDay()
    first = rows[0]
    same_place = all((row.clinic_id, row.slot_minutes) == (first.clinic_id, first.slot_minutes) for row in rows)
    in_turn = all(one.ends != MIDNIGHT and one.ends < other.starts for one, other in pairwise(rows))
    if len(rows) > MOST_SPANS or not same_place or not in_turn or not all(is_plain(row, on=on) for row in rows):
        return None
    return UsualDay(
        spans=tuple((row.starts, row.ends) for row in rows), clinic_id=first.clinic_id, slot_minutes=first.slot_minutes
    )
