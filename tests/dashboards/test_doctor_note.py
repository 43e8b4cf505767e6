"""Writing the note of a visit: what stands beside it, how it saves, and that what was typed always comes back."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, RecordGrant
from accounts.services.history.adding import add_history
from appointments.models import Appointment
from appointments.services.cancelling import cancel
from appointments.visits.models import NoteTemplate, SetAsideText, VisitNote
from appointments.visits.notes_of import NotesOf
from appointments.visits.services.signing import sign
from appointments.visits.services.writing import save_draft
from tests.dashboards.note_pages import JSON, NOTE, address, filled, text
from tests.factories import PatientFactory, SpecialtyFactory


@pytest.fixture
def booked(appoint, at, patient):
    """Maria Lopes today at 9:00am: it begins now."""
    return appoint(at(24, 9), patient=patient, reason="The rash came back.", when=at(23, 9))


@pytest.fixture
def page(doctor_client, booked):
    """Return a function that opens the page of the note and returns what its form would send."""
    return lambda step="": filled(doctor_client.get(address(booked, step)))


@pytest.fixture
def signed(booked, doctor, now):
    save_draft(appointment=booked, texts=NOTE, seen="new", page=uuid.uuid4(), turn=1, actor=doctor.user, now=now)
    return sign(appointment=booked, seen=NotesOf(booked).seen, actor=doctor.user, now=now)


def written():
    return {name: getattr(VisitNote.objects.get(), name) for name in NOTE}


class TestThePage:
    def test_says_whose_note_it_is(self, doctor_client, booked, patient):
        page = text(doctor_client.get(address(booked)))

        assert '<p class="name"><bdi>Maria Lopes</bdi></p>' in page
        assert f'Born 27 March 1964, 62 years, <span class="no-break">record {patient.record_number}</span>' in page
        assert "Tuesday 24 November 2026, 9:00am, Follow-up" in page

    def test_shows_allergies_history_and_the_reason_beside_it(self, doctor_client, booked, patient, now):
        for kind, said in (("allergy", "Penicillin"), ("condition", "Asthma"), ("medication", "Salbutamol")):
            add_history(patient=patient, kind=kind, text=said, source="patient", actor=patient.user, now=now)
        page = text(doctor_client.get(address(booked)))

        for said in ("Penicillin", "Asthma", "Salbutamol", "The rash came back."):
            assert said in page

    def test_begins_with_the_patients_reason(self, page):
        assert page()["reason"] == "The rash came back."
        assert page()["plan"] == ""

    def test_opening_it_writes_nothing_but_the_line_in_the_trail(self, doctor_client, booked, patient):
        doctor_client.get(address(booked))

        assert not VisitNote.objects.exists()
        assert AuditEntry.objects.filter(action="read", object_label=f"record:{patient.record_number}").exists()

    def test_without_leave_to_read_the_record_there_is_none_beside_it(self, doctor_client, booked, patient, now):
        add_history(patient=patient, kind="allergy", text="Penicillin", source="patient", actor=patient.user, now=now)
        RecordGrant.objects.update(until=now)

        assert "Penicillin" not in text(doctor_client.get(address(booked)))

    def test_shows_the_note_before_whoever_wrote_it(self, doctor_client, signed, appoint, at, patient):
        later = appoint(at(25, 9), patient=patient)
        page = text(doctor_client.get(address(later)))

        assert "The note before this" in page
        assert "Cream, twice a day" in page
        assert "Signed by Dr Amara Osei, Tuesday 24 November 2026, 9:00am" in page

    def test_costs_the_same_for_one_note_and_for_many(self, doctor_client, booked, appoint, at, patient, doctor, now):
        def cost():
            with CaptureQueriesContext(connection) as queries:
                doctor_client.get(address(booked))
            return len(queries)

        def note_of(days, amendments):
            earlier = appoint(at(25, 9 + days), patient=patient)
            moved = now - dt.timedelta(days=days)
            Appointment.objects.filter(pk=earlier.pk).update(starts_at=moved, ends_at=moved + dt.timedelta(minutes=20))
            earlier.refresh_from_db()
            told = {"actor": doctor.user, "now": now}
            for texts in (NOTE, *[{"amendment": "More"}] * amendments):
                seen = NotesOf(earlier).seen
                save_draft(appointment=earlier, texts=texts, seen=seen, page=uuid.uuid4(), turn=1, **told)
                sign(appointment=earlier, seen=NotesOf(earlier).seen, **told)

        note_of(1, 1)
        cost()
        one = cost()
        for days in (2, 3):
            note_of(days, 3)

        assert cost() == one <= 18


class TestSavingByHand:
    def test_saves_says_when_and_shows_it_again(self, doctor_client, booked, page):
        answer = doctor_client.post(address(booked), page() | NOTE, follow=True)

        assert written() == NOTE
        assert "Saved at 9:00am." in text(answer)
        assert filled(answer)["plan"] == NOTE["plan"]

    def test_keeps_lines_as_they_were_typed(self, doctor_client, booked, page):
        doctor_client.post(address(booked), page() | {"plan": "One\r\n\r\n  two"})

        assert written()["plan"] == "One\n\n  two"

    def test_a_text_that_is_too_long_comes_back_whole(self, doctor_client, booked, page):
        answer = doctor_client.post(address(booked), page() | {"plan": "x" * 10_001, "findings": "Red"})

        assert answer.status_code == 422
        assert filled(answer)["plan"] == "x" * 10_001
        assert filled(answer)["findings"] == "Red"
        assert "Use 10000 characters or fewer" in text(answer)
        assert not VisitNote.objects.exists()

    def test_what_was_typed_is_text(self, doctor_client, booked, page):
        answer = doctor_client.post(address(booked), page() | {"plan": "</textarea><script>alert(1)"}, follow=True)

        assert "<script>alert(1)" not in answer.content.decode()

    def test_nothing_but_the_parts_of_the_note_can_be_sent(self, doctor_client, booked, page, other_patient):
        more = {"signed_at": "2026-01-01", "author": 99, "appointment": 99, "amends": 1, "amendment": "x", "version": 9}
        doctor_client.post(address(booked), page() | NOTE | more)

        note = VisitNote.objects.get()
        assert (note.signed_at, note.author, note.appointment) == (None, booked.doctor, booked)
        assert (note.amends, note.amendment, note.version) == (None, "", 1)


class TestSavingItself:
    def test_answers_when_it_was_saved_and_what_it_shows_now(self, doctor_client, booked, page):
        answer = doctor_client.post(address(booked), page() | NOTE, headers=JSON)

        assert answer.json() == {"words": "Saved at 9:00am.", "seen": NotesOf(booked).seen}
        assert written() == NOTE

    def test_goes_on_from_there(self, doctor_client, booked, page, clock):
        form = page()
        for plan in ("Cream", "Cream, twice", "Cream, twice a day"):
            clock.shift(60)
            answer = doctor_client.post(address(booked), form | NOTE | {"plan": plan}, headers=JSON)
            form["seen"] = answer.json()["seen"]

        assert written()["plan"] == "Cream, twice a day"
        assert answer.json()["words"] == "Saved at 9:03am."
        assert not SetAsideText.objects.exists()

    def test_says_what_is_wrong(self, doctor_client, booked, page):
        answer = doctor_client.post(address(booked), page() | {"plan": "x" * 10_001}, headers=JSON)

        assert (answer.status_code, answer.json()) == (422, {"words": "Use 10000 characters or fewer"})

    def test_says_that_another_page_has_saved(self, doctor_client, booked, page):
        mine, other = page(), page()
        doctor_client.post(address(booked), other | NOTE, headers=JSON)
        answer = doctor_client.post(address(booked), mine | {"plan": "Nothing for now"}, headers=JSON)

        assert answer.status_code == 409
        assert answer.json() == {"words": "Another page has saved this note. Your text is kept.", "both": True}
        assert SetAsideText.objects.get().plan == "Nothing for now"

    def test_a_stranger_is_led_to_sign_in(self, booked, page):
        answer = Client().post(address(booked), page() | NOTE, headers=JSON)

        assert answer["Location"].startswith("/accounts/login/")


class TestTwoPages:
    @pytest.fixture
    def late(self, doctor_client, booked, page):
        """The answer to a page that was opened before another one saved."""
        mine, other = page(), page()
        doctor_client.post(address(booked), other | NOTE)
        return doctor_client.post(address(booked), mine | {"plan": "Nothing for now"})

    def test_shows_both_texts_and_overwrites_nothing(self, late):
        assert late.status_code == 409
        assert "Another page has saved this note" in text(late)
        assert filled(late)["plan"] == "Nothing for now"
        assert "Cream, twice a day" in text(late)
        assert written() == NOTE

    def test_saved_again_it_is_meant(self, doctor_client, booked, late):
        doctor_client.post(address(booked), filled(late) | {"plan": "Cream, or nothing"})

        assert written()["plan"] == "Cream, or nothing"
        assert not SetAsideText.objects.exists()

    def test_left_alone_it_waits_on_the_page_of_the_note(self, doctor_client, booked, late):
        page = doctor_client.get(address(booked))

        assert "Text that is not in the note" in text(page)
        assert "Nothing for now" in text(page)

    def test_is_put_into_the_note_beside_what_is_there(self, doctor_client, booked, late, page):
        doctor_client.post(address(booked), page() | {"take": SetAsideText.objects.get().pk})

        assert written()["plan"] == "Cream, twice a day\n\nNothing for now"
        assert not SetAsideText.objects.exists()

    def test_or_thrown_away(self, doctor_client, booked, late, page):
        doctor_client.post(address(booked), page() | {"drop": SetAsideText.objects.get().pk})

        assert written() == NOTE
        assert not SetAsideText.objects.exists()

    def test_nobody_takes_what_belongs_to_another_appointment(self, doctor_client, booked, late, appoint, at):
        theirs = appoint(at(25, 9))
        mine = filled(doctor_client.get(address(theirs)))
        doctor_client.post(address(theirs), mine | {"take": SetAsideText.objects.get().pk})

        assert SetAsideText.objects.get().appointment == booked
        assert not VisitNote.objects.filter(appointment=theirs).exists()

    def test_signed_meanwhile_the_text_is_kept_beside_the_note(self, doctor_client, booked, page, signed):
        late = doctor_client.post(address(booked), page_of_a_draft(booked) | {"plan": "Nothing for now"})

        assert late.status_code == 409
        assert "The note was signed meanwhile. Your text is kept below." in text(late)
        assert "Nothing for now" in text(late)
        assert written() == NOTE


def page_of_a_draft(booked):
    """What a page sends that was opened before the note was signed."""
    return NOTE | {"patient": booked.patient.record_number, "seen": "new", "page": str(uuid.uuid4()), "turn": "1"}


class TestTheWrongPatient:
    @pytest.mark.parametrize("step", ["", "amend/"])
    def test_a_text_about_somebody_else_is_refused_and_shown_to_be_copied(
        self, doctor_client, booked, step, signed, other_patient
    ):
        before = VisitNote.objects.count()
        form = page_of_a_draft(booked) | {"patient": other_patient.record_number, "amendment": "Cream, twice a day"}
        answer = doctor_client.post(address(booked, step), form)

        assert answer.status_code == 409
        assert "The page you answered was about another patient. Nothing was changed." in text(answer)
        assert "Cream, twice a day" in text(answer)
        assert VisitNote.objects.count() == before
        assert not SetAsideText.objects.exists()

    def test_the_same_for_a_page_that_saves_itself(self, doctor_client, booked, page, other_patient):
        form = page() | NOTE | {"patient": other_patient.record_number}
        answer = doctor_client.post(address(booked), form, headers=JSON)

        assert answer.status_code == 409
        assert "another patient" in answer.json()["words"]
        assert not VisitNote.objects.exists()

    def test_nothing_is_signed_shared_or_suggested_for_them(self, doctor_client, booked, signed, other_patient):
        wrong = {"patient": other_patient.record_number, "seen": "none", "text": "Cream", "weeks": 6}
        for step in ("sign/", "share/", "share/end/", "../follow-up/", "../follow-up/end/"):
            answer = doctor_client.post(address(booked, step).replace("note/../", ""), wrong)

            assert answer.status_code == 409, step
            assert "another patient. Nothing was changed." in text(answer)


class TestNoVisit:
    def test_a_request_has_none(self, doctor_client, appoint, at, by_doctor):
        asked = appoint(at(25, 9), offer=by_doctor)
        page = doctor_client.get(address(asked))

        assert page.status_code == 409
        assert "there is no visit to write about" in text(page)

    def test_called_off_while_it_was_written_the_text_comes_back(self, doctor_client, booked, page, doctor, now):
        form = page() | NOTE
        cancel(appointment=booked, actor=doctor.user, now=now)
        answer = doctor_client.post(address(booked), form)

        assert answer.status_code == 409
        assert "Cream, twice a day" in text(answer)
        assert not VisitNote.objects.exists()

    def test_what_was_saved_before_is_still_there_to_read(self, doctor_client, booked, page, doctor, now):
        doctor_client.post(address(booked), page() | NOTE)
        cancel(appointment=booked, actor=doctor.user, now=now)
        answer = doctor_client.get(address(booked))

        assert answer.status_code == 200
        assert "Cream, twice a day" in text(answer)
        assert "Not signed" in text(answer)

    def test_another_doctors_is_not_there(self, client, booked, other_doctor, clock):
        client.force_login(other_doctor.user)

        for step in ("", "sign/", "amend/", "print/", "share/"):
            assert client.get(address(booked, step)).status_code == 404


class TestTemplates:
    @pytest.fixture
    def template(self, db):
        return NoteTemplate.objects.create(name="Skin check", reason="Skin check", plan="Sun cream")

    def test_fills_what_is_empty_and_leaves_what_was_written(self, doctor_client, booked, page, template):
        form = page() | {"findings": "Red", "then": "template", "template": template.pk}
        doctor_client.post(address(booked), form)

        assert written() == {
            "reason": "The rash came back.",
            "findings": "Red",
            "assessment": "",
            "plan": "Sun cream",
        }

    def test_nothing_chosen_only_saves(self, doctor_client, booked, page, template):
        doctor_client.post(address(booked), page() | {"then": "template", "template": ""})

        assert written()["plan"] == ""

    def test_those_of_everybody_of_the_specialty_and_ones_own_are_offered(self, doctor, other_doctor, template):
        skin, heart = SpecialtyFactory(), SpecialtyFactory(name="Cardiology")
        doctor.specialties.add(skin)
        for name, more in (
            ("Of the skin", {"specialty": skin}),
            ("Of the heart", {"specialty": heart}),
            ("Of my own", {"doctor": doctor}),
            ("Of a colleague", {"doctor": other_doctor}),
            ("Of long ago", {"is_active": False}),
        ):
            NoteTemplate.objects.create(name=name, plan="x", **more)

        offered = NoteTemplate.objects.offered_to(doctor)
        assert [template.name for template in offered] == ["Of my own", "Of the skin", "Skin check"]

    def test_no_other_can_be_used(self, doctor_client, booked, page, template, other_doctor):
        NoteTemplate.objects.update(doctor=other_doctor)
        answer = doctor_client.post(address(booked), page() | {"then": "template", "template": template.pk})

        assert answer.status_code == 422
        assert not VisitNote.objects.exists()


class TestWaysToIt:
    def test_one_press_from_today_and_from_the_appointment(self, doctor_client, booked):
        for place in ("/doctor/", f"/doctor/appointments/{booked.reference}/"):
            assert f'href="{address(booked)}"' in text(doctor_client.get(place))

    @pytest.mark.parametrize("status", ["in_progress", "completed"])
    def test_from_the_row_of_who_is_or_was_there(self, doctor_client, booked, appoint, at, status):
        other = appoint(at(24, 9, 20), patient=PatientFactory())
        Appointment.objects.filter(pk=other.pk).update(status=status)

        assert f'href="{address(other)}"' in text(doctor_client.get("/doctor/"))

    def test_says_how_far_the_note_is(self, doctor_client, booked, page, doctor, now):
        place = f"/doctor/appointments/{booked.reference}/"
        assert "Write the note" in text(doctor_client.get(place))
        doctor_client.post(address(booked), page() | NOTE)
        assert "Go on with the note" in text(doctor_client.get(place))
        sign(appointment=booked, seen=NotesOf(booked).seen, actor=doctor.user, now=now)

        assert "Read the note" in text(doctor_client.get(place))
