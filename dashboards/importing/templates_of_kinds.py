"""The files people fill in: the columns of a kind, an example, and in a workbook what each column means."""

import csv
import io

from django.utils.translation import gettext as _

from accounts.spreadsheet_books import write_book
from accounts.spreadsheet_cells import harmless
from dashboards.importing.kinds import KINDS

MARK = "\ufeff"
"""By it, spreadsheets know that the file is in UTF-8."""


def as_csv(kind: str) -> bytes:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(KINDS[kind].layout.columns)
    table.writerow([harmless(cell) for cell in KINDS[kind].example])
    return (MARK + out.getvalue()).encode()


def as_book(kind: str) -> bytes:
    file = io.BytesIO()
    columns = KINDS[kind].columns
    help_rows = [(column.name, _("needed") if column.is_needed else "", str(column.help)) for column in columns]
    heading = (_("Column"), "", _("What to write"))
    sheets = [(_("Rows"), [KINDS[kind].layout.columns, KINDS[kind].example]), (_("Help"), [heading, *help_rows])]
    write_book(file, sheets)
    return file.getvalue()
