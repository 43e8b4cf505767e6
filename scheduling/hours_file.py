"""Working hours as a table that spreadsheets open: written, and read back cell by cell. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from accounts.spreadsheet_cells import harmless
from accounts.spreadsheet_tables import FileRefused, Layout, Row, lines_of_text, rows_of
from scheduling.models import Weekday

COLUMNS = (
    "clinic",
    "weekday",
    "from",
    "to",
    "slot minutes",
    "capacity",
    "visit types",
    "every weeks",
    "valid from",
    "valid until",
)
NEEDED = ("clinic", "weekday", "from", "to")
DAYS = dict(zip(Weekday, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))
"""The words of the file are the same in every language: one that was written in one is read in any other."""

MOST_ROWS = 200
MOST_BYTES = 64 * 1024
BETWEEN_TYPES = "|"


def written(rows: Iterable[Sequence[object]]) -> str:
    """Return the file with ``rows``, each in the order of ``COLUMNS``; ``None`` is an empty cell."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    table.writerows([harmless("" if cell is None else str(cell)) for cell in row] for row in rows)
    return out.getvalue()


def read(text: str) -> list[Row]:
    """Return the rows of one doctor's file; empty ones are left out. Raises ``FileRefused``."""
    if len(text.encode()) > MOST_BYTES:
        raise FileRefused(_("This is more than 64 KB. Cut it into smaller files."))
    nothing = _("There are no hours in it: only the names of the columns.")
    return rows_of(lines_of_text(text, columns=COLUMNS), Layout(COLUMNS, NEEDED, MOST_ROWS, nothing))
