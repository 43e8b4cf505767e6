"""A line through a few values over time, worked out for an SVG: whole numbers in, nothing left for the browser."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 360, 150
LEFT, RIGHT, TOP, BOTTOM = 40, 12, 12, 26
MOST_STEPS = 4
FEWEST = 2
"""One point is no line."""


@dataclass(frozen=True)
class Tick:
    """A line across, and what it stands for."""

    y: int
    words: str


@dataclass(frozen=True)
class Line:
    """The ``points`` of one line as SVG takes them, and each for its dot."""

    points: str
    dots: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class LineChart:
    """One chart. A pair, such as a blood pressure, is two lines."""

    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    days_at: int = HEIGHT - 6
    ticks_end: int = LEFT - 6


def line_chart(moments: Sequence[dt.datetime], *values: Sequence[float]) -> LineChart | None:
    """Return the chart of one line for each of ``values``, over ``moments`` in their order; too few make none."""
    if len(moments) < FEWEST or moments[0] == moments[-1]:
        return None
    steps = round_steps(min(map(min, values)), max(map(max, values)))
    low, high = steps[0], steps[-1]
    span = (moments[-1] - moments[0]).total_seconds()
    across, up = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    xs = [LEFT + round(across * (moment - moments[0]).total_seconds() / span) for moment in moments]

    def height_of(value):
        return TOP + round(up * (high - value) / (high - low))

    def line(series):
        dots = tuple(zip(xs, map(height_of, series), strict=True))
        return Line(" ".join(f"{x},{y}" for x, y in dots), dots)

    ticks = tuple(Tick(height_of(step), f"{step:g}") for step in steps)
    return LineChart(tuple(line(series) for series in values), ticks)


def round_steps(low: float, high: float) -> list[float]:
    """Return round values at equal distances that hold ``low`` and ``high``: ``MOST_STEPS`` + 1 at most."""
    size = (high - low) / MOST_STEPS or abs(high) / 20 or 1
    power = 10 ** math.floor(math.log10(size))
    for factor in (1, 2, 5, 10, 20):
        step = factor * power
        first, last = math.floor(round(low / step, 6)), math.ceil(round(high / step, 6))
        last = max(last, first + 1)
        if last - first <= MOST_STEPS:
            break
    return [round(number * step, 6) for number in range(first, last + 1)]
