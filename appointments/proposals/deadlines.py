"""By when a patient answers an offer of other times."""

import datetime as dt

from appointments.deadlines import least_before_start

USUAL = dt.timedelta(hours=24)


def latest_answer(*, starts, now):
    """
    Return the last instant at which an answer still leaves room: two hours before the earliest of ``starts``.

    ``starts`` are the old time and the offered ones. For one so near that this has passed, half-way to it.
    """
    earliest = min(starts)
    latest = earliest - least_before_start()
    return latest if latest > now else now + (earliest - now) / 2


def answer_by(*, starts, now, wished=None):
    """Return when the offer ends: as ``wished``, else in a day, and never after ``latest_answer``."""
    return min(wished if wished and wished > now else now + USUAL, latest_answer(starts=starts, now=now))
