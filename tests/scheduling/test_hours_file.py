"""Hours as a table: what spreadsheets make of it is read back, and nothing in it runs as a formula."""

import pytest

from accounts.spreadsheet_cells import as_meant, harmless
from accounts.spreadsheet_tables import FileRefused, decoded
from scheduling.hours_file import COLUMNS, read, written

HEADER = ",".join(COLUMNS)
MONDAY = "Hill Street,Monday,9:00,13:00,20,1,,1,2026-11-23,"


def test_reads_back_what_it_wrote():
    row = ("Hill Street", "Monday", "09:00", "13:00", 20, 1, "Check-up | Flu jab", 2, "2026-11-23", None)

    (read_back,) = read(written([row]))

    assert read_back.line == 2
    assert list(read_back.cells.values()) == [str(cell or "") for cell in row]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_reads_what_spreadsheets_save(delimiter, mark, line_end):
    text = mark + line_end.join(line.replace(",", delimiter) for line in (HEADER, MONDAY, ",,,,,,,,,"))

    (row,) = read(text)

    assert (row.cells["clinic"], row.cells["to"], row.cells["valid until"]) == ("Hill Street", "13:00", "")


def test_columns_may_stand_in_another_order_and_be_left_out():
    (row,) = read("To,FROM,Slot_Minutes,weekday,clinic\n13:00,9:00,15,Monday,Hill Street\n")

    assert row.cells == {
        "to": "13:00", "from": "9:00", "slot minutes": "15", "weekday": "Monday", "clinic": "Hill Street",
    }  # fmt: skip


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula_and_each_means_what_it_did(cell):
    assert harmless(cell).startswith("'")
    assert as_meant(harmless(cell)) == cell
    assert f"'{cell[0]}" in written([(cell,)])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "These are missing: clinic, weekday, from, to"),
        (HEADER, "no hours in it"),
        ("clinic,weekday,from\n", "missing: to"),
        (f"{HEADER},fee\n{MONDAY},10", "do not know these columns: fee"),
        (f"{HEADER},capacity\n{MONDAY},1", "there twice: capacity"),
        ("\n".join([HEADER, *[MONDAY] * 201]), "more than 200 rows"),
        ("x" * 65 * 1024, "more than 64 KB"),
        (f"{HEADER}\n\0", "CSV UTF-8"),
    ],
)
def test_says_why_it_is_no_table_of_hours(text, words):
    with pytest.raises(FileRefused, match=words):
        read(text)


def test_as_many_rows_as_allowed_are_read():
    assert len(read("\n".join([HEADER, *[MONDAY] * 200]))) == 200


def test_a_file_in_another_alphabet_s_encoding_is_refused():
    with pytest.raises(FileRefused, match="CSV UTF-8"):
        decoded("Genève".encode("latin-1"))
