"""A document and a blood pressure from the patient to the doctor, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.accounts.record_files import pdf
from tests.browser.visitor import DOCTOR, PATIENT

pytestmark = pytest.mark.browser
LETTER = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": pdf("From the hospital")}


def test_what_a_patient_adds_a_doctor_downloads(visit, javascript):
    maria = visit(PATIENT, javascript=javascript)
    maria.open("/me/history/documents/")
    maria.follow("Add a document")
    maria.choose("Letter from a doctor or hospital")
    maria.page.get_by_label("File").set_input_files(LETTER)
    maria.press("Add", exact=True)
    maria.reads("Say what it is")
    maria.reads("Choose the file again")
    expect(maria.page.get_by_label("Letter from a doctor or hospital")).to_be_checked()
    maria.fill("What is it?", "From the hospital")
    maria.page.get_by_label("File").set_input_files(LETTER)
    maria.press("Add", exact=True)
    maria.reads("Added.")

    amara = visit(DOCTOR, javascript=javascript)
    amara.open("/doctor/patients/?q=lopes")
    amara.follow("Maria Lopes")
    amara.follow("Documents", exact=True)
    entry = amara.page.get_by_role("listitem").filter(has_text="From the hospital")
    with amara.page.expect_download() as download:
        entry.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "letter.pdf"
    assert download.value.path().read_bytes() == LETTER["buffer"]

    maria.open("/me/history/access/")
    maria.reads("Opened a document: From the hospital")


def test_what_a_patient_measures_a_doctor_reads(visit, javascript):
    maria = visit(PATIENT, javascript=javascript)
    maria.open("/me/history/measurements/")
    maria.follow("Add measurements")
    maria.fill("Blood pressure, upper number", "118")
    maria.fill("Blood pressure, lower number", "76")
    maria.press("Save")
    maria.reads("Added.")

    amara = visit(DOCTOR, javascript=javascript)
    amara.open("/doctor/patients/?q=lopes")
    amara.follow("Maria Lopes")
    amara.follow("Measurements", exact=True)
    pressure = amara.page.get_by_role("region", name="Blood pressure", exact=True)
    expect(pressure).to_contain_text("118/76 mmHg")
    expect(pressure.get_by_role("img", name="Blood pressure")).to_be_visible()
