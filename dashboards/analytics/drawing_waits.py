"""Small charts of a wait, one for each specialty, and the bars of a histogram, worked out as ``drawing`` does."""

from dataclasses import dataclass

from django.utils.formats import date_format

from dashboards.analytics.drawing import BAR, COLUMN, COLUMN_GAP, TALL
from dashboards.analytics.shares import Share
from dashboards.analytics.steps import LEAD_DAYS
from dashboards.analytics.wait_words import morning_words, steps_in_words

MOST_SMALL = 24
"""Of more doctors than that, those with the longest waits are drawn; the table below has all."""

TOGETHER = tuple(LEAD_DAYS.index(day) for day in (0, 3, 7, 14, 28, 42))
"""Steps of the histogram that are one bar: up to and with these."""


@dataclass(frozen=True)
class Week:
    """A week of one of the small charts: where its column stands, and its words. Without samples it has no height."""

    x: int
    top: float
    height: float
    kind: str
    monday: str
    words: str


@dataclass(frozen=True)
class Small:
    """One of the small charts, with what the last week says."""

    name: str
    address: str
    weeks: list[Week]
    last: str


@dataclass(frozen=True)
class Bar:
    """One bar of the histogram: which days, how many of all, how far it goes."""

    days: str
    share: Share
    width: int


def small_charts(access, doctors_of):
    """Return a chart of each group with samples, the longest wait first, on one scale, and its top in days."""
    groups = [group for group in access.groups if group.key in access.weeks][:MOST_SMALL]
    medians = [week.median for group in groups for week in access.weeks[group.key] if week.is_told]
    scale = max([1, *(days for days in medians if days is not None)])
    return [small(access, group, scale, doctors_of(group.key)) for group in groups], scale


def small(access, group, scale, address):
    weeks = []
    for number, (monday, mornings) in enumerate(zip(access.mondays, access.weeks[group.key], strict=True)):
        days = mornings.median
        height = 0.0 if not mornings.is_told else float(TALL) if days is None else max(2.0, TALL * days / scale)
        kind = "none-free" if days is None else "days"
        x = number * (COLUMN + COLUMN_GAP) + COLUMN_GAP // 2
        shown = date_format(monday, "j M")
        weeks.append(Week(x, round(TALL - height, 2), round(height, 2), kind, shown, morning_words(mornings)))
    return Small(group.name, address, weeks, weeks[-1].words)


def histogram(leads):
    """Return the bars of the days from booking to visit; of too few, none."""
    whole = sum(leads.values())
    counts, first = [], 0
    for last in TOGETHER:
        counts.append(sum(leads[step] for step in range(first, last + 1)))
        first = last + 1
    counts.append(whole - sum(counts))
    if not Share(0, whole).is_told:
        return []
    most = max(counts)
    words = steps_in_words(LEAD_DAYS, TOGETHER)
    return [
        Bar(days, Share(number, whole), round(BAR * number / most)) for days, number in zip(words, counts, strict=True)
    ]
