"""Bars, columns and a heat table, worked out for the page: whole numbers, nothing left for the browser."""

import datetime as dt
import math
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR

from dashboards.analytics.shares import Share
from scheduling.time_words import minute_clock

BAR = 160
"""Units of a bar from nothing to the largest share on the page."""
LEAST_SCALE = 5.0
COLUMN, COLUMN_GAP, TALL = 7, 3, 100
LINE_WIDTH, LINE_TALL = 120, 28
LEAST_POINTS = 2
STEPS = 4
HEAT = (0.9, 1.1, 1.35, 1.7)
"""Shares of the mean at which a cell grows one step darker. The figure stands in it all the same."""


@dataclass(frozen=True)
class Bar:
    """How far a share goes, the same before, and the mean of all, on one scale."""

    width: int
    before: int | None
    mean: int


@dataclass(frozen=True)
class Column:
    """One week: where each part begins and how tall it is, from the top down."""

    x: int
    parts: list[tuple[str, float, float]]


@dataclass(frozen=True)
class DayChart:
    """Columns on a field ``width`` units wide, the steps of its scale, and the days to write below it."""

    columns: list[Column]
    steps: list[int]
    width: int
    ends: list[dt.date]


@dataclass(frozen=True)
class Cell:
    """A share of the heat table with its step, 0 to 4, and the way to its list. Too few have no step."""

    share: Share
    step: int | None
    when: tuple[int, int]
    address: str = ""

    @property
    def words(self):
        weekday, hour = self.when
        return f"{WEEKDAYS[weekday - 1]} {minute_clock(hour * 60)}"


def bars(groups, mean):
    """Return a bar for each group's missed visits."""
    return bars_of([(group.now.missed, group.before.missed) for group in groups], mean)


def bars_of(pairs, mean):
    """Return a bar for each pair of a share and the same before."""
    shares = [share for pair in pairs for share in pair]
    scale = max([LEAST_SCALE, mean, *(share.percent for share in shares if share.is_told)])

    def reach(percent):
        return round(BAR * min(percent, scale) / scale)

    return [
        Bar(
            reach(now.percent) if now.is_told else 0,
            reach(before.percent) if before.is_told else None,
            reach(mean),
        )
        for now, before in pairs
    ]


def columns(weeks, outcomes):
    """Return ``(columns, steps of the scale)`` of stacked ``outcomes``, the first at the bottom."""
    most = max(sum(week.counts.numbers[name] for name in outcomes) for week in weeks)
    scale = round_up(most)
    found = []
    for number, week in enumerate(weeks):
        top, parts = float(TALL), []
        for name in outcomes:
            height = TALL * week.counts.numbers[name] / scale
            top -= height
            parts.append((name, round(top, 2), round(height, 2)))
        found.append(Column(number * (COLUMN + COLUMN_GAP) + COLUMN_GAP // 2, parts))
    return found, [scale * step // STEPS for step in range(STEPS, -1, -1)]


def chart_of_days(stretches, names):
    """Return the columns of as many days, or weeks, as there are, with the days written below: first, middle, last."""
    found, steps = columns(stretches, names)
    days = [stretch.monday for stretch in stretches]
    ends = [days[0], days[len(days) // 2], days[-1]] if len(days) > 2 else days
    return DayChart(found, steps, len(days) * (COLUMN + COLUMN_GAP), ends)


def line(values):
    """
    Return the SVG path of ``values``, from nothing up to the largest, on a field of 120 by 28.

    ``None`` leaves a gap. Fewer than two, or nothing but noughts, draw nothing.
    """
    told = [value for value in values if value is not None]
    if len(told) < LEAST_POINTS or not max(told):
        return ""
    step, most = LINE_WIDTH / (len(values) - 1), max(told)
    path, pen = [], "M"
    for number, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        path.append(f"{pen}{step * number:.1f} {LINE_TALL * (1 - value / most):.1f}")
        pen = "L"
    return "".join(path)


def round_up(most):
    """Return a round number that holds ``most`` and is parted in four without a rest."""
    if most <= STEPS:
        return STEPS
    power = 10 ** math.floor(math.log10(most / STEPS))
    return next(STEPS * step * power for step in (1, 2, 3, 5, 10) if STEPS * step * power >= most)


def heat(hours, mean, address_of):
    """Return ``(weekdays, [(hour in words, cells)])``, of the days and hours on which there is enough to tell."""
    told = [when for when, share in hours.items() if share.is_told]
    if not told:
        return [], []
    weekdays = sorted({weekday for weekday, _hour in told})
    rows = []
    for hour in range(min(hour for _day, hour in told), max(hour for _day, hour in told) + 1):
        cells = [
            cell((weekday, hour), hours.get((weekday, hour), Share(0, 0)), mean, address_of) for weekday in weekdays
        ]
        rows.append((minute_clock(hour * 60), cells))
    return [WEEKDAYS_ABBR[weekday - 1] for weekday in weekdays], rows


def cell(when, share, mean, address_of):
    if not share.is_told:
        return Cell(share, None, when)
    ratio = share.percent / mean if mean else 0
    return Cell(share, sum(ratio >= edge for edge in HEAT), when, address_of(when))
