"""What the known doctors' today must show whatever the hour: who is seen, inside, waiting, missed, and where it is free."""

import datetime as dt
from enum import StrEnum

MINUTE = dt.timedelta(minutes=1)
RUNS_LATE = 30 * MINUTE
ARRIVES_EARLY = 40 * MINUTE
"""As long as the longest visit of today: while one is inside, the next has come."""


class Wish(StrEnum):
    """What is to become of a sitting, instead of what chance draws."""

    SEEN = "seen"
    MISSED = "missed"
    INSIDE = "inside"
    ARRIVED = "arrived"
    BOOKED = "booked"
    CANCELLED = "cancelled"
    NOT_CLOSED = "not_closed"
    WAITING = "waiting"
    FREE = "free"


SOONEST_REQUEST = dt.timedelta(hours=2, minutes=20)
"""Requests are answered two hours before the start."""

COMING = (Wish.BOOKED, Wish.BOOKED, Wish.FREE, Wish.BOOKED, Wish.CANCELLED, Wish.FREE, Wish.BOOKED)
"""The rest of the day from the next start on, and again from the beginning."""


def wishes_for_today(sittings, *, now):
    """
    Return ``{sitting: Wish}`` for the sittings of today, in order of time.

    Somebody is inside while the doctor works or runs late, whoever is next has
    come; of those before, one was missed and one time stayed free. Before the
    first and after the last there is nobody inside.
    """
    begun = [sitting for sitting in sittings if sitting.starts_at <= now - 5 * MINUTE]
    coming = [sitting for sitting in sittings if sitting.starts_at > now - 5 * MINUTE]
    wishes = {}
    inside = begun.pop() if begun and begun[-1].ends_at > now - RUNS_LATE else None
    for number, sitting in enumerate(begun):
        wishes[sitting] = Wish.FREE if number % 6 == 4 else Wish.SEEN
    if len(begun) >= 2:
        wishes[begun[-2]] = Wish.MISSED
    if inside is not None:
        wishes[inside] = Wish.INSIDE
    arrived = coming.pop(0) if coming and coming[0].starts_at <= now + ARRIVES_EARLY else None
    if arrived is not None:
        wishes[arrived] = Wish.ARRIVED
    for number, sitting in enumerate(coming):
        wishes[sitting] = COMING[number % len(COMING)]
    return wishes


def one_that_waits(wishes, *, now):
    """Return the wish that the first start at which a request has still time to be answered is one, if it needs a yes."""
    for sitting, wish in wishes.items():
        if wish in COMING and sitting.starts_at > now + SOONEST_REQUEST and not sitting.offer.is_automatic:
            return {sitting: Wish.WAITING}
    return {}


def leave_open(sittings):
    """Return the wish that nobody said how the last of ``sittings``, yesterday's, ended."""
    return {sittings[-1]: Wish.NOT_CLOSED} if sittings else {}
