"""My health: what is known, added, corrected, taken out; for those one looks after too; and who has seen it."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, HistoryEntry, PatientAccess
from accounts.services.auditing import audit_read
from accounts.services.granting import keep_grant
from accounts.services.history.adding import add_history, say_none
from accounts.services.history.correcting import confirm_history, retract_history, supersede_history
from appointments.services.feeds import make_feed
from tests.factories import PatientFactory, UserFactory

pytestmark = pytest.mark.django_db
Kind = HistoryEntry.Kind
HOME = "/me/history/"


@pytest.fixture(autouse=True)
def _clock(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def maria(client, patient):
    client.force_login(patient.user)
    return client


@pytest.fixture
def leo(patient):
    """A child whose record Maria may read."""
    child = PatientFactory(full_name="Leo Lopes", user=None, date_of_birth=dt.date(2019, 6, 14))
    PatientAccess.objects.create(user=patient.user, patient=child, relation="parent", scope="record")
    return child


@pytest.fixture
def add(patient, now):
    def run(kind=Kind.ALLERGY, text="Penicillin", *, of=patient, **more):
        told = {"source": "patient", "actor": patient.user, "now": now, **more}
        return add_history(patient=of, kind=kind, text=text, **told)

    return run


@pytest.fixture
def leave(doctor, patient, now):
    keep_grant(doctor=doctor, patient=patient, because="referral", until=now + dt.timedelta(days=7), now=now)


def at(patient, rest=""):
    return f"{HOME}{patient.record_number}/{rest}"


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def section(response, kind):
    return text(response).split(f'id="{kind}"')[1].split("</section>")[0]


def guarded(patient, **more):
    return {"patient": patient.record_number, **more}


# --- Reading ---------------------------------------------------------------------------------------


def test_asks_about_every_kind_and_takes_nothing_for_granted(maria):
    page = maria.get(HOME)

    assert page.context["record"].is_own
    assert [section.kind for section in page.context["sections"]] == [
        "allergy", "condition", "medication", "surgery", "immunisation", "family", "note",
    ]  # fmt: skip
    assert "You have not told us yet." in section(page, "allergy")
    assert "I have no allergies" in section(page, "allergy")


def test_says_what_who_added_it_and_when(maria, add, now):
    add(since="1988")

    shown = section(maria.get(HOME), "allergy")
    assert "Penicillin" in shown
    assert "1988" in shown
    assert "Added by you, 24 Nov 2026" in shown
    assert "Correct" in shown
    assert "I have no allergies" not in shown


def test_what_a_doctor_confirmed_is_theirs_and_not_mine_to_change(maria, add, doctor, leave, patient, now):
    confirm_history(entry=add(), source="doctor", actor=doctor.user, now=now)

    shown = section(maria.get(HOME), "allergy")
    assert "Confirmed by Dr Amara Osei, 24 Nov 2026" in shown
    assert "Take out" not in shown


def test_what_it_said_before_a_correction_is_shown(maria, add, patient, now):
    supersede_history(entry=add(), text="Amoxicillin", source="patient", actor=patient.user, now=now)

    assert "It said “Penicillin” before." in section(maria.get(HOME), "allergy")


def test_what_is_over_is_folded_away(maria, add):
    add(Kind.CONDITION, "Migraine", status="past")

    shown = section(maria.get(HOME), "condition")
    assert "In the past (1)" in shown
    assert "Nothing at present." in shown


def test_none_is_said_in_words(maria, patient, now):
    say_none(patient=patient, kind=Kind.ALLERGY, source="patient", actor=patient.user, now=now)

    shown = section(maria.get(HOME), "allergy")
    assert "I have no allergies" in shown
    assert "not told us yet" not in shown


def test_costs_the_same_for_one_entry_and_for_eight(maria, add, leo, django_assert_num_queries):
    add()
    maria.get(HOME)  # the entry of this quarter of an hour
    count = queries_of(maria)
    for number in range(7):
        add(Kind.CONDITION, f"Condition {number}")

    assert queries_of(maria) == count <= 10


def queries_of(client, page=HOME):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def test_reading_is_in_the_trail(maria, patient, leo):
    maria.get(HOME)
    maria.get(at(leo))
    maria.get(at(leo))

    own, for_leo = AuditEntry.objects.order_by("pk")
    assert (own.action, own.patient, own.purpose, own.on_behalf_of) == ("read", patient, "own", None)
    assert (for_leo.patient, for_leo.purpose, for_leo.on_behalf_of) == (leo, "for another", leo)
    assert own.address == "127.0.0.1"
    assert own.request_id


def test_prints_on_one_sheet(maria, add, patient):
    add(since="1988")
    patient.access_needs = "Wheelchair"
    patient.save()

    page = text(maria.get(at(patient, "print/")))
    assert "Health record of <bdi>Maria Lopes</bdi>" in page
    assert "Born 27 March 1964" in page
    assert "Penicillin, 1988" in page
    assert "(not confirmed by a doctor)" in page
    assert "Wheelchair" in page
    assert "Tuesday 24 November 2026" in page


# --- Whose -----------------------------------------------------------------------------------------


def test_the_page_switches_to_those_i_look_after(maria, leo, add):
    add(Kind.ALLERGY, "Nuts", of=leo)

    page = maria.get(at(leo))
    assert "You are looking at the health of <b>Leo Lopes</b>" in text(page)
    assert "Nuts" in section(page, "allergy")
    assert "No medicines" in section(page, "medication")
    assert "Nuts" not in text(maria.get(HOME))
    assert f'href="{at(leo)}"' in text(maria.get(HOME))


@pytest.mark.parametrize("scope", ["messages", "book"])
def test_who_may_only_book_does_not_see_it(maria, leo, patient, scope):
    PatientAccess.objects.update(scope=scope)

    assert maria.get(at(leo)).status_code == 404
    assert maria.get(at(leo, "access/")).status_code == 404
    assert maria.get(at(leo, "print/")).status_code == 404
    assert "Leo" not in text(maria.get(HOME))


def test_who_has_no_record_of_their_own_sees_the_childs(client, leo, now):
    parent = UserFactory()
    PatientAccess.objects.create(user=parent, patient=leo, relation="parent", scope="record")
    client.force_login(parent)

    assert "You are looking at the health of <b>Leo Lopes</b>" in text(client.get(HOME))


def test_who_only_books_for_others_is_asked_to_begin_their_own(client, leo):
    helper = UserFactory()
    PatientAccess.objects.create(user=helper, patient=leo, relation="carer", scope="book")
    client.force_login(helper)

    for page in (HOME, f"{HOME}access/"):
        assert client.get(page).url.startswith("/me/profile/new/?next=")


def test_anothers_record_is_not_there_and_the_attempt_is(maria, other_patient, patient):
    absent, theirs = maria.get(f"{HOME}P0000000/"), maria.get(at(other_patient))

    assert absent.status_code == theirs.status_code == 404
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.patient, entry.outcome) == (patient.user, other_patient, "refused")
    assert entry.object_label == f"record:{other_patient.record_number}"


# --- Changing --------------------------------------------------------------------------------------


class TestAdding:
    def test_asks_in_plain_words(self, maria, patient):
        page = text(maria.get(at(patient, "add/medication/")))

        assert "<h1>Which medicine do you take?</h1>" in page
        assert "metformin 500 mg" in page
        assert "Is it so now?" in page

    @pytest.mark.parametrize(("kind", "absent"), [("surgery", "status"), ("family", "since")])
    def test_asks_nothing_that_makes_no_sense(self, maria, patient, kind, absent):
        assert f'name="{absent}"' not in text(maria.get(at(patient, f"add/{kind}/")))

    def test_adds_and_leads_back_to_its_place(self, maria, patient):
        form = guarded(patient, text=" Metformin  500 mg ", since="March 2019", status="current")
        added = maria.post(at(patient, "add/medication/"), form)

        assert added.url == f"{at(patient)}#medication"
        entry = HistoryEntry.objects.get()
        assert (entry.text, entry.since, entry.source) == ("Metformin 500 mg", "2019-03", "patient")

    def test_for_a_child_says_whose(self, maria, leo, patient):
        assert "Leo Lopes" in text(maria.get(at(leo, "add/allergy/")))
        maria.post(at(leo, "add/allergy/"), guarded(leo, text="Nuts", status="current"))

        entry = HistoryEntry.objects.get()
        assert (entry.patient, entry.recorded_by) == (leo, patient.user)

    def test_wants_words(self, maria, patient):
        page = maria.post(at(patient, "add/allergy/"), guarded(patient, text=" ", status="current"))

        assert page.status_code == 422
        assert "Say what it is" in text(page)

    def test_explains_a_date_it_cannot_read(self, maria, patient):
        page = maria.post(at(patient, "add/allergy/"), guarded(patient, text="Nuts", since="soon", status="current"))

        assert page.status_code == 422
        assert "Enter a year, like 2019" in text(page)
        assert 'value="soon"' in text(page)

    def test_there_is_no_such_kind(self, maria, patient):
        assert maria.get(at(patient, "add/mood/")).status_code == 404

    def test_what_is_typed_stays_text(self, maria, patient):
        form = guarded(patient, text="<script>alert(1)</script>", status="current")
        maria.post(at(patient, "add/allergy/"), form)

        for page in (HOME, at(patient, "print/")):
            assert "<script>alert" not in text(maria.get(page))

    def test_the_page_of_one_person_writes_nothing_into_anothers_record(self, maria, patient, leo):
        crossed = maria.post(at(leo, "add/allergy/"), guarded(patient, text="Nuts", status="current"))

        assert crossed.status_code == 409
        assert "about another patient" in text(crossed)
        assert not HistoryEntry.objects.exists()


class TestSayingNone:
    def test_is_one_press(self, maria, patient):
        assert maria.post(at(patient, "none/allergy/"), guarded(patient)).url == f"{at(patient)}#allergy"
        assert HistoryEntry.objects.get().status == "none"

    def test_is_refused_while_there_is_something(self, maria, patient, add):
        add()

        page = maria.post(at(patient, "none/allergy/"), guarded(patient))
        assert page.status_code == 409
        assert "Take it out first" in text(page)

    @pytest.mark.parametrize("kind", ["note", "mood"])
    def test_makes_sense_for_most_kinds(self, maria, patient, kind):
        assert maria.post(at(patient, f"none/{kind}/"), guarded(patient)).status_code == 404

    def test_needs_the_patient_on_the_page(self, maria, patient):
        assert maria.post(at(patient, "none/allergy/")).status_code == 409

    def test_is_a_post(self, maria, patient):
        assert maria.get(at(patient, "none/allergy/")).status_code == 405


class TestCorrecting:
    def test_starts_with_what_it_says(self, maria, patient, add):
        page = text(maria.get(at(patient, f"{add(since='2019-03').pk}/correct/")))

        assert 'value="Penicillin"' in page
        assert 'value="March 2019"' in page

    def test_takes_the_place_of_what_it_said(self, maria, patient, add):
        entry = add()
        form = guarded(patient, text="Amoxicillin", since="", status="past")
        assert maria.post(at(patient, f"{entry.pk}/correct/"), form).url == f"{at(patient)}#allergy"

        assert HistoryEntry.objects.standing().get().supersedes == entry

    def test_a_page_that_is_out_of_date_says_so(self, maria, patient, add, now):
        entry = add()
        retract_history(entry=entry, source="patient", actor=patient.user, now=now)

        page = maria.post(at(patient, f"{entry.pk}/correct/"), guarded(patient, text="Nuts", status="current"))
        assert page.status_code == 409
        assert "since you opened the page" in text(page)

    def test_what_a_doctor_wrote_is_refused_in_words(self, maria, patient, add, doctor, leave, now):
        entry = confirm_history(entry=add(), source="doctor", actor=doctor.user, now=now)

        for step in ("correct", "take-out"):
            page = maria.get(at(patient, f"{entry.pk}/{step}/"))
            assert page.status_code == 409
            assert "Dr Amara Osei wrote or confirmed this" in text(page)
            assert 'href="tel:' in text(page)

    def test_an_entry_of_another_record_is_not_there(self, maria, patient, leo, add):
        entry = add(Kind.ALLERGY, "Nuts", of=leo)

        for step in ("correct", "take-out"):
            assert maria.get(at(patient, f"{entry.pk}/{step}/")).status_code == 404
        assert not AuditEntry.objects.filter(outcome="refused").exists()


class TestTakingOut:
    def test_asks_first(self, maria, patient, add):
        page = text(maria.get(at(patient, f"{add().pk}/take-out/")))

        assert "Take this out?" in page
        assert "Penicillin" in page

    def test_takes_it_out(self, maria, patient, add):
        assert maria.post(at(patient, f"{add().pk}/take-out/"), guarded(patient)).url == f"{at(patient)}#allergy"
        assert not HistoryEntry.objects.standing().exists()

    def test_takes_back_that_there_is_nothing(self, maria, patient, now):
        none = say_none(patient=patient, kind=Kind.ALLERGY, source="patient", actor=patient.user, now=now)
        assert "I have no allergies" in text(maria.get(at(patient, f"{none.pk}/take-out/")))

        maria.post(at(patient, f"{none.pk}/take-out/"), guarded(patient))

        assert not HistoryEntry.objects.standing().exists()


# --- Who has seen it -------------------------------------------------------------------------------


class TestWhoHasSeenIt:
    page = f"{HOME}access/"

    def lines(self, client, page=None):
        return [
            (line.who, line.role, line.did, line.why)
            for line in client.get(page or self.page).context["page"].object_list
        ]

    def test_nobody_yet(self, maria):
        maria.get(HOME)

        assert "Nobody but you has opened this record." in text(maria.get(self.page))

    def test_names_the_doctor_as_what_and_why(self, maria, book_it, doctor, client, patient):
        appointment = book_it()
        theirs = Client()
        theirs.force_login(doctor.user)
        theirs.get(f"/doctor/patients/{patient.record_number}/")

        assert self.lines(maria) == [("Dr Amara Osei", "Doctor", "Opened the record", "Appointment on Wed 25 Nov")]
        assert "Tue 24 Nov, 9:00am" in text(maria.get(self.page))
        assert appointment.reference not in text(maria.get(self.page))

    def test_a_doctor_with_leave_reads_who_else_has_seen_it(self, patient, doctor, leave, front_desk, now):
        audit_read(actor=front_desk, patient=patient, purpose="administration", now=now)
        theirs = Client()
        theirs.force_login(doctor.user)
        page = f"/doctor/patients/{patient.record_number}/readers/"
        theirs.get(page)

        assert self.lines(theirs, page) == [(front_desk.full_name, "Front desk", "Opened the record", "Administration")]
        assert "Allergies:" in text(theirs.get(page))

    def test_how_somebody_hears_of_appointments_is_no_look_at_the_record(self, patient, doctor, leave, now):
        make_feed(user=patient.user, side="patient", now=now)
        theirs = Client()
        theirs.force_login(doctor.user)

        assert self.lines(theirs, f"/doctor/patients/{patient.record_number}/readers/") == []

    def test_for_a_doctor_too_it_costs_the_same(self, patient, doctor, leave, now):
        theirs = Client()
        theirs.force_login(doctor.user)
        page = f"/doctor/patients/{patient.record_number}/readers/"
        for number in range(9):
            audit_read(
                actor=UserFactory(), patient=patient, purpose="referral", now=now + number * dt.timedelta(hours=1)
            )
            if number == 0:
                theirs.get(page)
                few = queries_of(theirs, page)

        assert queries_of(theirs, page) == few

    def test_names_who_acts_for_me_and_the_desk(self, maria, patient, front_desk, add):
        carer = UserFactory(full_name="Rui Lopes")
        PatientAccess.objects.create(user=carer, patient=patient, relation="partner", scope="record")
        for user, page in ((carer, HOME), (front_desk, f"/admin/accounts/patient/{patient.pk}/change/")):
            theirs = Client()
            theirs.force_login(user)
            assert theirs.get(page).status_code == 200

        assert ("Rui Lopes", "Acts for you", "Opened the record", "") in self.lines(maria)
        assert (front_desk.full_name, "Front desk", "Opened the record", "Administration") in self.lines(maria)

    def test_says_who_changed_it(self, maria, patient, add, doctor, leave, now):
        confirm_history(entry=add(), source="doctor", actor=doctor.user, now=now)

        assert self.lines(maria) == [("Dr Amara Osei", "Doctor", "Changed the health history", "")]

    def test_leaves_out_what_was_refused(self, maria, patient, doctor):
        theirs = Client()
        theirs.force_login(doctor.user)
        assert theirs.get(f"/doctor/patients/{patient.record_number}/").status_code == 404

        assert self.lines(maria) == []
        assert AuditEntry.objects.filter(outcome="refused", patient=patient).count() == 1

    def test_of_those_i_look_after(self, maria, leo, patient):
        other = UserFactory(full_name="Rui Lopes")
        PatientAccess.objects.create(user=other, patient=leo, relation="parent", scope="record")
        theirs = Client()
        theirs.force_login(other)
        theirs.get(at(leo))

        assert self.lines(maria, at(leo, "access/")) == [("Rui Lopes", "Acts for Leo Lopes", "Opened the record", "")]

    def test_costs_the_same_for_one_line_and_for_many(self, maria, patient, doctor, now):
        audit_read(actor=doctor.user, patient=patient, purpose="referral", now=now)
        one = queries_of(maria, self.page)
        for hours in range(1, 9):
            audit_read(actor=doctor.user, patient=patient, purpose="referral", now=now + dt.timedelta(hours=hours))

        assert queries_of(maria, self.page) == one <= 9
