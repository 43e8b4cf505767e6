"""
The copy of all that is kept about a patient (art. 15(3) and 20 GDPR): what the inventory marks as theirs to have.

A ZIP: a page to read, ``data.json`` for machines, a CSV file of each table, and the files of the documents.
"""

import csv
import datetime as dt
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from phonenumber_field.phonenumber import PhoneNumber

from accounts.documents import keeping
from accounts.documents.names import clean_name
from accounts.models import Document, Patient
from accounts.privacy.tables import Table
from accounts.spreadsheet_cells import harmless
from dashboards.privacy.inventory import TABLES

IN_MEMORY = 5_000_000
"""Bytes; a longer copy waits in a file without a name, which goes when it is closed."""

Row = dict[str, Any]


class CopyEncoder(DjangoJSONEncoder):
    """Writes a number to call as other programs read it (E.164)."""

    def default(self, o: Any) -> Any:
        return o.as_e164 if isinstance(o, PhoneNumber) else super().default(o)


def copy_of(patient: Patient, *, now: dt.datetime) -> IO[bytes]:
    """Return the ZIP, opened at its beginning. A query for each table, however many rows; each file is read once."""
    records = list(Patient.everyone.same_person(patient).order_by("pk"))
    tables = {table.label: rows_for_copy(table, records) for table in copied_tables()}
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer that sends it closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        said = {"record_number": patient.record_number, "made_at": now, "tables": tables}
        archive.writestr("data.json", json.dumps(said, cls=CopyEncoder, ensure_ascii=False, indent=1))
        archive.writestr("README.txt", read_me())
        for table in copied_tables():
            if tables[table.label]:
                archive.writestr(f"tables/{table.label}.csv", as_csv(table, tables[table.label]))
        names = []
        for name, content in files_of(records):
            archive.writestr(name, content)
            names.append(name)
        archive.writestr("index.html", as_page(patient, tables, names, now=now))
        archive.writestr("copy.css", render_to_string("me/copy.css"))
    file.seek(0)
    return file


def copied_tables() -> list[Table]:
    """Return the tables of which the patient gets something."""
    return [table for table in TABLES if table.whose and copied_columns(table)]


def copied_columns(table: Table) -> list[str]:
    return [column.name for column in table.fields if column.is_exported]


def rows_for_copy(table: Table, records: list[Patient]) -> list[Row]:
    """Return the rows of ``table`` that tell of the patient, oldest first, with what they get of each. One query."""
    return list(table.rows_of(*records).filter(table.copied).order_by("pk").values(*copied_columns(table)))


def as_csv(table: Table, rows: list[Row]) -> str:
    """Return the table for a spreadsheet: a byte order mark, headings and choices in words, nothing that runs."""
    fields: list[Any] = [table.model._meta.get_field(name) for name in copied_columns(table)]
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow([str(field.verbose_name) for field in fields])
    for row in rows:
        writer.writerow([harmless(in_words(field, row[field.name])) for field in fields])
    return file.getvalue()


def as_page(patient: Patient, tables: dict[str, list[Row]], files: list[str], *, now: dt.datetime) -> str:
    """Return the page for people: each row with what is filled in of it, and the files by name."""
    told = [
        (table.heading, [pairs_of(table, row) for row in tables[table.label]])
        for table in copied_tables()
        if tables[table.label]
    ]
    facts = {"patient": patient, "made_at": said_at(now), "tables": told, "files": files}
    return render_to_string("me/copy.html", facts | {"language": get_language()})


def pairs_of(table: Table, row: Row) -> list[tuple[str, str]]:
    """Return heading and words of each column that is filled."""
    fields: list[Any] = [table.model._meta.get_field(name) for name in row]
    pairs = [(capfirst(str(field.verbose_name)), on_the_page(field, row[field.name])) for field in fields]
    return [(heading, words) for heading, words in pairs if words]


def on_the_page(field: Any, value: Any) -> str:
    """Return ``value`` as people say it; the tables write times for programs that sort them."""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    return said_at(value) if isinstance(value, dt.datetime) else in_words(field, value)


def said_at(moment: dt.datetime) -> str:
    return f"{date_format(moment.astimezone(dt.UTC), 'DATETIME_FORMAT')} UTC"


def in_words(field: Any, value: Any) -> str:
    if value is None:
        return ""
    choices = dict(field.flatchoices)
    return str(choices.get(value, value) if isinstance(value, (str, int)) else value)


def files_of(records: list[Patient]) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each document that stands; one filed in error may be somebody else's."""
    for document in Document.objects.standing().filter(patient__in=records).order_by("pk"):
        content = keeping.read(document)
        if content is not None:
            name = clean_name(document.original_name, document.content_type)
            yield f"documents/{document.pk}-{name}", content


def read_me() -> str:
    return _(
        "This is a copy of the data we keep about you.\n\n"
        "index.html shows it: open it with a browser, no connection is needed.\n"
        "data.json holds all of it, for other programs.\n"
        "tables/ holds the same as one file for each table: open them with a spreadsheet.\n"
        "documents/ holds the files of your record.\n\n"
        "Times are in UTC. Keep this where nobody else can read it.\n"
    )
