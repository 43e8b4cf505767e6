"""A document given out: a file to save, to those who may read the record, with its line in the trail."""

import pytest
from django.core.files.storage import storages

from accounts.documents import keeping
from accounts.models import AuditEntry
from tests.accounts.record_files import file_document, pdf, picture
from tests.dashboards.record_pages import browser_of, give_leave, mine, text, theirs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HEADERS = {
    "Content-Type": "application/pdf",
    "Content-Disposition": 'attachment; filename="Blood test.pdf"',
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture
def maria(patient):
    return browser_of(patient.user)


@pytest.fixture
def amara(doctor, patient, now):
    """The browser of Dr Osei, who may read Maria's record for a week."""
    give_leave(doctor, patient, now=now)
    return browser_of(doctor.user)


@pytest.fixture
def letter(patient, now):
    return file_document(patient, now=now, name="Blood test.pdf")


def reads_of(document):
    return AuditEntry.objects.filter(object_label=f"document:{document.pk}", action="read")


@pytest.mark.parametrize("side", ["patient", "doctor"])
def test_row_20_a_document_is_a_file_to_save_and_no_page_of_ours(side, maria, amara, patient, letter):
    client, address = (maria, mine) if side == "patient" else (amara, theirs)
    answer = client.get(address(patient, f"documents/{letter.pk}/"))

    assert answer.content == pdf()
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert reads_of(letter).get().role == side


def test_row_20_a_name_of_any_letters_goes_out_as_one(maria, patient, now):
    document = file_document(patient, now=now, name='Žofie "x"\r\nSet-Cookie: a=b.pdf')

    named = maria.get(mine(patient, f"documents/{document.pk}/")).headers["Content-Disposition"]

    assert named == "attachment; filename*=utf-8''%C5%BDofie%20xSet-Cookie%20a%3Db.pdf"


def test_what_it_is_was_settled_when_it_came_in(maria, patient, now):
    document = file_document(patient, now=now, content=picture("JPEG"), name="page.html")

    answer = maria.get(mine(patient, f"documents/{document.pk}/"))

    assert answer.headers["Content-Type"] == "image/jpeg"
    assert 'filename="page.jpg"' in answer.headers["Content-Disposition"]


def test_every_opening_is_in_the_trail_once_a_quarter_of_an_hour(amara, doctor, patient, letter, clock):
    for _time in range(2):
        amara.get(theirs(patient, f"documents/{letter.pk}/"))
    clock.shift(16 * 60)
    amara.get(theirs(patient, f"documents/{letter.pk}/"))

    assert [(read.actor, read.purpose) for read in reads_of(letter)] == [(doctor.user, "referral")] * 2


def test_the_patient_reads_who_opened_what(maria, amara, doctor, patient, letter, now):
    amara.get(theirs(patient, f"documents/{letter.pk}/"))
    file_document(patient, now=now, content=pdf("ECG"), title="ECG", source="doctor", actor=doctor.user)

    page = text(maria.get("/me/history/access/"))

    assert "Opened a document: Blood test" in page
    assert "Added a document: ECG" in page


def test_row_20_nobody_else_gets_it(patient, other_patient, doctor, front_desk, letter):
    document = f"documents/{letter.pk}/"
    for user, address, status in (
        (other_patient.user, mine(patient, document), 404),
        (other_patient.user, mine(other_patient, document), 404),
        (doctor.user, theirs(patient, document), 404),
        (patient.user, theirs(patient, document), 403),
        (front_desk, mine(patient, document), 302),
        (front_desk, theirs(patient, document), 403),
    ):
        assert browser_of(user).get(address).status_code == status
    assert not reads_of(letter).exists()


def test_a_doctor_whose_leave_is_over_gets_it_no_more(doctor, patient, letter, now, clock):
    give_leave(doctor, patient, now=now)
    clock.shift(8 * 24 * 3600)

    assert browser_of(doctor.user).get(theirs(patient, f"documents/{letter.pk}/")).status_code == 404


def test_in_an_emergency_it_opens_and_says_so(doctor, patient, letter, now):
    give_leave(doctor, patient, now=now, because="emergency:1")

    browser_of(doctor.user).get(theirs(patient, f"documents/{letter.pk}/"))

    assert reads_of(letter).get().purpose == "emergency:1"


def test_a_file_that_is_gone_is_not_there(maria, patient, letter):
    storages["private"].delete(keeping.path_of(letter.stored_name))

    assert maria.get(mine(patient, f"documents/{letter.pk}/")).status_code == 404
    assert not reads_of(letter).exists()
