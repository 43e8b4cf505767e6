"""Workbooks (XLSX, ECMA-376): read as the text their cells show, and written without a formula. Nothing is computed."""

import datetime as dt
import io
import logging
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from accounts.spreadsheet_cells import harmless
from accounts.spreadsheet_tables import FileRefused, Lines

MOST_PARTS = 200
MOST_UNPACKED = 40_000_000
"""Bytes a workbook may come to. The archive reads no part further than it declares, so what is declared is enough."""
MOST_OF_A_TREE = 1_000_000
"""Bytes of a part that is read whole, such as the styles: as a tree in memory it comes to twenty times as many."""
READ_PIECEMEAL = ("xl/worksheets/", "xl/sharedStrings.xml")
LAST_LINE = 60_000
"""A cell further down is refused: a single one at the end would have a million empty rows read."""
MOST_COLUMNS = 100
BEGINS = b"PK"

logger = logging.getLogger(__name__)


def is_book(content: bytes) -> bool:
    """Say whether this is an archive, as workbooks are; a table of text does not begin so."""
    return content.startswith(BEGINS)


def lines_of_book(content: bytes) -> Lines:
    """
    Return the rows of the first sheet, each cell as text. Raises ``FileRefused``.

    A formula is read as the result the spreadsheet saved beside it.
    """
    _refuse_bomb(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size is not believed
        lines = list(_lines(sheet))
    except FileRefused:
        raise
    except Exception as error:  # it fails over a broken file in as many ways as a file can be broken
        logger.info("a workbook could not be read: %s", type(error).__name__)
        raise FileRefused(_("We cannot read this file. Save it as “Excel workbook (.xlsx)” and try again.")) from error
    return lines


def _refuse_bomb(content: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError) as error:
        raise FileRefused(_("We cannot read this file. Save it as “Excel workbook (.xlsx)” and try again.")) from error
    too_much = sum(part.file_size for part in parts) > MOST_UNPACKED or any(
        part.file_size > MOST_OF_A_TREE
        for part in parts
        if part.filename.endswith((".xml", ".rels")) and not part.filename.startswith(READ_PIECEMEAL)
    )
    if too_much or len(parts) > MOST_PARTS:
        raise FileRefused(_("This workbook is too large once it is unpacked. Cut it into smaller files."))


def _lines(sheet: Any) -> Iterable[tuple[int, list[str]]]:
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > LAST_LINE:
            raise FileRefused(_("It goes on below row %(line)s. Cut it into smaller files.") % {"line": LAST_LINE})
        if len(values) > MOST_COLUMNS:
            raise FileRefused(_("It has cells far to the right of its columns. Delete them and try again."))
        cells = [_text(value) for value in values]
        if any(cells):
            yield number, cells


def _text(value: Any) -> str:
    """Return what a cell says: a day as 2026-11-24, a time as 9:20, a whole number without a point."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case dt.datetime() if value.time() == dt.time(0):
            return f"{value:%Y-%m-%d}"
        case dt.datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case dt.time():
            return f"{value:%H:%M}"
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def write_book(file: IO[bytes], sheets: Iterable[tuple[str, Iterable[Sequence[Any]]]]) -> None:
    """Write ``sheets``, pairs of name and rows, to ``file``. Rows are read one by one and kept nowhere."""
    book = Workbook(write_only=True)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([_cell(value) for value in row])
    book.save(file)


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(ILLEGAL_CHARACTERS_RE.sub("", value))
    return value
