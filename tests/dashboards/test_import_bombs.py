"""Workbooks made to fill the server's memory are refused with a sentence, and soon."""

import io
import resource
import time
import zipfile

import pytest
from openpyxl import Workbook

from accounts.spreadsheet_books import lines_of_book
from accounts.spreadsheet_tables import FileRefused

MOST_SECONDS = 30
MOST_KILOBYTES = 200_000
SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
ROWS = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def book_with(part, text):
    """Return a workbook of which one part was replaced."""
    plain, bomb = io.BytesIO(), io.BytesIO()
    Workbook().save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, text if name == part else source.read(name))
    return bomb.getvalue()


def refusal_of(content):
    held, began = most_held(), time.process_time()
    with pytest.raises(FileRefused) as refused:
        lines_of_book(content)
    assert time.process_time() - began < MOST_SECONDS
    assert most_held() - held < MOST_KILOBYTES
    return str(refused.value)


def most_held():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_a_sheet_that_unpacks_to_far_more_is_not_unpacked():
    content = book_with(SHEET, ROWS.format(" " * 200_000_000))

    assert len(content) < 1_000_000
    assert "too large once it is unpacked" in refusal_of(content)


def test_one_cell_at_the_end_of_a_million_empty_rows():
    assert "below row" in refusal_of(book_with(SHEET, ROWS.format('<row r="1048576"><c><v>1</v></c></row>')))


def test_a_million_empty_rows_one_by_one():
    assert "below row" in refusal_of(book_with(SHEET, ROWS.format("<row/>" * 1_000_000)))


@pytest.mark.parametrize("column", ["XFD", "ZZZ"])
def test_one_cell_in_the_last_column(column):
    sheet = ROWS.format(f'<row r="1"><c r="{column}1"><v>1</v></c></row>')

    assert "far to the right" in refusal_of(book_with(SHEET, sheet))


@pytest.mark.parametrize("column", ["Z" * 12, "A" * 100_000])
def test_a_column_no_sheet_has(column):
    sheet = ROWS.format(f'<row r="1"><c r="{column}1"><v>1</v></c></row>')

    assert "cannot read this file" in refusal_of(book_with(SHEET, sheet))


def test_a_part_that_is_read_whole_may_not_be_large():
    """Styles become a tree in memory, ten times what they are as text."""
    content = book_with(STYLES, "<styleSheet>" + "<a/>" * 5_000_000 + "</styleSheet>")

    assert "too large once it is unpacked" in refusal_of(content)


def test_many_cells_beside_each_other():
    row = "<row>" + "<c><v>1</v></c>" * 101 + "</row>"

    assert "far to the right" in refusal_of(book_with(SHEET, ROWS.format(row * 10_000)))
