"""An administrator imports patients from a file: told what is wrong, put right, imported by the worker."""

import pytest

from tests.browser.test_admin_pages import objections
from tests.browser.visitor import ADMINISTRATOR, PHONE

pytestmark = pytest.mark.browser
HEAD = "full name,date of birth,phone\n"


def send(ada, text):
    ada.open("/admin/import/?kind=patients")
    upload = {"name": "people.csv", "mimeType": "text/csv", "buffer": text.encode()}
    ada.page.locator("input[type=file]").set_input_files(upload)
    ada.press("Check the file")


def test_a_file_from_its_first_mistake_to_its_patients(visit):
    ada = visit(ADMINISTRATOR, viewport=PHONE, reduced_motion="reduce")
    assert ada.open("/admin/import/").status == 200
    wrong = objections(ada)

    send(ada, HEAD + "Hanna Lindqvist,1964-13-27,07700 900123\n")
    ada.reads("1 row with a problem")  # comes by itself: the page asks how far it is
    wrong += objections(ada)
    send(ada, HEAD + "Hanna Lindqvist,1964-03-27,07700 900123\n")
    ada.reads("All rows are good")
    ada.press("Import 1 row")
    ada.reads("1 row imported")
    wrong += objections(ada)

    assert not wrong, "\n".join(wrong)
