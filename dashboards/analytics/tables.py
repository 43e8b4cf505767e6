"""Tables that a page shows and its file holds: the cells are worked out once, so the two cannot differ."""

import csv
import io
from dataclasses import dataclass, field

from accounts.spreadsheet_cells import harmless
from dashboards.analytics.number_words import grouped, tenths

Cell = int | float | str


@dataclass(frozen=True)
class Table:
    """
    Rows under their columns; the first cell of a row is its heading.

    Whole numbers are counts, others have one decimal. ``key`` is the id of the
    table's title on the page.
    """

    key: str
    title: str
    columns: list[str]
    rows: list[list[Cell]] = field(default_factory=list)
    words: str = ""

    @property
    def shown(self):
        """The rows as the page prints them."""
        return [[in_words(cell) for cell in row] for row in self.rows]


def in_words(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    return grouped(cell) if isinstance(cell, int) else tenths(cell)


def plain(cell: Cell) -> str:
    """Return ``cell`` for a spreadsheet: digits without groups, a point, and no formula."""
    if isinstance(cell, str):
        return harmless(cell)
    return str(cell) if isinstance(cell, int) else f"{cell:.1f}"


def as_csv(days: str, tables) -> str:
    """Return ``tables`` one below the other: title, columns and rows, an empty line between two."""
    out = io.StringIO()
    file = csv.writer(out)
    file.writerow([days])
    for table in tables:
        file.writerow([])
        file.writerow([harmless(table.title)])
        file.writerow([harmless(str(column)) for column in table.columns])
        file.writerows([plain(cell) for cell in row] for row in table.rows)
    return out.getvalue()
