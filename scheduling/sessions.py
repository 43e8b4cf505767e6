"""
A doctor's sessions: the unbroken stretches of work at one clinic.

Working hours that meet are one session. A break between two of them ends it, and so does time off,
the doctor's or the clinic's: lunch, a blocked hour, a closed afternoon.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scheduling.slot_plan import Plan
from scheduling.stretches import Stretches

Stretch = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True, slots=True)
class UnbrokenSession:
    """``[starts_at, ends_at)`` at one clinic."""

    clinic_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime

    def holds(self, instant: dt.datetime) -> bool:
        return self.starts_at <= instant < self.ends_at


def sessions_of(plan: Plan, *, beside: Mapping[int, Iterable[Stretch]]) -> list[UnbrokenSession]:
    """
    Return the sessions of ``plan`` and of the two days around it, in order of time.

    ``beside`` holds, by clinic, what is booked, wherever it lies: a visit after hours lengthens the
    session it touches, one on a free evening is a session of its own.
    """
    found = []
    for clinic_id in {*plan.worked, *beside}:
        away = Stretches(stretch for of in (None, clinic_id) for stretch in plan.absent.get(of, ()))
        worked = plan.worked.get(clinic_id, Stretches()).without(away)
        for starts_at, ends_at in Stretches([*worked, *beside.get(clinic_id, ())]):
            found.append(UnbrokenSession(clinic_id, starts_at, ends_at))
    return sorted(found, key=lambda session: (session.starts_at, session.clinic_id))
