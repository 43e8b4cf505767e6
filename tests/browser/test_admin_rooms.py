"""The pages of the administration that belong to no model, and those about two patients, each measured."""

import pytest

from tests.browser.test_admin_pages import objections
from tests.browser.visitor import ADMINISTRATOR, DESKTOP, PHONE

pytestmark = pytest.mark.browser

ROOMS = {
    "/admin/analytics/overview/": "Overview",
    "/admin/analytics/access/": "Access and waits",
    "/admin/analytics/doctors/": "Doctors and time",
    "/admin/analytics/messages/": "Messages",
    "/admin/analytics/patients/": "Patients and growth",
    "/admin/analytics/searches/": "Searches",
    "/admin/analytics/system/": "System",
    "/admin/settings/": "Settings",
    "/admin/import/": "Import from a file",
    "/admin/privacy/": "What is kept about people",
    "/admin/audit/": "Is the audit trail whole?",
    "/admin/audit/seen/": "What did this account see?",
    "/admin/audit/patient/": "Who saw this patient?",
    "/admin/accounts/patient/possibly-the-same/": "Possibly the same",
    "/admin/accounts/patient/export/?q=maria": "Export this list",
}
"""Each with its heading."""


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_of_the_administration(visit, room):
    ada = visit(ADMINISTRATOR, viewport=DESKTOP, reduced_motion="reduce")
    assert ada.open(room).status == 200
    ada.sees(ROOMS[room])
    wrong = objections(ada)

    assert not wrong, "\n".join(wrong)


def test_what_an_account_saw(visit):
    """From the account's own page to everything it opened today."""
    ada = visit(ADMINISTRATOR, viewport=PHONE, reduced_motion="reduce")
    ada.open("/admin/accounts/user/?q=doctor@example.com")
    ada.page.locator("#result_list tbody th a").first.click()
    ada.follow("What did this account see?")
    ada.sees("What did this account see")
    wrong = objections(ada)

    assert not wrong, "\n".join(wrong)


def test_two_patients_side_by_side(visit):
    ada = visit(ADMINISTRATOR, viewport=PHONE, reduced_motion="reduce")
    ada.open("/admin/accounts/patient/")
    for tick in ada.page.locator(".action-select").all()[-2:]:
        tick.check()
    ada.page.locator("select[name=action]").select_option("put_together")
    ada.page.locator(".actions button").click()
    ada.reads("Why are they one person?")
    wrong = objections(ada)

    assert not wrong, "\n".join(wrong)


def test_two_records_are_put_together_and_taken_apart(visit):
    """From who seems to be here twice to one record, and back."""
    ada = visit(ADMINISTRATOR, viewport=PHONE, reduced_motion="reduce")
    ada.open("/admin/accounts/patient/possibly-the-same/")
    ada.follow("Compare")
    ada.fill("Why are they one person?", "Written down twice on the phone")
    ada.press("Put them together")
    ada.reads("and this record are one now")
    ada.open("/admin/accounts/patientmerge/")
    ada.page.locator("#result_list tbody th a").first.click()
    ada.follow("Take the two apart")
    ada.sees("Take the two records apart?")
    wrong = objections(ada)
    ada.press("Take the two apart")
    ada.reads("They are two records again.")
    wrong += objections(ada)

    assert not wrong, "\n".join(wrong)


def test_saying_that_a_doctor_runs_late(visit):
    ada = visit(ADMINISTRATOR, viewport=PHONE, reduced_motion="reduce")
    assert ada.open("/admin/running-late/1/").status == 200
    ada.sees("Running late: Dr Amara Osei")
    wrong = objections(ada)

    assert not wrong, "\n".join(wrong)
