"""Lengths of waits in steps: a year of them is few numbers, and its median still says something."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEAD_DAYS = (0, 1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 28, 42, 60, 90)
"""The last day of each step; what is longer is one step more. Up to a week each day is its own."""

ANSWER_HOURS = (1, 2, 3, 4, 6, 8, 12, 18, 24, 36, 48, 72)
"""The end of each step, in hours; what is longer is one step more."""


@dataclass(frozen=True)
class Wait:
    """A length in the unit of its steps; ``is_more``: longer than the last of them, nobody knows how much."""

    length: float
    is_more: bool = False


def step_of(length: float, ends: Sequence[int]) -> int:
    """Return the step that ``length`` lies in."""
    return bisect_left(ends, length)


def whole_days(counts: Mapping[int, int], percent: int) -> Wait | None:
    """
    Return the days that ``percent`` of all waited at most: the nearest rank; within a step, as if they lay evenly.

    Of steps of one day it is exact. ``counts`` are of ``LEAD_DAYS``.
    """
    if (found := _rank(counts, percent, LEAD_DAYS)) is None or isinstance(found, Wait):
        return found
    before, last, rank, number = found
    return Wait(before + _rounded_up((last - before) * rank, number))


def hours(counts: Mapping[int, int], percent: int) -> Wait | None:
    """Return the hours that ``percent`` of all waited at most. ``counts`` are of ``ANSWER_HOURS``."""
    if (found := _rank(counts, percent, ANSWER_HOURS)) is None or isinstance(found, Wait):
        return found
    before, last, rank, number = found
    return Wait(max(before, 0) + (last - max(before, 0)) * rank / number)


def _rank(counts, percent, ends):
    """Return the end before the step wanted, its own, the how manieth of how many in it; a ``Wait`` past the last."""
    everybody = sum(counts.values())
    if not everybody:
        return None
    rank = max(1, _rounded_up(everybody * percent, 100))
    step, number = 0, everybody
    for step, number in sorted(counts.items()):  # noqa: B007 - where it stops is what is wanted
        if rank <= number:
            break
        rank -= number
    if step >= len(ends):
        return Wait(ends[-1], is_more=True)
    return ends[step - 1] if step else -1, ends[step], rank, number


def _rounded_up(part: int, whole: int) -> int:
    return -(-part // whole)
