"""A history from the patient to the doctor and back, and on paper."""

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import DOCTOR, PATIENT, PHONE

pytestmark = pytest.mark.browser


def section(visitor, name):
    return visitor.page.get_by_role("region", name=name, exact=True)


def test_what_a_patient_adds_a_doctor_confirms(visit, site, javascript):
    maria = visit(PATIENT, javascript=javascript)
    maria.open("/me/history/")
    maria.follow("Add a vaccination")
    maria.sees("Which vaccination did you have?")
    maria.fill("Vaccination", f"Tetanus {javascript}")
    maria.fill("When?", "March 2019")
    maria.press("Save")
    maria.sees("My health")
    expect(section(maria, "Vaccinations")).to_contain_text(f"Tetanus {javascript} March 2019")
    expect(section(maria, "Vaccinations")).to_contain_text("Added by you")
    assert maria.counts == {"clicks": 2, "fields": 2, "pages": 3}

    amara = visit(DOCTOR, javascript=javascript)
    amara.open("/doctor/patients/?q=lopes")
    amara.follow("Maria Lopes")
    amara.reads("Penicillin")
    amara.follow("History", exact=True)
    amara.press("Confirm", within=amara.page.get_by_role("listitem").filter(has_text=f"Tetanus {javascript}"))
    amara.reads("Confirmed.")

    maria.open("/me/history/")
    expect(section(maria, "Vaccinations")).to_contain_text("Confirmed by Dr Amara Osei")
    maria.follow("Who has seen this record")
    maria.reads("Dr Amara Osei, Doctor")
    maria.reads("Opened the record. Appointment on")


def test_the_record_fits_a_page_of_paper(visit, site):
    maria = visit(PATIENT)
    maria.open(f"/me/history/{site.known['maria']}/print/")
    expect(maria.page.get_by_role("button", name="Print this page")).to_be_visible()

    paper = maria.page.pdf(format="A4")
    assert paper.count(b"/Type /Page\n") == 1
    maria.page.emulate_media(media="print")
    expect(maria.page.get_by_role("navigation").first).to_be_hidden()
    expect(maria.page.get_by_role("button", name="Print this page")).to_be_hidden()
    expect(maria.page.get_by_text("Penicillin: a rash, 1988")).to_be_visible()


def test_allergies_stay_in_sight_however_far_a_doctor_reads(visit, site):
    amara = visit(DOCTOR, viewport=PHONE)
    amara.open(f"/doctor/patients/{site.known['maria']}/history/")
    amara.sees("Maria Lopes")
    amara.page.locator("main section").last.scroll_into_view_if_needed()

    expect(amara.page.locator(".always-seen")).to_be_in_viewport(ratio=1)
