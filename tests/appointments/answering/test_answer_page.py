"""``/answer/<token>/``: can you come? Answered once, by whoever has the link and knows the date of birth."""

import datetime as dt
from dataclasses import replace

import pytest
from django.conf import settings as real_settings
from django.core import signing
from django.urls import reverse

from accounts.models import AuditEntry, PatientAccess, User
from appointments.answering.tokens import SALT, answer_token
from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, Message
from appointments.notifications.recipients import patient_side
from appointments.notifications.reminders import plan_reminders
from appointments.services.cancelling import cancel
from config.logs import without_private_parts
from dashboards.reading.record_readers import readers_of
from tests.access.facts import facts
from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
BORN = {"date_of_birth_day": "27", "date_of_birth_month": "3", "date_of_birth_year": "1964"}
COMES, CANCELS = BORN | {"answer": "yes"}, BORN | {"answer": "no"}
WRONG = COMES | {"date_of_birth_day": "28"}


@pytest.fixture
def booked(book_it, published, clock):
    """Maria's follow-up in two weeks; the clock stands at the moment of booking."""
    return book_it(starts_at=published[1] + 14 * DAY, reason="The rash on my neck came back")


def link(appointment, *, recipient=None):
    recipient = recipient or patient_side([appointment.patient], now=appointment.created_at)[appointment.patient_id][0]
    return reverse("appointments:answer", args=[answer_token(appointment, recipient)])


@pytest.fixture
def counted(settings):
    settings.ACCOUNT_RATE_LIMITS = {"answer_link": "30/h/ip,5/d/key"}


def test_the_reminder_leads_there(client, booked):
    plan_reminders(now=booked.starts_at - DAY)
    mail = Message.objects.get(kind="reminder_day", channel="email")
    (address,) = [word for word in mail.text.split() if "/answer/" in word]

    assert "Can you come?" in mail.text
    assert client.get(address.removeprefix(real_settings.SITE_URL)).status_code == 200


def test_shows_time_and_clinic_and_nothing_of_the_person(client, booked):
    page = client.get(link(booked)).content.decode()

    assert "Wed 9 Dec, 9:20am" in page
    assert "Fernhill Clinic" in page
    for private in ("Maria", "Lopes", "Osei", "rash", "Follow-up", booked.reference, "1964"):
        assert private not in page


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing(client, booked, method):
    before = facts()
    getattr(client, method)(link(booked))

    assert facts() == before


def test_saying_yes_is_written_down_once(client, booked, patient):
    address = link(booked)
    assert client.post(address, COMES)["Location"] == address
    assert client.post(address, COMES)["Location"] == address

    booked.refresh_from_db()
    assert booked.says_will_come
    (event,) = booked.events.filter(kind=Verb.COMING)
    assert (event.actor, event.by_staff, event.from_status, event.to_status) == (
        patient.user, False, Status.CONFIRMED, Status.CONFIRMED,
    )  # fmt: skip
    entry = AuditEntry.objects.get(action="coming", patient=patient)
    assert event.by_link
    assert (entry.actor, entry.role, entry.purpose) == (patient.user, "patient", "by link")
    assert "You said that you will come" in client.get(address).content.decode()


def test_after_a_yes_the_link_cancels_nothing(client, booked):
    client.post(link(booked), COMES)
    client.post(link(booked), CANCELS)
    booked.refresh_from_db()

    assert booked.status == Status.CONFIRMED


def test_saying_no_cancels_with_the_reason_and_frees_the_time(client, booked):
    address = link(booked)
    client.post(address, CANCELS | {"reason_code": "feels_better"})
    booked.refresh_from_db()

    assert (booked.status, booked.last_event.reason_code) == (Status.CANCELLED, "feels_better")
    assert booked.last_event.by_link
    assert AuditEntry.objects.get(action=Verb.CANCEL, patient=booked.patient).purpose == "by link"
    assert not booked.slot_links.exists()
    assert Message.objects.filter(kind="cancelled", channel="email").exists()
    assert "This appointment is cancelled" in client.get(address).content.decode()


def test_after_the_cut_off_only_yes_can_be_said(client, booked, clock):
    Appointment.objects.update(changeable_until=booked.created_at - DAY)
    page = client.get(link(booked)).content.decode()

    assert "you cannot cancel it here" in page
    assert 'value="no"' not in page
    assert client.post(link(booked), CANCELS).status_code == 422
    booked.refresh_from_db()
    assert booked.status == Status.CONFIRMED


def test_a_wrong_date_of_birth_does_nothing(client, booked):
    before = facts()
    answer = client.post(link(booked), WRONG)

    assert answer.status_code == 422
    assert "That did not work. Check the date of birth, or call" in answer.content.decode()
    assert facts() == before


def test_after_five_wrong_dates_the_right_one_is_answered_alike(client, booked, counted):
    wrong = [client.post(link(booked), WRONG) for _try in range(5)][-1]
    right = client.post(link(booked), COMES)
    booked.refresh_from_db()

    assert not booked.says_will_come
    assert right.status_code == wrong.status_code == 422
    assert "That did not work. Check the date of birth" in right.content.decode()


def test_wrong_dates_are_counted_for_the_person_whatever_the_link(client, booked, counted, clock):
    for _try in range(5):
        client.post(link(booked), WRONG)
        clock.shift(60)  # another reminder, another token
    client.post(link(booked), COMES)
    booked.refresh_from_db()

    assert not booked.says_will_come


def test_wrong_dates_are_counted_by_network_too(client, booked, book_it, published, settings):
    settings.ACCOUNT_RATE_LIMITS = {"answer_link": "2/h/ip,5/d/key"}
    other = book_it(patient=(nadia := PatientFactory()), actor=nadia.user, starts_at=published[2] + 14 * DAY)
    for _try in range(2):
        client.post(link(other), WRONG)
    client.post(link(booked), COMES)
    booked.refresh_from_db()

    assert not booked.says_will_come


def test_right_answers_are_not_counted(client, booked, counted):
    for _try in range(7):
        client.post(link(booked), COMES)
        Appointment.objects.update(coming_sequence=None)

    assert client.post(link(booked), COMES).status_code == 302


def test_a_moved_appointment_leads_on(client, booked):
    address = link(booked)
    Appointment.objects.update(sequence=1)
    page = client.get(address).content.decode()

    assert "This appointment has another time now" in page
    assert "9:20am" not in page
    client.post(address, COMES)
    booked.refresh_from_db()
    assert booked.coming_sequence is None


def test_a_yes_ends_with_the_time_it_was_for(client, booked):
    client.post(link(booked), COMES)
    Appointment.objects.update(sequence=1)
    booked.refresh_from_db()

    assert not booked.says_will_come


def test_one_cancelled_meanwhile_says_so(client, booked, patient, now):
    cancel(appointment=booked, actor=patient.user, now=now)

    assert "This appointment is cancelled" in client.get(link(booked)).content.decode()


def over(client, address):
    answer = client.get(address)
    assert answer.status_code == 410
    return answer.content.decode()


def test_forged_expired_and_foreign_links_are_one_page(client, booked, clock):
    side = patient_side([booked.patient], now=booked.created_at)[booked.patient_id]
    token = answer_token(booked, side[0])
    body = token[:-23]
    forged = ["never-signed", "", body, f"{body}-", f"{body}-{'A' * 22}", f"{token}A", token.swapcase(), "é" * 30]
    forged.append(signing.dumps([booked.pk, 0, side[0].key], salt=SALT))
    absent = answer_token(Appointment(pk=0), side[0])
    someone = answer_token(booked, replace(side[0], key="user-0"))
    links = [reverse("appointments:answer", args=[one]) for one in (*filter(None, forged), absent, someone)]
    address = link(booked)
    pages = {over(client, one) for one in links}
    clock.move_to(booked.starts_at)

    assert len(pages | {over(client, address)}) == 1


def test_a_closed_sign_in_answers_nothing_any_more(client, booked, patient):
    address = link(booked)
    User.objects.filter(pk=patient.user_id).update(is_active=False)

    assert client.get(address).status_code == 410


class TestForAChild:
    @pytest.fixture
    def of_leo(self, book_it, published, clock, django_user_model):
        self.parent = PatientFactory(full_name="Ana Silva", user__language="en-gb").user
        leo = PatientFactory(full_name="Leo Silva", user=None, email="", date_of_birth=dt.date(2019, 5, 1))
        self.access = PatientAccess.objects.create(user=self.parent, patient=leo, relation="parent", scope="book")
        return book_it(patient=leo, actor=self.parent, starts_at=published[1] + 14 * DAY)

    BORN = {"date_of_birth_day": "1", "date_of_birth_month": "5", "date_of_birth_year": "2019"}

    def test_the_childs_date_of_birth_is_asked_and_the_parent_answers(self, client, of_leo):
        assert client.post(link(of_leo), COMES).status_code == 422
        client.post(link(of_leo), self.BORN | {"answer": "no"})
        event = of_leo.last_event

        assert (event.kind, event.actor, event.on_behalf_of) == (Verb.CANCEL, self.parent, of_leo.patient)

    def test_the_answer_is_no_look_at_the_record(self, client, of_leo):
        """What happens to appointments is told on their own pages."""
        client.post(link(of_leo), self.BORN | {"answer": "yes"})

        assert list(readers_of(of_leo.patient, asking=PatientFactory().user, page=1)) == []

    def test_who_only_receives_messages_cannot_cancel(self, client, of_leo):
        PatientAccess.objects.update(scope="messages")
        page = client.get(link(of_leo)).content.decode()

        assert "Whoever books for this person can cancel it." in page
        assert client.post(link(of_leo), self.BORN | {"answer": "no"}).status_code == 422
        assert client.post(link(of_leo), self.BORN | {"answer": "yes"}).status_code == 302

    def test_it_ends_with_the_access(self, client, of_leo):
        address = link(of_leo)
        self.access.delete()

        assert client.get(address).status_code == 410


def test_a_patient_without_a_sign_in_answers_too(client, book_it, published, clock, front_desk):
    otto = PatientFactory(user=None, email="otto@example.com")
    booked = book_it(patient=otto, actor=front_desk, starts_at=published[1] + 14 * DAY)
    client.post(link(booked), COMES)
    (event,) = booked.events.filter(kind=Verb.COMING)

    assert (event.actor, event.by_staff, event.on_behalf_of, event.by_link) == (None, False, otto, True)
    entry = AuditEntry.objects.get(action="coming")
    assert (entry.actor, entry.role, entry.on_behalf_of, entry.purpose) == (None, "patient", otto, "by link")


def test_whoever_is_signed_in_answers_without_a_link(booked, patient, now):
    cancel(appointment=booked, actor=patient.user, now=now, as_patient=True)

    assert not booked.last_event.by_link
    assert AuditEntry.objects.get(action=Verb.CANCEL, patient=patient).purpose == ""


def test_their_page_and_the_doctors_say_that_it_was_the_link(client, booked, patient, doctor):
    client.post(link(booked), CANCELS)
    client.force_login(patient.user)
    own = client.get(f"/appointments/{booked.reference}/").content.decode()
    client.force_login(doctor.user)
    doctors = client.get(f"/doctor/appointments/{booked.reference}/").content.decode()

    assert "By the link in a message." in own
    assert "Maria Lopes, by the link in a message" in doctors


def test_of_a_patient_without_a_sign_in_the_doctor_reads_the_name(
    client, book_it, published, clock, front_desk, doctor
):
    otto = PatientFactory(user=None, full_name="Otto Weber", email="otto@example.com")
    booked = book_it(patient=otto, actor=front_desk, starts_at=published[1] + 14 * DAY)
    client.post(link(booked), COMES)
    client.force_login(doctor.user)

    assert (
        "Otto Weber, by the link in a message"
        in client.get(f"/doctor/appointments/{booked.reference}/").content.decode()
    )


def test_the_desk_reads_it_in_the_admin(client, booked, front_desk):
    client.post(link(booked), COMES)
    client.force_login(front_desk)
    page = client.get(f"/admin/appointments/appointment/{booked.pk}/change/").content.decode()

    assert "Maria Lopes, by the link in a message" in page


def test_it_speaks_the_language_of_the_recipient(client, booked, patient):
    User.objects.filter(pk=patient.user_id).update(language="en-us")

    assert '<html lang="en-us"' in client.get(link(booked), headers={"accept-language": "en-gb"}).content.decode()


def test_the_token_stays_out_of_logs_and_of_other_sites(client, booked):
    address = link(booked)

    assert without_private_parts(f"Not Found: {address}") == "Not Found: /answer/[key]/"
    answer = client.get(address)
    assert answer["Referrer-Policy"] in {
        "same-origin",
        "no-referrer",
        "strict-origin",
        "strict-origin-when-cross-origin",
    }
    assert "no-store" in answer["Cache-Control"]


def test_doctor_and_desk_see_the_yes(client, booked, doctor, front_desk):
    client.post(link(booked), COMES)
    client.force_login(doctor.user)
    assert (
        "the patient said so in answer to a reminder"
        in client.get(reverse("doctor:appointment", args=[booked.reference])).content.decode()
    )
    client.force_login(front_desk)
    page = client.get(reverse("admin:appointments_appointment_change", args=[booked.pk])).content.decode()

    assert "Says they will come" in page or "says they will come" in page.lower()
