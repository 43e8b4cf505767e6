"""When somebody is away: each time a time off happens, weekly ones on their own wall clock. Pure."""

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

from scheduling import clinic_time
from scheduling.clinic_time import ONE_DAY
from scheduling.stretches import Stretches


class TimeOffLike(Protocol):
    """The columns of ``TimeOff`` the plan reads; without a clinic it is the doctor's, at every clinic."""

    clinic_id: int | None
    starts_at: dt.datetime
    ends_at: dt.datetime
    time_zone: str
    repeats_until: dt.date | None
    ended_at: dt.datetime | None


def absences(time_off: Iterable[TimeOffLike], *, since: dt.datetime, until: dt.datetime) -> dict[int | None, Stretches]:
    """Return the stretches of absence between two instants by clinic; ``None`` is the doctor's own, at every clinic."""
    found: dict[int | None, list[tuple[dt.datetime, dt.datetime]]] = {}
    for row in time_off:
        found.setdefault(row.clinic_id, []).extend(occurrences(row, since=since, until=until))
    return {of: Stretches(stretches) for of, stretches in found.items() if stretches}


def occurrences(row: TimeOffLike, *, since: dt.datetime, until: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
    """
    Return each time the time off happens, as instants, as far as it touches the two given.

    A weekly one keeps the wall clock of its own zone; a time clocks jump over
    counts from the jump. What was ended is over from that instant.
    """
    found = [(row.starts_at, row.ends_at)]
    if row.repeats_until is not None:
        begins = clinic_time.local(row.starts_at, row.time_zone)
        ends = clinic_time.local(row.ends_at, row.time_zone)
        weeks = max(1, (since.date() - ends.date()).days // 7 - 1)
        while (day := begins.date() + dt.timedelta(weeks=weeks)) <= min(row.repeats_until, until.date() + ONE_DAY):
            last_day = ends.date() + dt.timedelta(weeks=weeks)
            found.append(
                (
                    clinic_time.first_instant(day, begins.time(), row.time_zone),
                    clinic_time.first_instant(last_day, ends.time(), row.time_zone),
                )
            )
            weeks += 1
    if row.ended_at is not None:
        found = [(start, min(end, row.ended_at)) for start, end in found]
    return [(start, end) for start, end in found if start < end and end > since and start < until]
