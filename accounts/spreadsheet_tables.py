"""Tables of text that people open in a spreadsheet or fill in there: cell by cell, the first row naming the columns."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from accounts.spreadsheet_cells import as_meant, harmless

DELIMITERS = (",", ";", "\t")

Lines = list[tuple[int, list[str]]]
"""Each row that is not empty with the number people see beside it."""


class FileRefused(Exception):
    """The file cannot be read as a table at all. The message can be read aloud."""


@dataclass(frozen=True)
class Row:
    """
    A row of the file: the ``line`` people see in their spreadsheet, and what its cells say, by column.

    ``beyond`` counts cells that say something under no column's name.
    """

    line: int
    cells: Mapping[str, str]
    beyond: int = 0


@dataclass(frozen=True)
class Layout:
    """What a table must look like; ``nothing_in_it`` says that there are no rows below the first."""

    columns: Sequence[str]
    needed: Sequence[str]
    most_rows: int
    nothing_in_it: str


def decoded(content: bytes) -> str:
    """Return the text of an uploaded file, in UTF-8 with or without its mark. Raises ``FileRefused``."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise unreadable() from error
    if "\0" in text:
        raise unreadable()
    return text


def unreadable() -> FileRefused:
    return FileRefused(_("We cannot read this file. Save it as “CSV UTF-8” and try again."))


def lines_of_text(text: str, *, columns: Sequence[str]) -> Lines:
    """Return the rows; cells are parted by whatever parts the first into ``columns``. Raises ``FileRefused``."""
    if "\0" in text:
        raise unreadable()
    tables = [_parted(text, delimiter) for delimiter in DELIMITERS]
    return max(tables, key=lambda lines: len(set(header_of(lines)) & set(columns)))


def _parted(text: str, delimiter: str) -> Lines:
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    try:
        return [(reader.line_num, cells) for cells in reader if cells]
    except csv.Error as error:
        raise unreadable() from error


def rows_of(lines: Lines, layout: Layout) -> list[Row]:
    """Return the rows below the first, without empty ones. Raises ``FileRefused``."""
    header = header_of(lines)
    refuse_header(header, layout)
    rows = [_row(line, header, cells) for line, cells in lines[1:] if any(cell.strip() for cell in cells)]
    if not rows:
        raise FileRefused(layout.nothing_in_it)
    if len(rows) > layout.most_rows:
        raise FileRefused(_("It has more than %(most)s rows. Cut it into smaller files.") % {"most": layout.most_rows})
    return rows


def _row(line: int, header: Sequence[str], cells: Iterable[str]) -> Row:
    said = [as_meant(cell.strip()) for cell in cells]
    named = {name: cell for name, cell in zip(header, said, strict=False) if name}
    beyond = [cell for place, cell in enumerate(said) if cell and (place >= len(header) or not header[place])]
    return Row(line, named, len(beyond))


def header_of(lines: Lines) -> list[str]:
    """Return the names of the columns as the first row says them."""
    return [" ".join(cell.lower().replace("_", " ").split()) for cell in lines[0][1]] if lines else []


def refuse_header(header: Sequence[str], layout: Layout) -> None:
    """Raise ``FileRefused`` for a first row that leaves out a column, doubles one, or has one nobody knows."""
    missing = [name for name in layout.needed if name not in header]
    if missing:
        raise FileRefused(
            _("The first row names the columns. These are missing: %(names)s.") % {"names": ", ".join(missing)}
        )
    unknown = [name for name in header if name and name not in layout.columns]
    if unknown:
        raise FileRefused(_("We do not know these columns: %(names)s.") % {"names": ", ".join(unknown)})
    doubled = sorted({name for name in header if name and list(header).count(name) > 1})
    if doubled:
        raise FileRefused(_("These columns are there twice: %(names)s.") % {"names": ", ".join(doubled)})


def write_table(file: IO[bytes], rows: Iterable[Iterable[str]]) -> None:
    """Write rows of cells to ``file`` as CSV in UTF-8, with the mark by which spreadsheets know it (RFC 4180)."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    text.detach()
