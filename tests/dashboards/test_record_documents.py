"""Documents of a record: added, given out as files, taken out; from both sides, and to nobody else."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from accounts.documents import keeping
from accounts.models import AuditEntry, Document, OrganisationSettings
from accounts.services.documents.confirming import confirm_document
from accounts.services.documents.withdrawing import withdraw_document
from tests.accounts.record_files import file_document, pdf, picture, upload
from tests.dashboards.record_pages import browser_of, child_of, give_leave, mine, queries_of, text, theirs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HOME = "/me/history/documents/"


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


def told(patient, **more):
    return {"patient": patient.record_number, "title": "Blood test", "kind": "result", "file": upload(pdf())} | more


def reads_of(document):
    return AuditEntry.objects.filter(object_label=f"document:{document.pk}", action="read")


def confirmed(client, patient, document):
    data = {"patient": patient.record_number}
    return client.post(theirs(patient, f"documents/{document.pk}/confirm/"), data, follow=True)


# --- The list ---------------------------------------------------------------------------------------
def test_nothing_yet(maria, amara, patient):
    assert "Add letters, test results or photos your doctor should see." in text(maria.get(HOME))
    assert "No documents yet." in text(amara.get(theirs(patient, "documents/")))


def test_says_what_it_is_who_added_it_and_when(maria, amara, patient, letter):
    here, there = text(maria.get(HOME)), text(amara.get(theirs(patient, "documents/")))

    assert "Blood test" in here
    assert "Test result, PDF, " in here
    assert "Added by you, 24 Nov 2026" in here
    assert "Added by Maria Lopes, 24 Nov 2026" in there
    assert "Allergies:" in there  # the head of the record is on every page of it


def test_costs_the_same_for_one_and_for_eight(maria, amara, patient, letter, now):
    pages = [(maria, HOME), (amara, theirs(patient, "documents/"))]
    for client, page in pages:
        client.get(page)
    few = [queries_of(client, page) for client, page in pages]
    for number in range(7):
        file_document(patient, now=now, content=pdf(f"Page {number}"))

    assert [queries_of(client, page) for client, page in pages] == few


def test_of_many_a_page_shows_some(maria, patient, now):
    for number in range(26):
        file_document(
            patient, now=now + dt.timedelta(seconds=number), content=pdf(f"Page {number}"), title=f"No {number}"
        )

    assert len(maria.get(HOME).context["page"].object_list) == 25
    assert "No 0" in text(maria.get(f"{HOME}?page=2"))


def test_my_health_counts_them(maria, patient, letter):
    page = maria.get("/me/history/")

    assert page.context["documents"] == 1
    assert f'href="{mine(patient, "documents/")}"' in text(page)


# --- Confirming -------------------------------------------------------------------------------------
def test_a_doctor_confirms_what_the_patient_filed_and_both_read_it(maria, amara, doctor, patient, letter, now):
    before = text(amara.get(theirs(patient, "documents/")))
    answer = confirmed(amara, patient, letter)
    here, there = text(maria.get(HOME)), text(amara.get(theirs(patient, "documents/")))

    letter.refresh_from_db()
    assert (letter.confirmed_by, letter.confirmed_at, letter.source) == (doctor.user, now, "patient")
    assert "Confirmed." in text(answer)
    assert "Not confirmed" in before
    assert "Not confirmed" not in there
    assert "Confirmed by you, 24 Nov 2026" in there
    assert f"Confirmed by {doctor.display_name}, 24 Nov 2026" in here
    assert "Added by you, 24 Nov 2026" in here
    entry = AuditEntry.objects.get(object_label=f"document:{letter.pk}", action="confirmed")
    assert (entry.actor, entry.role, entry.patient) == (doctor.user, "doctor", patient)


def test_the_patient_reads_in_their_list_of_readers_that_it_was_confirmed(maria, amara, patient, letter):
    confirmed(amara, patient, letter)

    assert f"Confirmed a document: {letter.title}" in text(maria.get("/me/history/access/"))


def test_confirmed_twice_it_stays_with_the_first(amara, doctor, patient, letter, now):
    confirmed(amara, patient, letter)
    confirm_document(document=letter, source="doctor", actor=doctor.user, now=now + dt.timedelta(hours=1))

    letter.refresh_from_db()
    assert letter.confirmed_at == now
    assert AuditEntry.objects.filter(action="confirmed").count() == 1


def test_what_a_doctor_confirmed_only_a_doctor_takes_out(maria, amara, doctor, patient, letter):
    confirmed(amara, patient, letter)
    refused = maria.post(mine(patient, f"documents/{letter.pk}/take-out/"), {"reason": "wrong_file"})

    assert refused.status_code == 409
    assert f"{doctor.display_name} wrote or confirmed this." in text(refused)
    assert f"documents/{letter.pk}/take-out/" not in text(maria.get(HOME))
    assert f"documents/{letter.pk}/take-out/" in text(amara.get(theirs(patient, "documents/")))


def test_what_a_doctor_filed_needs_no_confirming(amara, patient):
    amara.post(theirs(patient, "documents/add/"), told(patient))
    page = text(amara.get(theirs(patient, "documents/")))

    assert "Not confirmed" not in page
    assert "/confirm/" not in page


def test_the_patient_confirms_nothing(patient, letter, now):
    with pytest.raises(PermissionDenied, match="Only a doctor"):
        confirm_document(document=letter, source="patient", actor=patient.user, now=now)


def test_nor_a_doctor_whose_leave_has_ended(doctor, patient, letter, now):
    with pytest.raises(PermissionDenied):
        confirm_document(document=letter, source="doctor", actor=doctor.user, now=now)


def test_what_was_taken_out_is_not_confirmed(maria, amara, patient, letter, now):
    withdraw_document(document=letter, reason="wrong_file", source="patient", actor=patient.user, now=now)
    answer = confirmed(amara, patient, letter)

    assert answer.status_code == 409
    assert "This document was taken out already." in text(answer)


def test_a_button_of_another_patients_page_confirms_nothing(amara, patient, letter):
    answer = amara.post(theirs(patient, f"documents/{letter.pk}/confirm/"), {"patient": "another"})

    assert answer.status_code == 409
    letter.refresh_from_db()
    assert not letter.is_confirmed


# --- Adding -----------------------------------------------------------------------------------------
def test_a_patient_adds_one(maria, patient, now):
    answer = maria.post(mine(patient, "documents/add/"), told(patient, title="  Blood   test "), follow=True)

    document = Document.objects.get()
    assert answer.redirect_chain == [(mine(patient, "documents/"), 302)]
    assert "Added." in text(answer)
    assert (document.title, document.kind, document.source) == ("Blood test", "result", "patient")
    assert (document.recorded_by, document.recorded_at) == (patient.user, now)
    assert keeping.read(document) == pdf()


def test_where_it_is_switched_off_patients_read_and_add_nothing_and_doctors_go_on(maria, amara, patient):
    OrganisationSettings(documents_open=False).save()
    closed = "Documents cannot be added here at the moment"
    page = text(maria.get(mine(patient, "documents/")))
    assert "My documents" in page
    assert closed in page
    assert "Add a document" not in page
    assert closed in text(maria.get(mine(patient, "documents/add/"), follow=True))
    answer = maria.post(mine(patient, "documents/add/"), told(patient))

    assert (answer.status_code, Document.objects.count()) == (409, 0)
    assert closed in text(answer)
    amara.post(theirs(patient, "documents/add/"), told(patient))
    assert Document.objects.filter(source="doctor").count() == 1


def test_a_doctor_adds_one(amara, doctor, patient):
    amara.post(theirs(patient, "documents/add/"), told(patient))

    document = Document.objects.get()
    assert (document.source, document.recorded_by) == ("doctor", doctor.user)


def test_it_works_as_a_form_and_nothing_more(maria, patient):
    page = text(maria.get(mine(patient, "documents/add/")))

    assert 'enctype="multipart/form-data"' in page
    assert 'accept="application/pdf,image/jpeg,image/png,image/webp"' in page
    assert "up to 10 MB" in page


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"title": ""}, "Say what it is"),
        ({"kind": ""}, "Choose what kind it is"),
        ({"file": ""}, "Choose a file first"),
        ({"file": b""}, "This file is empty."),
        ({"file": b"<html>"}, "We cannot use this file. Choose a PDF"),
        ({"file": pdf(catalog="/OpenAction << /S /JavaScript >>")}, "This PDF can run programs."),
    ],
)
def test_says_what_is_wrong_and_keeps_the_rest(maria, patient, more, words):
    given = told(patient) | {name: upload(value) if isinstance(value, bytes) else value for name, value in more.items()}

    answer = maria.post(mine(patient, "documents/add/"), given)

    assert answer.status_code == 422
    assert words in text(answer)
    assert ('value="Blood test"' in text(answer)) == ("title" not in more)
    assert not Document.objects.exists()


def test_says_that_the_file_must_be_chosen_again(maria, patient):
    answer = maria.post(mine(patient, "documents/add/"), told(patient, title=""))

    assert "Choose the file again" in text(answer)


def test_a_file_that_is_there_is_not_added_again(maria, patient, letter, clock):
    clock.shift(60)
    answer = maria.post(mine(patient, "documents/add/"), told(patient), follow=True)

    assert "This file was here already." in text(answer)
    assert Document.objects.count() == 1


def test_a_full_record_says_so(maria, patient, letter, settings):
    settings.DOCUMENTS_PER_PATIENT = 1

    answer = maria.post(mine(patient, "documents/add/"), told(patient, file=upload(picture())))

    assert answer.status_code == 422
    assert "This record holds 1 documents" in text(answer)


# --- For somebody else ------------------------------------------------------------------------------
def test_for_a_child_with_leave_to_read_the_record(maria, patient, now):
    child = child_of(patient)
    maria.post(mine(child, "documents/add/"), told(child))

    document = Document.objects.get(patient=child)
    assert document.recorded_by == patient.user
    assert maria.get(mine(child, f"documents/{document.pk}/")).content == pdf()
    assert reads_of(document).get().on_behalf_of == child


def test_not_for_one_they_only_book_for(maria, patient):
    child = child_of(patient, scope="book")

    for rest in ("documents/", "documents/add/"):
        assert maria.get(mine(child, rest)).status_code == 404


# --- Taking out -------------------------------------------------------------------------------------
def test_asks_why_then_takes_it_out(maria, patient, letter):
    address = mine(patient, f"documents/{letter.pk}/take-out/")
    assert "Take this document out?" in text(maria.get(address))
    assert maria.post(address, {"patient": patient.record_number}).status_code == 422

    answer = maria.post(address, {"patient": patient.record_number, "reason": "wrong_file"}, follow=True)

    assert "Taken out." in text(answer)
    assert "No documents yet." in text(answer)
    assert maria.get(mine(patient, f"documents/{letter.pk}/")).status_code == 404
    assert Document.objects.get().withdrawn_reason == "wrong_file"


def test_what_was_taken_out_meanwhile_is_told(maria, patient, letter, now):
    withdraw_document(document=letter, reason="wrong_file", source="patient", actor=patient.user, now=now)

    answer = maria.get(mine(patient, f"documents/{letter.pk}/take-out/"))

    assert answer.status_code == 409
    assert "This document was taken out already." in text(answer)
    assert f'href="{mine(patient, "documents/")}"' in text(answer)


def test_what_a_doctor_added_stays(maria, doctor, patient, now):
    give_leave(doctor, patient, now=now)
    document = file_document(patient, now=now, source="doctor", actor=doctor.user)

    assert "Take out" not in text(maria.get(HOME))
    answer = maria.post(mine(patient, f"documents/{document.pk}/take-out/"), {"patient": patient.record_number})
    assert answer.status_code == 409


def test_an_answer_about_another_patient_changes_nothing(amara, patient, other_patient, letter):
    crossed = {"patient": other_patient.record_number, "reason": "wrong_file"}

    assert amara.post(theirs(patient, f"documents/{letter.pk}/take-out/"), crossed).status_code == 409
    assert amara.post(theirs(patient, "documents/add/"), told(other_patient)).status_code == 409
    assert Document.objects.standing().count() == 1
