"""A line over time: every point in its place, round values beside it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.reading.line_chart import HEIGHT, MOST_STEPS, WIDTH, line_chart, round_steps

DAY = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)


def days(*numbers):
    return [DAY + dt.timedelta(days=number) for number in numbers]


def test_points_stand_where_their_day_and_value_put_them():
    chart = line_chart(days(0, 1, 4), [70, 80, 70])

    (line,) = chart.lines
    assert line.points == "40,124 117,12 348,124"
    assert line.dots == ((40, 124), (117, 12), (348, 124))
    assert [(tick.words, tick.y) for tick in chart.ticks] == [("70", 124), ("75", 68), ("80", 12)]


def test_a_pair_shares_its_scale():
    chart = line_chart(days(0, 1), [120, 130], [80, 80])

    assert [tick.words for tick in chart.ticks] == ["80", "100", "120", "140"]
    assert [line.dots[0][1] for line in chart.lines] == [49, 124]


@pytest.mark.parametrize("moments", [[], [0], [0, 0]])
def test_too_little_for_a_line(moments):
    assert line_chart(days(*moments), [70] * len(moments)) is None


def test_a_value_that_stays_has_a_line_all_the_same():
    chart = line_chart(days(0, 1), [98, 98])

    assert len(chart.ticks) >= 2


@given(st.lists(st.decimals("0.3", "500", places=1).map(float), min_size=2, max_size=60))
def test_nothing_leaves_the_picture(values):
    chart = line_chart(days(*range(len(values))), values)
    steps = round_steps(min(values), max(values))

    assert steps[0] <= min(values)
    assert steps[-1] >= max(values)
    assert 2 <= len(steps) <= MOST_STEPS + 1
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in chart.lines[0].dots)
