"""The copy of a patient's data: every column the inventory promises, and nobody else's."""

import csv
import io
import json
import re
import zipfile
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format

from accounts.models import Patient
from accounts.services.history.adding import add_history
from accounts.services.merging import merge_patients
from dashboards.privacy.copying import copied_tables, copy_of
from dashboards.privacy.inventory import TABLES
from tests.accounts.record_files import file_document, measure
from tests.dashboards.staff import administrator
from tests.factories import PatientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "disk")]

CANARY = "Zanzibarina"
PHONE = "+442079460000"


@pytest.fixture
def record(book_it, patient, now):
    """A patient with all details, an appointment, messages, an entry, a document and a measurement."""
    details = {"phone": PHONE, "emergency_contact_phone": PHONE, "emergency_contact_name": "Rui", "address": "Oakford"}
    Patient.objects.filter(pk=patient.pk).update(**details, sex="female", access_needs="A ramp")
    book_it()
    write_in(patient, "=Asthma", now=now)
    return patient


def write_in(patient, words, *, now):
    add_history(patient=patient, kind="note", text=words, source="patient", actor=patient.user, now=now)
    measure(patient, now=now)
    return file_document(patient, title=words, now=now)


def opened(patient, *, now):
    return zipfile.ZipFile(copy_of(patient, now=now))


def told(patient, *, now):
    return json.loads(opened(patient, now=now).read("data.json"))


def test_every_table_and_column_the_inventory_promises_is_there(record, now):
    promised = {
        table.label: {column.name for column in table.fields if column.is_exported} for table in TABLES if table.whose
    }
    tables = told(record, now=now)["tables"]

    assert set(tables) == {label for label, columns in promised.items() if columns}
    filled = {label: rows for label, rows in tables.items() if rows}
    assert {"accounts.patient", "accounts.user", "accounts.historyentry", "accounts.document"} <= set(filled)
    assert {"appointments.appointment", "appointments.appointmentevent", "appointments.message"} <= set(filled)
    assert {"accounts.recordgrant", "accounts.auditentry", "accounts.measurement"} <= set(filled)
    for label, rows in filled.items():
        assert all(set(row) == promised[label] for row in rows), label
    (of_patient,) = filled["accounts.patient"]
    assert of_patient["phone"] == of_patient["emergency_contact_phone"] == PHONE


def test_no_key_for_signing_in_is_there(record):
    assert not {column.name for table in copied_tables() for column in table.fields if column.is_exported} & {
        "password", "session_key", "token_hash", "p256dh",
    }  # fmt: skip


def test_nothing_of_anybody_else_is_there(record, book_it, published, now):
    other = PatientFactory(full_name=CANARY, email=f"{CANARY}@example.org".lower(), address=CANARY)
    book_it(patient=other, actor=other.user, starts_at=published[6], reason=CANARY)
    write_in(other, CANARY, now=now)
    archive = opened(record, now=now)

    assert CANARY in json.dumps(told(other, now=now))
    for name in archive.namelist():
        assert CANARY.lower().encode() not in archive.read(name).lower(), name
    assert len([name for name in archive.namelist() if name.startswith("documents/")]) == 1


def test_what_was_put_together_is_one_copy(record, now):
    twin = PatientFactory(full_name=CANARY, user=None, date_of_birth=record.date_of_birth)
    chief = administrator()
    merge_patients(kept=record, gone=twin, take_over=[], reason="Came in twice", actor=chief, now=now)

    tables = told(Patient.objects.get(pk=record.pk), now=now)["tables"]
    assert {row["full_name"] for row in tables["accounts.patient"]} == {record.full_name, CANARY}


def test_tables_open_in_a_spreadsheet_and_run_nothing(record, now):
    text = opened(record, now=now).read("tables/accounts.historyentry.csv").decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))

    assert text.startswith("\ufeff")
    assert any(value.startswith("2026-11-24 09:00:00") for value in rows[0].values())  # a time that sorts
    assert "'=Asthma" in rows[0].values()


def test_the_files_of_documents_are_there(record, now):
    archive = opened(record, now=now)
    [name] = [name for name in archive.namelist() if name.startswith("documents/")]

    assert archive.read(name).startswith(b"%PDF")


def test_the_page_shows_what_is_filled_in_and_leads_to_the_files(record, now):
    write_in(record, "<b>Milk & eggs</b>", now=now)
    archive = opened(record, now=now)
    page = archive.read("index.html").decode()

    assert record.full_name in page
    assert f"Made {date_format(now, 'DATETIME_FORMAT')} UTC." in page
    assert "&lt;b&gt;Milk &amp; eggs&lt;/b&gt;" in page
    assert "<b>Milk" not in page
    assert "None" not in page
    links = re.findall(r'href="([^"#]+)"', page)
    assert {unquote(link) for link in links} - {"copy.css"} == {
        name for name in archive.namelist() if name.startswith("documents/")
    }
    assert "copy.css" in archive.namelist()


def test_costs_the_same_for_few_rows_and_many(record, now):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            copy_of(record, now=now)
        return len(asked)

    few = queries()
    for number in range(5):
        write_in(record, f"More {number}", now=now)

    assert queries() == few == len(copied_tables()) + 2  # the records, the documents' files
