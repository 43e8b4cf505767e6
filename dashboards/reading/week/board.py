"""Where things stand on the board of a week: five-minute rows, and columns side by side where times overlap. Pure."""

from dataclasses import dataclass

ROW = 5
"""Minutes a row of the board stands for."""
HOUR = 60 // ROW
MOST_COLUMNS = 3
"""A day is 100 to 150 px wide on a desk: a fourth column could neither be read nor hit."""
SHORTEST_BOARD = 8
HOURS_OF_AN_EMPTY_BOARD = (8, 17)
HEIGHTS = {1: 28, 2: 14, 3: 9.34, 4: 7.6}
"""Pixels of a row by the rows of the shortest thing on the board, never under 28 (css/week.css says the same)."""
TWO_LINES = 43


@dataclass(frozen=True)
class Place:
    """The column of something and how many there are beside each other; ``is_over`` when it is one too many to show."""

    column: int
    columns: int
    is_over: bool = False


@dataclass(frozen=True)
class Board:
    """The hours a week is drawn from and to, and how high its rows are."""

    first_hour: int
    last_hour: int
    least_rows: int

    @classmethod
    def around(cls, stretches, *, least_minutes):
        """
        Return the board that holds ``stretches`` of wall clock, as (minute of the day, minutes).

        It begins and ends with a whole hour, and has ``SHORTEST_BOARD`` hours at the least.
        """
        stretches = list(stretches)
        if stretches:
            first = min(start for start, _minutes in stretches) // 60
            last = min(24, -(-max(start + minutes for start, minutes in stretches) // 60))
        else:
            first, last = HOURS_OF_AN_EMPTY_BOARD
        last = max(last, min(24, first + SHORTEST_BOARD))
        first = min(first, last - SHORTEST_BOARD)
        return cls(first, last, max(1, min(4, rows_in(least_minutes))))

    @property
    def hours(self):
        return range(self.first_hour, self.last_hour)

    @property
    def scale(self):
        """Return the class of the row height: ``cal-20`` where nothing is shorter than twenty minutes."""
        return f"cal-{self.least_rows * ROW}"

    def rows(self, minute, minutes):
        """Return the first row and the one after the last of a stretch; cut off where the board ends."""
        first = max(0, rows_in(minute - self.first_hour * 60))
        after = max(rows_in(minute + minutes - self.first_hour * 60), first + self.least_rows)
        after = min(after, (self.last_hour - self.first_hour) * HOUR)
        return min(first, after - 1), after

    def has_two_lines(self, first, after):
        """Say whether two lines of text fit between two rows."""
        return (after - first) * HEIGHTS[self.least_rows] >= TWO_LINES


def rows_in(minutes):
    """Return how many rows, to the nearest: what ends off the grid ends where its neighbour begins."""
    return (2 * minutes + ROW) // (2 * ROW)


def row_classes(first, after):
    """Return the classes of where something begins and how long it is: ``hr2 m20 lh0 lm40`` (css/week-rows.css)."""
    hour, five = divmod(first, HOUR)
    hours, fives = divmod(after - first, HOUR)
    return f"hr{hour} m{five * ROW} lh{hours} lm{fives * ROW}"


def side_by_side(spans):
    """
    Return the ``Place`` of each of ``spans`` (first row, row after the last); who comes first takes the leftmost.

    Spans that touch each other, directly or through others, share one number
    of columns, so that their edges line up.
    """
    places = [None] * len(spans)
    for group in touching(spans):
        columns = []
        column_of = {}
        for index in sorted(group):
            first, after = spans[index]
            free = (
                number
                for number, column in enumerate(columns)
                if all(after <= other_first or other_after <= first for other_first, other_after in column)
            )
            number = next(free, len(columns))
            if number == len(columns):
                columns.append([])
            columns[number].append(spans[index])
            column_of[index] = number
        shown = min(len(columns), MOST_COLUMNS)
        for index, number in column_of.items():
            is_over = len(columns) > MOST_COLUMNS and number >= MOST_COLUMNS - 1
            places[index] = Place(min(number, MOST_COLUMNS - 1) + 1, shown, is_over)
    return places


def touching(spans):
    """Yield the indexes of spans that share a row with one another, group by group."""
    group, until = [], 0
    for index in sorted(range(len(spans)), key=lambda index: spans[index]):
        first, after = spans[index]
        if group and first >= until:
            yield group
            group, until = [], 0
        group.append(index)
        until = max(until, after)
    if group:
        yield group
