"""Booking as somebody we do not know yet: the account is made within the booking, and the time is kept meanwhile."""

import re

import pytest
from django.test import Client

from accounts.models import Patient, User
from appointments.booking_flow.own_drafts import MOST_DRAFTS
from appointments.models import Appointment, BookingDraft, Message
from scheduling.models import SchedulingSettings, TimeSlot
from tests.appointments.flow import draft_of, page, press_book, start, text_of, the_draft

pytestmark = pytest.mark.usefixtures("clock")

MARIA = {
    "full_name": "Maria Lopes",
    "date_of_birth_0": "27",
    "date_of_birth_1": "3",
    "date_of_birth_2": "1958",
    "date_of_birth_day": "27",
    "date_of_birth_month": "3",
    "date_of_birth_year": "1958",
    "phone": "07700 900123",
    "email": "maria.new@example.com",
    "password1": "three-words-in-a-row",
}


@pytest.fixture
def begun(client, offer, clinic, published):
    return start(client, offer=offer, clinic=clinic, starts_at=published[0])


def code_in_the_mail(address):
    text = Message.objects.filter(address=address, channel="email").latest("created_at", "pk").text
    return re.search(r"\b(\d{6})\b", text).group(1)


def test_books_as_somebody_new(client, begun, settings):
    settings.EMAIL_BACKEND = "appointments.notifications.email_backend.OutboxEmailBackend"
    assert begun.url == page("account")
    first = text_of(client.get(begun.url))
    assert "Step 1 of 4" in first
    assert "<h1>Tell us who you are</h1>" in first
    assert "I have an account: sign in" in first
    assert "We keep this time for you until" in first

    signed_up = client.post(begun.url, MARIA)
    assert signed_up.url == page("code")
    second = text_of(client.get(signed_up.url))
    assert "Step 2 of 4" in second
    assert "maria.new@example.com" in second

    proven = client.post(signed_up.url, {"code": code_in_the_mail("maria.new@example.com")}, follow=True)
    assert proven.redirect_chain[-1][0] == page("reason")
    assert "Step 3 of 4" in text_of(proven)

    check = client.post(page("reason"), {"reason": "A rash"})
    assert "Step 4 of 4" in text_of(client.get(check.url))
    booked = press_book(client, follow=True)

    appointment = Appointment.objects.get()
    assert "Your appointment is booked" in text_of(booked)
    assert "m•••@example.com" in text_of(booked)
    assert appointment.patient.full_name == "Maria Lopes"
    assert appointment.patient.user.email == "maria.new@example.com"


def test_the_time_is_held_while_the_account_is_made(client, begun, published, time_machine, now):
    import datetime as dt

    time_machine.move_to(now + dt.timedelta(minutes=8), tick=False)
    client.post(begun.url, MARIA)

    assert TimeSlot.objects.get(starts_at=published[0]).held_until == now + dt.timedelta(minutes=18)


def test_what_was_typed_wrong_comes_back_with_the_answers(client, begun):
    asked = client.post(begun.url, MARIA | {"email": "maria@", "password1": "short"})

    assert asked.status_code == 422
    words = text_of(asked)
    assert "There is a problem" in words
    assert "Enter an email address, like name@mail.com" in words
    assert 'value="Maria Lopes"' in words
    assert not User.objects.filter(full_name="Maria Lopes").exists()


def test_a_wrong_code_says_so(client, begun):
    client.post(begun.url, MARIA)

    asked = client.post(page("code"), {"code": "000000"})

    assert asked.status_code == 422
    assert "That code is not right." in text_of(asked)


def test_an_address_we_know_gets_the_same_pages_and_no_second_account(client, begun, patient):
    known = client.post(begun.url, MARIA | {"email": patient.user.email})

    assert known.url == page("code")
    assert patient.user.email in text_of(client.get(known.url))
    assert User.objects.filter(email=patient.user.email).count() == 1
    assert Patient.objects.count() == 1


def test_signing_in_comes_back_with_the_draft_and_its_time(client, begun, patient, published):
    sign_in = re.search(r'href="(/accounts/login/\?next=[^"]*)"', client.get(begun.url).content.decode()).group(1)
    assert "next=%2Fbook%2F" in sign_in
    sent = {"login": patient.user.email, "password": "correct horse battery"}
    make_verified(patient.user)

    came_back = client.post(sign_in.replace("&amp;", "&"), sent, follow=True)

    draft = the_draft()
    assert came_back.redirect_chain[-1][0] == page("reason")
    assert "Step 1 of 2" in text_of(came_back)
    assert draft.user == patient.user
    assert draft.address is None
    assert TimeSlot.objects.get(starts_at=published[0]).hold_key == draft.hold_key


def make_verified(user):
    from allauth.account.models import EmailAddress

    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def test_signing_in_leaves_other_strangers_drafts_alone(client, begun, patient, offer, clinic, published):
    other = Client()
    theirs = draft_of(start(other, offer=offer, clinic=clinic, starts_at=published[1]))

    client.force_login(patient.user)

    theirs.refresh_from_db()
    assert theirs.user is None
    assert client.get(page("account", theirs)).status_code == 404


def test_a_strangers_draft_is_nobody_elses(begun):
    stranger = Client()

    for step in ("account", "code", "reason", "check"):
        assert stranger.get(page(step)).status_code == 404


def test_questions_for_people_we_know_lead_a_stranger_to_the_account(client, begun):
    for step in ("who", "reason", "check"):
        assert client.get(page(step)).url == page("account")
        assert client.post(page(step), {"reason": "x"}).url == page("account")


def test_one_address_holds_five_times_at_most(offer, clinic, published):
    most = SchedulingSettings.load().anonymous_holds_per_address
    for index in range(most + 1):
        last = start(Client(), offer=offer, clinic=clinic, starts_at=published[index])

    assert TimeSlot.objects.filter(hold_key__isnull=False).count() == most
    assert last.url == page("account", draft_of(last))


def test_forwarded_addresses_are_not_believed(offer, clinic, published):
    most = SchedulingSettings.load().anonymous_holds_per_address
    for index in range(most + 1):
        forged = Client(headers={"X-Forwarded-For": f"203.0.113.{index}"})
        start(forged, offer=offer, clinic=clinic, starts_at=published[index])

    assert TimeSlot.objects.filter(hold_key__isnull=False).count() == most


def test_the_session_remembers_the_newest_twenty(client, offer, clinic, published):
    drafts = [
        str(draft_of(start(client, offer=offer, clinic=clinic, starts_at=published[0])).pk)
        for _again in range(MOST_DRAFTS + 2)
    ]

    assert client.session["drafts"] == drafts[-MOST_DRAFTS:]
    assert BookingDraft.objects.count() == MOST_DRAFTS + 2
