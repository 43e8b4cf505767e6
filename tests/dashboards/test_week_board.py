"""Where things stand on the board of a week: rows, heights, columns."""

import re

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from dashboards.reading.week.board import HEIGHTS, MOST_COLUMNS, Board, Place, row_classes, rows_in, side_by_side

NINE_TO_FIVE = Board(first_hour=9, last_hour=17, least_rows=4)
CSS = settings.BASE_DIR / "static/css"


def test_a_board_has_the_whole_hours_around_what_is_on_it():
    board = Board.around([(8 * 60 + 30, 20), (17 * 60, 30)], least_minutes=20)

    assert (board.first_hour, board.last_hour) == (8, 18)


@pytest.mark.parametrize(
    ("stretches", "hours"),
    [
        ([], (8, 17)),
        ([(9 * 60, 20)], (9, 17)),
        ([(22 * 60, 60)], (16, 24)),
        ([(23 * 60 + 50, 40)], (16, 24)),
        ([(0, 1440)], (0, 24)),
        ([(1430, 300), (0, 20)], (0, 24)),
    ],
)
def test_a_board_is_eight_hours_at_the_least_and_a_day_at_the_most(stretches, hours):
    board = Board.around(stretches, least_minutes=20)

    assert (board.first_hour, board.last_hour) == hours


@pytest.mark.parametrize(
    ("least", "scale"), [(5, "cal-5"), (7, "cal-5"), (10, "cal-10"), (15, "cal-15"), (20, "cal-20"), (60, "cal-20")]
)
def test_the_shortest_is_28_pixels_high(least, scale):
    board = Board.around([(540, least)], least_minutes=least)

    assert board.scale == scale
    assert board.least_rows * HEIGHTS[board.least_rows] >= 28


def test_the_style_sheet_has_the_same_heights():
    told = dict(re.findall(r"\.cal-(\d+) { --row: ([\d.]+)px", (CSS / "week.css").read_text()))

    assert {rows * 5: height for rows, height in HEIGHTS.items() if rows < 4} == {
        int(minutes): float(height) for minutes, height in told.items()
    }
    assert f"--row: {HEIGHTS[4]}px" in (CSS / "week.css").read_text()


def test_what_ends_off_the_grid_ends_where_its_neighbour_begins():
    _first, after = NINE_TO_FIVE.rows(9 * 60, 22)
    first, _after = NINE_TO_FIVE.rows(9 * 60 + 22, 20)

    assert after == first


@given(st.integers(0, 1439), st.integers(0, 2000), st.integers(1, 4))
def test_everything_is_on_the_board(minute, minutes, least):
    board = Board.around([(minute, minutes)], least_minutes=least * 5)

    first, after = board.rows(minute, minutes)

    assert 0 <= first < after <= (board.last_hour - board.first_hour) * 12


def test_every_class_a_place_may_have_is_in_the_style_sheet():
    rules = set(re.findall(r"\.([a-z]+\d+)\b", (CSS / "week-rows.css").read_text()))
    wanted = {
        name for first in range(288) for after in (first + 1, 288) for name in row_classes(first, after).split()
    } | {"col1", "col2", "col3", "of2", "of3"}

    assert wanted - rules == set()


def test_two_at_a_time_stand_side_by_side_and_the_next_has_the_whole_day():
    places = side_by_side([(0, 4), (2, 6), (6, 10)])

    assert places == [Place(1, 2), Place(2, 2), Place(1, 1)]


def test_a_column_that_is_free_again_is_used_again():
    assert side_by_side([(0, 12), (0, 4), (4, 8), (8, 12)]) == [Place(1, 2), Place(2, 2), Place(2, 2), Place(2, 2)]


def test_beyond_three_the_rest_is_over():
    places = side_by_side([(0, 4)] * 6)

    assert [place.column for place in places] == [1, 2, 3, 3, 3, 3]
    assert [place.is_over for place in places] == [False, False, True, True, True, True]
    assert {place.columns for place in places} == {MOST_COLUMNS}


spans = st.tuples(st.integers(0, 100), st.integers(1, 40)).map(lambda span: (span[0], span[0] + span[1]))


@given(st.lists(spans, max_size=25))
def test_nothing_lies_on_anything_else(given_spans):
    places = side_by_side(given_spans)

    shown = [(span, place) for span, place in zip(given_spans, places, strict=True) if not place.is_over]
    for number, ((first, after), place) in enumerate(shown):
        for (other_first, other_after), other in shown[number + 1 :]:
            if first < other_after and other_first < after:
                assert place.columns == other.columns
                assert place.column != other.column


@pytest.mark.parametrize(("minutes", "rows"), [(0, 0), (2, 0), (3, 1), (5, 1), (7, 1), (8, 2), (-3, -1)])
def test_rows_are_counted_to_the_nearest(minutes, rows):
    assert rows_in(minutes) == rows
