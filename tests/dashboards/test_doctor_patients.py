"""The doctor's patients: who is listed, whose record opens and for how long, what is shown and what leaves a trace."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, DoctorLanguage, HistoryEntry, RecordGrant
from accounts.services.history.adding import add_history, say_none
from appointments.lifecycle import Verb
from appointments.services.attendance import record_attendance
from appointments.services.cancelling import cancel
from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db
LIST = "/doctor/patients/"
Kind = HistoryEntry.Kind


def at(patient, rest=""):
    return f"{LIST}{patient.record_number}/{rest}"


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def names(response):
    return [patient.full_name for patient in response.context["page"]]


def queries_of(client, page):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def guarded(patient, **more):
    return {"patient": patient.record_number, **more}


@pytest.fixture
def booked(appoint, at_, patient):
    """Maria Lopes, today at 9:20am."""
    return appoint(at_(24, 9, 20), patient=patient, reason="The rash came back.")


@pytest.fixture
def at_():
    return lambda day, hour, minute=0: dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)


@pytest.fixture
def add(patient, now):
    def run(kind=Kind.ALLERGY, text="Penicillin", **more):
        return add_history(patient=patient, kind=kind, text=text, source="patient", actor=patient.user, now=now, **more)

    return run


class TestTheList:
    def test_is_empty_at_first(self, doctor_client):
        assert "once they have booked with you" in text(doctor_client.get(LIST))

    def test_lists_who_has_booked_and_who_was_seen(self, doctor_client, booked, appoint, at_, doctor):
        seen = appoint(at_(24, 10), patient=PatientFactory(full_name="Nadia Vogel"))
        record_attendance(appointment=seen, verb=Verb.COMPLETE, actor=doctor.user, now=at_(24, 10, 5))

        page = doctor_client.get(LIST)
        assert names(page) == ["Maria Lopes", "Nadia Vogel"]
        maria, nadia = page.context["page"]
        assert (maria.next_at, maria.last_at) == (booked.starts_at, None)
        assert (nadia.next_at, nadia.last_at) == (None, seen.starts_at)

    def test_not_who_called_it_off(self, doctor_client, booked, patient, now):
        cancel(appointment=booked, actor=booked.doctor.user, now=now)

        assert names(doctor_client.get(LIST)) == []

    def test_nor_the_patients_of_others(self, client, booked, other_doctor, clock):
        client.force_login(other_doctor.user)

        assert names(client.get(LIST)) == []

    def test_names_whose_record_is_closed_without_a_link(self, doctor_client, booked, patient, doctor, at_, now):
        record_attendance(appointment=booked, verb=Verb.COMPLETE, actor=doctor.user, now=at_(24, 9, 30))
        RecordGrant.objects.update(until=now)

        page = doctor_client.get(LIST)
        assert names(page) == ["Maria Lopes"]
        assert "You can no longer open this record." in text(page)
        assert at(patient) not in text(page)

    @pytest.mark.parametrize(
        "query", ["lopes", "MARIA", "lop mar", "27 3 1964", "27/3/1964", "March 1964", "1964", "{number}", "{digits}"]
    )
    def test_finds_by_name_number_and_birth(self, doctor_client, booked, appoint, at_, patient, query):
        other = PatientFactory(full_name="Nadia Vogel", date_of_birth=dt.date(1990, 5, 1))
        appoint(at_(24, 10), patient=other)
        query = query.format(number=patient.record_number, digits=patient.record_number[1:])

        assert names(doctor_client.get(LIST, {"q": query})) == ["Maria Lopes"]

    @pytest.mark.parametrize("query", ["zzz", "28 3 1964", "P0000000", "'; --", "%", "_"])
    def test_says_when_nobody_fits(self, doctor_client, booked, query):
        assert "None of your patients fits that" in text(doctor_client.get(LIST, {"q": query}))

    def test_an_odd_search_shows_all(self, doctor_client, booked):
        assert names(doctor_client.get(LIST, {"q": "x" * 200, "page": "zz"})) == ["Maria Lopes"]

    def test_costs_the_same_for_one_and_for_eight(self, doctor_client, booked, appoint, at_):
        one = queries_of(doctor_client, LIST)
        for number in range(7):
            appoint(at_(25, 9) + dt.timedelta(minutes=20 * number))

        assert queries_of(doctor_client, LIST) == one <= 9


class TestWhoseRecordOpens:
    PAGES = ("", "history/", "appointments/", "history/add/allergy/")

    @pytest.mark.parametrize("page", PAGES)
    def test_that_of_who_has_booked(self, doctor_client, booked, patient, page):
        assert doctor_client.get(at(patient, page)).status_code == 200

    @pytest.mark.parametrize("page", PAGES)
    def test_nobody_elses_and_it_looks_like_none(self, doctor_client, booked, other_patient, page):
        theirs = doctor_client.get(at(other_patient, page))
        absent = doctor_client.get(f"{LIST}P0000000/{page}")

        assert theirs.status_code == absent.status_code == 404
        assert without_tokens(theirs) == without_tokens(absent)

    @pytest.mark.parametrize("page", PAGES)
    def test_not_once_the_leave_has_ended(self, doctor_client, booked, patient, page, clock):
        clock.move_to(RecordGrant.objects.get().until)
        doctor_client.force_login(booked.doctor.user)

        assert doctor_client.get(at(patient, page)).status_code == 404

    def test_called_off_it_is_closed_at_the_next_click(self, doctor_client, booked, patient, now):
        assert doctor_client.get(at(patient)).status_code == 200
        cancel(appointment=booked, actor=booked.doctor.user, now=now)

        assert doctor_client.get(at(patient)).status_code == 404

    def test_not_to_another_doctor(self, client, booked, patient, other_doctor, clock):
        client.force_login(other_doctor.user)

        assert client.get(at(patient)).status_code == 404

    def test_what_is_closed_takes_no_posts_either(self, doctor_client, other_patient):
        form = guarded(other_patient, text="Nuts", status="current")

        assert doctor_client.post(at(other_patient, "history/add/allergy/"), form).status_code == 404
        assert doctor_client.post(at(other_patient, "history/none/allergy/"), form).status_code == 404
        assert not HistoryEntry.objects.exists()


def without_tokens(response):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|value="/[^"]*"|next=[^"]*', "", response.content.decode())


class TestTheHead:
    def test_says_who_it_is(self, doctor_client, booked, patient, doctor):
        patient.sex, patient.access_needs = "female", "Wheelchair"
        patient.save()

        for page in ("", "history/", "appointments/"):
            shown = text(doctor_client.get(at(patient, page)))
            assert "<h1><bdi>Maria Lopes</bdi></h1>" in shown
            assert "62 years, born 27 March 1964, female" in shown
            assert patient.record_number in shown
            assert "Wheelchair" in shown
            assert "not asked yet" in shown

    def test_allergies_stand_on_every_tab(self, doctor_client, booked, patient, add):
        add()

        for page in ("", "history/", "appointments/"):
            shown = text(doctor_client.get(at(patient, page))).split('class="always-seen"')[1].split("<nav")[0]
            assert "Penicillin" in shown
            assert "(not confirmed)" in shown

    def test_none_is_not_the_same_as_not_asked(self, doctor_client, booked, patient, now):
        say_none(patient=patient, kind=Kind.ALLERGY, source="patient", actor=patient.user, now=now)

        assert "No known allergies" in text(doctor_client.get(at(patient)))

    @pytest.mark.parametrize(("spoken", "needed"), [(["en", "pl"], False), (["en"], True), ([], False)])
    def test_says_whether_an_interpreter_is_needed(self, doctor_client, booked, patient, doctor, spoken, needed):
        for code in spoken:
            DoctorLanguage.objects.create(doctor=doctor, code=code)
        patient.language = "pl"
        patient.save()

        shown = text(doctor_client.get(at(patient)))
        assert "Speaks Polish" in shown
        assert ("interpreter needed" in shown) == needed


class TestTheTabs:
    def test_summary_tells_what_is_so_now(self, doctor_client, booked, patient, add):
        add(Kind.CONDITION, "Eczema", since="2019")
        add(Kind.CONDITION, "Migraine", status="past")

        shown = text(doctor_client.get(at(patient)))
        assert "Eczema" in shown
        assert "Migraine" not in shown
        assert "Tue 24 Nov, 9:20am" in shown

    def test_appointments_are_those_with_me(self, doctor_client, booked, patient):
        page = doctor_client.get(at(patient, "appointments/"))

        assert [row.reference for row in page.context["page"]] == [booked.reference]
        assert f"/doctor/appointments/{booked.reference}/" in text(page)

    def test_costs_the_same_however_much_there_is(self, doctor_client, booked, patient, add):
        add()
        pages = [at(patient, page) for page in ("", "history/", "appointments/")]
        doctor_client.get(pages[0])  # the entry of this quarter of an hour
        few = [queries_of(doctor_client, page) for page in pages]
        for number in range(8):
            add(Kind.CONDITION, f"Condition {number}")

        assert [queries_of(doctor_client, page) for page in pages] == few
        assert max(few) <= 14


class TestTheTrail:
    def test_every_opening_is_in_it(self, doctor_client, booked, patient, doctor):
        for page in ("", "history/", "", "appointments/"):
            doctor_client.get(at(patient, page))

        entry = AuditEntry.objects.get(action="read")
        assert (entry.actor, entry.role, entry.patient) == (doctor.user, "doctor", patient)
        assert entry.object_label == f"record:{patient.record_number}"
        assert entry.purpose == f"appointment:{booked.reference}"
        assert entry.outcome == "allowed"

    def test_and_every_refusal(self, doctor_client, other_patient, doctor):
        for _time in range(2):
            doctor_client.get(at(other_patient))

        entry = AuditEntry.objects.get()
        assert (entry.actor, entry.patient, entry.outcome) == (doctor.user, other_patient, "refused")

    def test_a_patient_at_a_doctors_page_too(self, client, patient, other_patient, clock):
        client.force_login(patient.user)
        assert client.get(at(other_patient)).status_code == 403

        assert AuditEntry.objects.get().outcome == "refused"

    def test_an_appointment_of_another_doctor_too(self, client, booked, other_doctor, patient, clock):
        client.force_login(other_doctor.user)
        assert client.get(f"/doctor/appointments/{booked.reference}/").status_code == 404

        entry = AuditEntry.objects.get(outcome="refused")
        assert (entry.actor, entry.patient) == (other_doctor.user, patient)
        assert entry.object_label == f"appointment:{booked.reference}"

    def test_strangers_and_numbers_nobody_has_leave_nothing(self, client, doctor_client, patient):
        doctor_client.get(f"{LIST}P0000000/")
        doctor_client.logout()
        doctor_client.get(at(patient))

        assert not AuditEntry.objects.exists()


class TestChanging:
    def test_adds_as_a_doctor(self, doctor_client, booked, patient, doctor):
        form = guarded(patient, text="Latex", since="2020", status="current")
        added = doctor_client.post(at(patient, "history/add/allergy/"), form)

        assert added.url == f"{at(patient, 'history/')}#allergy"
        entry = HistoryEntry.objects.get()
        assert (entry.source, entry.recorded_by, entry.is_confirmed) == ("doctor", doctor.user, True)

    def test_confirms_in_one_press(self, doctor_client, booked, patient, add):
        entry = add()
        shown = text(doctor_client.get(at(patient, "history/")))
        assert "Not confirmed" in shown

        confirmed = doctor_client.post(at(patient, f"history/{entry.pk}/confirm/"), guarded(patient))

        assert confirmed.url == f"{at(patient, 'history/')}#allergy"
        assert "Confirmed by you, 24 Nov 2026" in text(doctor_client.get(at(patient, "history/")))

    def test_corrects_and_takes_out_what_anybody_said(self, doctor_client, booked, patient, add):
        entry = add()
        form = guarded(patient, text="Amoxicillin", since="", status="current")
        doctor_client.post(at(patient, f"history/{entry.pk}/correct/"), form)
        corrected = HistoryEntry.objects.standing().get()
        assert (corrected.text, corrected.source) == ("Amoxicillin", "doctor")

        doctor_client.post(at(patient, f"history/{corrected.pk}/take-out/"), guarded(patient))

        assert not HistoryEntry.objects.standing().exists()

    def test_says_no_known_allergies(self, doctor_client, booked, patient):
        doctor_client.post(at(patient, "history/none/allergy/"), guarded(patient))

        assert "No known allergies" in text(doctor_client.get(at(patient)))

    @pytest.mark.parametrize(
        "step", ["add/condition/", "none/condition/", "{pk}/correct/", "{pk}/take-out/", "{pk}/confirm/"]
    )
    def test_an_answer_meant_for_another_patient_changes_nothing(
        self, doctor_client, booked, patient, appoint, at_, add, step
    ):
        """Two windows, two patients, one crossed answer."""
        other = appoint(at_(24, 10), patient=PatientFactory()).patient
        entry = add()
        page = at(patient, f"history/{step.format(pk=entry.pk)}")

        crossed = doctor_client.post(page, guarded(other, text="Nuts", status="current"))

        assert crossed.status_code == 409
        assert "about another patient. Nothing was changed." in text(crossed)
        assert HistoryEntry.objects.get() == entry

    def test_an_answer_without_a_patient_changes_nothing(self, doctor_client, booked, patient):
        page = doctor_client.post(at(patient, "history/add/allergy/"), {"text": "Nuts", "status": "current"})

        assert page.status_code == 409
        assert not HistoryEntry.objects.exists()


class TestBesideTheAppointment:
    def page(self, appointment):
        return f"/doctor/appointments/{appointment.reference}/"

    def test_allergies_stand_beside_it(self, doctor_client, booked, patient, add):
        add()

        shown = text(doctor_client.get(self.page(booked)))
        assert "Penicillin" in shown
        assert at(patient) in shown

    def test_and_on_the_card_of_who_is_next(self, doctor_client, booked, add):
        add()

        assert "Penicillin" in text(doctor_client.get("/doctor/"))

    @pytest.mark.parametrize("page", ["/doctor/", "{appointment}"])
    def test_that_is_reading_the_record(self, doctor_client, booked, doctor, page):
        page = page.format(appointment=self.page(booked))
        for _time in range(2):
            doctor_client.get(page)

        entry = AuditEntry.objects.get(action="read")
        assert (entry.object_label, entry.purpose) == (
            f"record:{booked.patient.record_number}",
            f"appointment:{booked.reference}",
        )

    def test_without_leave_only_the_appointment_is_read(self, doctor_client, booked, add, now):
        add()
        RecordGrant.objects.update(until=now)

        shown = text(doctor_client.get(self.page(booked)))
        assert "Penicillin" not in shown
        assert "Open the record" not in shown
        assert AuditEntry.objects.get(action="read").object_label == f"appointment:{booked.reference}"

    def test_the_day_costs_the_same_with_more_allergies(self, doctor_client, booked, add):
        add()
        doctor_client.get("/doctor/")
        few = queries_of(doctor_client, "/doctor/")
        for number in range(5):
            add(text=f"Allergy {number}")

        assert queries_of(doctor_client, "/doctor/") == few
