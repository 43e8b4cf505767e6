"""From working hours and time off to the slots there should be: pure, without database or clock."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import itemgetter
from typing import Protocol

from scheduling import clinic_time
from scheduling.absence import TimeOffLike, absences
from scheduling.clinic_time import A_WEEK, MIDNIGHT, MINUTES_A_DAY, ONE_DAY, ONE_MINUTE, monday_of, utc_minute
from scheduling.stretches import Stretches

# A visit with its buffer is far shorter than a day. Without an end, the run of
# somebody who works round the clock would grow with every night's publishing.
LONGEST_RUN_MINUTES = 1440
# What lies beside the asked dates still decides: a session of another zone that
# clashes, a run that goes on after midnight.
MARGIN = dt.timedelta(days=2)


SlotKey = tuple[int, int, int, int]  # clinic, lane, first and end minute


class HoursLike(Protocol):
    """The columns of ``WorkingHours`` the plan reads."""

    id: int
    clinic_id: int
    weekday: int
    starts: dt.time
    ends: dt.time
    slot_minutes: int
    capacity: int
    valid_from: dt.date
    valid_until: dt.date | None
    every_n_weeks: int
    anchor: dt.date | None


class Standing(StrEnum):
    """What hours and time off say of a stretch; the words are those of ``Appointment.attention``."""

    WORKING = ""
    AWAY = "doctor_away"
    OUTSIDE_HOURS = "outside_hours"


@dataclass(frozen=True, slots=True)
class PlannedSlot:
    """A slot there should be. ``minutes_left`` ignores time off: what is blocked counts as taken, not as absent."""

    clinic_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    lane: int
    working_hours_id: int
    blocked: bool
    local_date: dt.date
    local_minute: int
    minutes_left: int

    @property
    def minute(self) -> int:
        """UTC minutes of the start since 1970, the clock of ``TimeSlot.minute``."""
        return utc_minute(self.starts_at)

    @property
    def end_minute(self) -> int:
        """UTC minutes of the end since 1970."""
        return utc_minute(self.ends_at)

    @property
    def key(self) -> SlotKey:
        """What a stored slot must share with this one to be this one."""
        return self.clinic_id, self.lane, self.minute, self.end_minute


@dataclass(frozen=True, slots=True)
class Clash:
    """A session that is not published on a date, because one of older hours lies there."""

    working_hours_id: int
    with_working_hours_id: int
    local_date: dt.date


@dataclass(frozen=True, slots=True)
class Session:
    """One working hours on one date, as instants."""

    hours: HoursLike
    zone_name: str
    local_date: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass
class Plan:
    """The slots from ``first`` to ``last``, in order of time, and what was left out."""

    slots: list[PlannedSlot]
    clashes: list[Clash]
    first: dt.date = dt.date.min
    last: dt.date = dt.date.max
    worked: dict[int, Stretches] = field(default_factory=dict)
    absent: dict[int | None, Stretches] = field(default_factory=dict)

    def is_away(self, clinic_id: int, starts_at: dt.datetime, ends_at: dt.datetime) -> bool:
        """Say whether time off of the doctor, or of the clinic, touches the stretch."""
        return any(self.absent[of].touch(starts_at, ends_at) for of in (None, clinic_id) if of in self.absent)

    def standing(self, clinic_id: int, starts_at: dt.datetime, ends_at: dt.datetime) -> Standing:
        """Say what hours and time off make of a stretch near the dates of the plan."""
        if self.is_away(clinic_id, starts_at, ends_at):
            return Standing.AWAY
        worked = self.worked.get(clinic_id)
        return Standing.WORKING if worked and worked.cover(starts_at, ends_at) else Standing.OUTSIDE_HOURS


def plan_slots(
    *,
    hours: Iterable[HoursLike],
    time_off: Iterable[TimeOffLike],
    zones: Mapping[int, str],
    first: dt.date,
    last: dt.date,
) -> Plan:
    """
    Return the slots one doctor's ``hours`` make on the local dates ``first`` to ``last``, both included.

    ``zones`` names the zone of each clinic. Where two sessions overlap, also
    across zones, the hours with the lower id win.
    """
    sessions, clashes = without_clashes(
        session
        for row in sorted(hours, key=lambda row: row.id)
        for session in sessions_of(row, zones[row.clinic_id], first - MARGIN, last + MARGIN)
    )
    absent = absences(
        time_off,
        since=dt.datetime.combine(first - MARGIN, MIDNIGHT, dt.UTC),
        until=dt.datetime.combine(last + MARGIN, MIDNIGHT, dt.UTC),
    )
    worked: dict[int, list[tuple[dt.datetime, dt.datetime]]] = {}
    for session in sessions:
        worked.setdefault(session.hours.clinic_id, []).append((session.starts_at, session.ends_at))
    plan = Plan(
        slots=[],
        clashes=[clash for clash in clashes if first <= clash.local_date <= last],
        first=first,
        last=last,
        worked={clinic_id: Stretches(stretches) for clinic_id, stretches in worked.items()},
        absent=absent,
    )
    plan.slots = slots_of(sessions, plan)
    return plan


def falls_on(hours: HoursLike, day: dt.date) -> bool:
    """Say whether the hours have a session on the local date."""
    if day.weekday() != hours.weekday or day < hours.valid_from or (hours.valid_until and day > hours.valid_until):
        return False
    if hours.every_n_weeks == 1 or hours.anchor is None:
        return True
    return (monday_of(day) - monday_of(hours.anchor)) // A_WEEK % hours.every_n_weeks == 0


def sessions_of(hours: HoursLike, zone_name: str, first: dt.date, last: dt.date) -> list[Session]:
    """Return the sessions of the hours on the local dates ``first`` to ``last``; one that clocks jump over is none."""
    since = max(first, hours.valid_from)
    day = since + dt.timedelta(days=(hours.weekday - since.weekday()) % 7)
    sessions = []
    while day <= last:
        if falls_on(hours, day):
            starts_at = clinic_time.first_instant(day, hours.starts, zone_name)
            ends_at = clinic_time.first_instant(day + ONE_DAY if hours.ends == MIDNIGHT else day, hours.ends, zone_name)
            if starts_at < ends_at:
                sessions.append(Session(hours, zone_name, day, starts_at, ends_at))
        day += A_WEEK
    return sessions


def without_clashes(sessions: Iterable[Session]) -> tuple[list[Session], list[Clash]]:
    """Keep, of sessions that overlap, the one that comes first in ``sessions``; return them in order of time."""
    kept: dict[dt.date, list[Session]] = {}
    clashes = []
    for session in sessions:
        near = [other for days in (-1, 0, 1) for other in kept.get(session.local_date + ONE_DAY * days, ())]
        against = [o for o in near if o.starts_at < session.ends_at and o.ends_at > session.starts_at]
        if against:
            winner = min(against, key=lambda other: other.hours.id)
            clashes.append(Clash(session.hours.id, winner.hours.id, session.local_date))
        else:
            kept.setdefault(session.local_date, []).append(session)
    ordered = sorted((s for day in kept.values() for s in day), key=lambda session: session.starts_at)
    return ordered, clashes


def starts_of(session: Session) -> list[tuple[dt.datetime, int]]:
    """
    Return the starts a session offers, each as instant and local minute.

    They step on the wall clock from the beginning. Left out: a start no clock
    shows, and one whose real end passes the next start or the end of the session.
    """
    hours, step = session.hours, session.hours.slot_minutes
    from_minute = _minute(hours.starts)
    to_minute = _minute(hours.ends) or MINUTES_A_DAY
    found = []
    for minute in range(from_minute, to_minute - step + 1, step):
        start = clinic_time.instant(session.local_date, dt.time(minute // 60, minute % 60), session.zone_name)
        if start is not None:
            found.append((start, minute))
    length = ONE_MINUTE * step
    limits = [start for start, _minute_ in found[1:]] + [session.ends_at]
    return [(start, minute) for (start, minute), limit in zip(found, limits, strict=False) if start + length <= limit]


def slots_of(sessions: Sequence[Session], plan: Plan) -> list[PlannedSlot]:
    """Return the slots of sessions in order of time, all lanes, on the dates of the plan."""
    starts = [starts_of(session) for session in sessions]
    left = minutes_left(
        (lane, session.hours.clinic_id, utc_minute(start), utc_minute(start) + session.hours.slot_minutes)
        for session, session_starts in zip(sessions, starts, strict=True)
        for lane in range(session.hours.capacity)
        for start, _local_minute in session_starts
    )
    slots: list[PlannedSlot] = []
    for session, session_starts in zip(sessions, starts, strict=True):
        if not plan.first <= session.local_date <= plan.last:
            continue
        hours = session.hours
        any_blocked = plan.is_away(hours.clinic_id, session.starts_at, session.ends_at)
        for start, local_minute in session_starts:
            end = start + ONE_MINUTE * hours.slot_minutes
            blocked = any_blocked and plan.is_away(hours.clinic_id, start, end)
            slots.extend(
                PlannedSlot(
                    clinic_id=hours.clinic_id,
                    starts_at=start,
                    ends_at=end,
                    lane=lane,
                    working_hours_id=hours.id,
                    blocked=blocked,
                    local_date=session.local_date,
                    local_minute=local_minute,
                    minutes_left=left[lane, utc_minute(start)],
                )
                for lane in range(hours.capacity)
            )
    return slots


def minutes_left(stretches: Iterable[tuple[int, int, int, int]]) -> dict[tuple[int, int], int]:
    """
    Return, by lane and start, the minutes to the end of the unbroken run of each ``(lane, clinic, start, end)``.

    Starts and ends are UTC minutes. A run goes on while the next one of the lane
    begins where this one ends, at the same clinic; it counts up to
    ``LONGEST_RUN_MINUTES``.
    """
    left: dict[tuple[int, int], int] = {}
    following: dict[int, tuple[int, int, int]] = {}
    for lane, clinic_id, start, end in sorted(stretches, key=itemgetter(2), reverse=True):
        minutes = end - start
        next_clinic, next_start, next_left = following.get(lane, (0, 0, 0))
        if next_start == end and next_clinic == clinic_id:
            minutes = min(minutes + next_left, LONGEST_RUN_MINUTES)
        left[lane, start] = minutes
        following[lane] = (clinic_id, start, minutes)
    return left


def _minute(time: dt.time) -> int:
    return time.hour * 60 + time.minute
