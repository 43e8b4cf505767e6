"""A note from signing on: read, added to, printed, shared, followed by another visit; and what the patient finds."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, PatientAccess, RecordGrant
from accounts.services.history.adding import add_history
from appointments.lifecycle import Verb
from appointments.services.attendance import record_attendance
from appointments.visits.models import FollowUp, PatientSummary, VisitNote
from appointments.visits.notes_of import NotesOf
from appointments.visits.services.sharing import share_summary
from appointments.visits.services.signing import sign
from appointments.visits.services.writing import save_draft
from tests.dashboards.note_pages import NOTE, address, filled, text
from tests.factories import UserFactory

TEXT = "You have eczema. Use the cream twice a day."


@pytest.fixture
def booked(appoint, at, patient, doctor, now):
    """Maria Lopes was seen just now."""
    appointment = appoint(at(24, 9), patient=patient, when=at(23, 9))
    return record_attendance(appointment=appointment, verb=Verb.COMPLETE, actor=doctor.user, now=now)


@pytest.fixture
def write(booked, doctor, now):
    def run(texts=NOTE):
        told = {"page": uuid.uuid4(), "turn": 1, "actor": doctor.user, "now": now}
        return save_draft(appointment=booked, texts=texts, seen=NotesOf(booked).seen, **told)

    return run


@pytest.fixture
def signed(booked, write, doctor, now):
    write()
    return sign(appointment=booked, seen=NotesOf(booked).seen, actor=doctor.user, now=now)


@pytest.fixture
def shared(booked, signed, doctor, now):
    return share_summary(appointment=booked, text=TEXT, seen="none", actor=doctor.user, now=now)


@pytest.fixture
def carried(booked):
    """What the small forms carry."""
    return {"patient": booked.patient.record_number}


@pytest.fixture
def maria(patient, clock):
    browser = Client()
    browser.force_login(patient.user)
    return browser


def patients_page(appointment):
    return f"/appointments/{appointment.reference}/"


def test_allergies_stand_on_the_signed_note_while_the_record_may_be_read(doctor_client, booked, signed, patient, now):
    add_history(patient=patient, kind="allergy", text="Penicillin", source="patient", actor=patient.user, now=now)
    assert "Penicillin" in text(doctor_client.get(address(booked)))

    RecordGrant.objects.update(until=now)
    assert "Penicillin" not in text(doctor_client.get(address(booked)))


class TestSigning:
    def test_saves_shows_what_will_be_signed_then_signs_it(self, doctor_client, booked, patient):
        form = filled(doctor_client.get(address(booked))) | NOTE
        led_on = doctor_client.post(address(booked), form | {"then": "sign"})
        assert led_on["Location"] == address(booked, "sign/")
        asked = text(doctor_client.get(led_on["Location"]))
        assert all(part in asked for part in NOTE.values())
        assert patient.record_number in asked
        seen = {"patient": patient.record_number, "seen": NotesOf(booked).seen}
        answer = doctor_client.post(address(booked, "sign/"), seen, follow=True)

        assert VisitNote.objects.get().is_signed
        assert "Signed at 9:00am." in text(answer)
        assert "Signed by Dr Amara Osei, Tuesday 24 November 2026, 9:00am" in text(answer)

    def test_nothing_written_there_is_nothing_to_sign(self, doctor_client, booked):
        page = doctor_client.get(address(booked, "sign/"))

        assert page.status_code == 409
        assert "There is nothing to sign." in text(page)

    def test_changed_since_it_was_read_it_is_not_signed(self, doctor_client, booked, write, carried):
        write()
        seen = NotesOf(booked).seen
        write(NOTE | {"plan": "Something else"})
        answer = doctor_client.post(address(booked, "sign/"), carried | {"seen": seen})

        assert answer.status_code == 409
        assert not VisitNote.objects.get().is_signed


class TestReading:
    def test_is_in_the_trail(self, doctor_client, booked, signed, doctor, patient):
        for step in ("", "print/"):
            doctor_client.get(address(booked, step))

        entry = AuditEntry.objects.get(action="read", object_label=f"note:{booked.reference}")
        assert (entry.actor, entry.patient, entry.purpose) == (
            doctor.user,
            patient,
            f"appointment:{booked.reference}",
        )

    def test_the_patient_sees_who_read_and_signed(self, doctor_client, booked, shared, maria):
        doctor_client.get(address(booked))
        page = text(maria.get("/me/history/access/"))

        for said in (
            "Read the note of an appointment.",
            "Signed the note of an appointment.",
            "Shared a summary of an appointment.",
        ):
            assert said.rstrip(".") in page
        assert "Started the record" not in page

    def test_another_doctor_reads_it_in_the_record_with_leave(self, client, signed, other_doctor, patient, now, clock):
        client.force_login(other_doctor.user)
        place = f"/doctor/patients/{patient.record_number}/notes/"
        assert client.get(place).status_code == 404
        leave = {"doctor": other_doctor, "patient": patient, "because": "referral"}
        RecordGrant.objects.create(**leave, starts_at=now, until=now.replace(hour=12))
        page = text(client.get(place))

        assert "Cream, twice a day" in page
        assert "Signed by Dr Amara Osei" in page
        assert AuditEntry.objects.filter(actor=other_doctor.user, action="read", purpose="referral").exists()

    def test_but_no_draft(self, client, booked, write, other_doctor, patient, now, clock):
        write()
        leave = {"doctor": other_doctor, "patient": patient, "because": "referral"}
        RecordGrant.objects.create(**leave, starts_at=now, until=now.replace(hour=12))
        client.force_login(other_doctor.user)

        assert "No signed notes yet." in text(client.get(f"/doctor/patients/{patient.record_number}/notes/"))

    def test_the_front_desk_and_administrators_read_none(self, signed, front_desk, chief, patient, now):
        for user in (front_desk, chief, patient.user):
            assert not VisitNote.objects.visible_to(user, now=now).exists()

    def test_its_doctor_reads_it_when_the_leave_has_ended(self, doctor_client, booked, signed, now):
        RecordGrant.objects.update(until=now)

        assert "Cream, twice a day" in text(doctor_client.get(address(booked)))

    def test_on_paper(self, doctor_client, booked, signed, patient):
        page = text(doctor_client.get(address(booked, "print/")))

        for said in (*NOTE.values(), "Maria Lopes", patient.record_number, "Signed by Dr Amara Osei"):
            assert said in page

    def test_the_notes_of_a_record_cost_the_same_for_one_and_many(
        self, doctor_client, signed, appoint, at, patient, doctor
    ):
        def cost():
            with CaptureQueriesContext(connection) as queries:
                doctor_client.get(f"/doctor/patients/{patient.record_number}/notes/")
            return len(queries)

        cost()
        one = cost()
        for number in range(4):
            later = appoint(at(25, 9, 20 * number) if number < 3 else at(25, 10), patient=patient)
            for texts in (NOTE, {"amendment": "More"}):
                told = {"actor": doctor.user, "now": later.starts_at}
                save_draft(appointment=later, texts=texts, seen=NotesOf(later).seen, page=uuid.uuid4(), turn=1, **told)
                sign(appointment=later, seen=NotesOf(later).seen, **told)
        cost()  # which leave opens the record may be another one by now: that is a line in the trail

        assert cost() == one <= 16


class TestAdding:
    def test_stands_below_the_note_in_order(self, doctor_client, booked, signed, carried):
        for words in ("The left arm.", "And the right one."):
            form = filled(doctor_client.get(address(booked, "amend/"))) | {"amendment": words, "then": "sign"}
            led_on = doctor_client.post(address(booked, "amend/"), form)
            doctor_client.post(led_on["Location"], carried | {"seen": NotesOf(booked).seen})
        page = text(doctor_client.get(address(booked)))

        assert page.index("Cream, twice a day") < page.index("The left arm.") < page.index("And the right one.")

    def test_saved_and_not_signed_it_is_said(self, doctor_client, booked, signed):
        form = filled(doctor_client.get(address(booked, "amend/"))) | {"amendment": "The left arm."}
        doctor_client.post(address(booked, "amend/"), form)
        page = text(doctor_client.get(address(booked)))

        assert "What you are adding is saved but not signed." in page
        assert "The left arm." not in page
        assert filled(doctor_client.get(address(booked, "amend/")))["amendment"] == "The left arm."

    def test_before_it_is_signed_there_is_the_note_itself(self, doctor_client, booked):
        assert doctor_client.get(address(booked, "amend/"))["Location"] == address(booked)


class TestSharing:
    def test_begins_with_the_plan_and_is_the_doctors_own_text(self, doctor_client, booked, signed, carried, maria):
        asked = text(doctor_client.get(address(booked, "share/")))
        assert "Cream, twice a day</textarea>" in asked
        answer = doctor_client.post(address(booked, "share/"), carried | {"seen": "none", "text": TEXT}, follow=True)

        assert "Shared. The patient sees it" in text(answer)
        assert TEXT in text(maria.get(patients_page(booked)))

    def test_nothing_written_comes_back(self, doctor_client, booked, signed, carried):
        answer = doctor_client.post(address(booked, "share/"), carried | {"seen": "none", "text": " "})

        assert answer.status_code == 422
        assert "Write what the patient should know" in text(answer)

    def test_not_before_the_note_is_signed(self, doctor_client, booked, write):
        write()

        assert "Sign the note first" in text(doctor_client.get(address(booked, "share/")))

    def test_an_older_page_replaces_nothing_and_keeps_its_text(self, doctor_client, booked, shared, carried):
        answer = doctor_client.post(address(booked, "share/"), carried | {"seen": "none", "text": "Another text"})

        assert answer.status_code == 409
        assert TEXT in text(answer)
        assert "Another text</textarea>" in text(answer)
        assert PatientSummary.objects.standing().get().text == TEXT

    def test_taken_back_it_is_gone(self, doctor_client, booked, shared, carried, maria):
        doctor_client.post(address(booked, "share/end/"), carried)

        assert TEXT not in text(maria.get(patients_page(booked)))


class TestThePatient:
    def test_sees_the_summary_with_doctor_and_day_and_nothing_of_the_note(self, booked, shared, maria):
        page = text(maria.get(patients_page(booked)))

        assert f'What your doctor told you</h2> <p class="as-typed">{TEXT}' in page
        assert "Dr Amara Osei, Tuesday 24 November 2026" in page
        assert "Dr Osei shared a summary" in page
        assert not any(part in page for part in ("Red, dry skin", "Cream, twice a day"))

    def test_sees_nothing_before_it_is_shared(self, booked, signed, maria):
        page = text(maria.get(patients_page(booked)))

        assert "What your doctor told you" not in page
        assert "Eczema" not in page

    def test_reading_it_is_in_the_trail(self, booked, shared, maria, patient):
        maria.get(patients_page(booked))

        entry = AuditEntry.objects.get(action="read", object_label=f"summary:{booked.reference}")
        assert (entry.actor, entry.purpose, entry.role) == (patient.user, "own", "patient")

    def test_somebody_who_books_for_them_does_not_read_it(self, booked, shared, patient, clock):
        carer = UserFactory()
        PatientAccess.objects.create(user=carer, patient=patient, relation="carer", scope="book")
        browser = Client()
        browser.force_login(carer)
        page = browser.get(patients_page(booked))

        assert page.status_code == 200
        assert TEXT not in text(page)
        assert "shared a summary" not in text(page)

    def test_finds_when_to_come_again_at_home_and_at_the_appointment(
        self, doctor_client, booked, carried, maria, offer
    ):
        doctor_client.post(
            f"/doctor/appointments/{booked.reference}/follow-up/",
            carried | {"weeks": "6", "visit_type": offer.visit_type_id},
        )

        for place in ("/me/", patients_page(booked)):
            page = text(maria.get(place))
            assert "Dr Osei would like to see you again in about 6 weeks." in page
            assert "/doctors/amara-osei/times/?week=2027-01-05&visit_type=follow-up" in page
            assert "Choose a time" in page
        assert maria.get("/doctors/amara-osei/times/?week=2027-01-05&visit_type=follow-up").status_code == 200


class TestFollowingUp:
    def place(self, booked, end=""):
        return f"/doctor/appointments/{booked.reference}/follow-up/{end}"

    @pytest.mark.parametrize("weeks", ["0", "53", "soon", ""])
    def test_what_cannot_be_comes_back(self, doctor_client, booked, signed, carried, offer, weeks):
        said = {"weeks": weeks, "visit_type": offer.visit_type_id}
        answer = doctor_client.post(self.place(booked), carried | said)

        assert answer.status_code == 422
        assert "There is a problem" in text(answer)
        assert not FollowUp.objects.exists()

    def test_is_shown_to_the_doctor_and_taken_back(self, doctor_client, booked, signed, carried, offer):
        doctor_client.post(self.place(booked), carried | {"weeks": "6", "visit_type": offer.visit_type_id})
        assert "Follow-up, around Tuesday 5 January 2027." in text(doctor_client.get(address(booked)))
        doctor_client.post(self.place(booked, "end/"), carried)

        assert "around Tuesday 5 January 2027" not in text(doctor_client.get(address(booked)))
