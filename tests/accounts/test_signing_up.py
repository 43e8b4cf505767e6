"""Signing up: five answers, a code by mail, and nobody learns who is a patient here."""

import datetime as dt

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Patient, User
from tests.accounts.builders import PASSWORD, another_code, answers, code_mailed, is_signed_in
from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db
SIGN_UP = "/accounts/signup/"
CODE = "/accounts/confirm-email/"


def test_asks_five_things_and_tells_browsers_what_they_are(client):
    page = client.get(SIGN_UP).content.decode()

    for token in ("name", "bday-day", "bday-month", "bday-year", "tel", "email", "new-password"):
        assert f'autocomplete="{token}"' in page, token
    assert page.count("<h1") == 1


def test_asks_for_the_code_and_writes_nothing_before_it_is_typed(client):
    response = client.post(SIGN_UP, answers())

    assert response.status_code == 302
    assert response.url == CODE
    assert [model.objects.count() for model in (User, Patient, EmailAddress)] == [0, 0, 0]


def test_the_right_code_makes_a_sign_in_and_a_patient(client):
    client.post(SIGN_UP, answers())
    client.post(CODE, {"code": code_mailed()})

    user = User.objects.get(email="maria@example.com")
    assert (user.full_name, user.role, user.is_staff) == ("Maria Lopes", "patient", False)
    assert user.patient.date_of_birth == dt.date(1958, 3, 27)
    assert user.patient.phone.as_e164 == "+447700900123"
    assert user.patient.email == "maria@example.com"


@pytest.mark.parametrize(("said", "kept"), [("Europe/Madrid", "Europe/Madrid"), ("Mars/Olympus", "")])
def test_a_new_account_takes_over_the_clock_of_the_browser(client, said, kept):
    client.cookies["time_zone"] = said
    client.post(SIGN_UP, answers())
    client.post(CODE, {"code": code_mailed()})

    assert User.objects.get(email="maria@example.com").time_zone == kept


def test_nobody_is_signed_in_before_the_code(client):
    client.post(SIGN_UP, answers())

    assert not is_signed_in(client)
    assert client.get("/me/profile/").url.startswith("/accounts/login/")


def test_the_right_code_signs_in_and_leads_home(client):
    client.post(SIGN_UP, answers())
    response = client.post(CODE, {"code": code_mailed()})

    assert response.url == "/me/"
    assert is_signed_in(client)
    assert EmailAddress.objects.get(email="maria@example.com").verified


def test_a_code_typed_with_a_space_is_right(client):
    client.post(SIGN_UP, answers())
    code = code_mailed()
    client.post(CODE, {"code": f" {code[:3]} {code[3:]} "})

    assert is_signed_in(client)


def test_the_right_code_leads_to_next(client):
    client.post(SIGN_UP, answers(next="/appointments/"))
    response = client.post(CODE, {"code": code_mailed()})

    assert response.url == "/appointments/"


def test_mails_the_code_but_not_in_the_subject(client):
    client.post(SIGN_UP, answers())

    [message] = mail.outbox
    assert message.subject == "Your code for Fernhill Health"
    assert f"Your code is {code_mailed()}. It works for 10 minutes." in message.body
    assert code_mailed() in message.alternatives[0].content
    assert "Maria" not in message.body  # whoever typed the address typed the name too


def test_a_wrong_code_is_refused_in_plain_words(client):
    client.post(SIGN_UP, answers())
    response = client.post(CODE, {"code": another_code(code_mailed())})

    assert "That code is not right. Check the newest message from us." in response.content.decode()
    assert not is_signed_in(client)


def test_five_wrong_codes_end_it_and_the_form_comes_back_filled_in(client):
    client.post(SIGN_UP, answers())
    code = code_mailed()
    for _try in range(5):
        response = client.post(CODE, {"code": another_code(code)})
    page = client.get(response.url).content.decode()
    client.post(CODE, {"code": code})

    assert response.url == SIGN_UP
    assert "too many wrong codes" in page
    assert not is_signed_in(client)
    for typed in ("Maria Lopes", "maria@example.com", 'value="1958"', "07700 900123"):
        assert typed in page, typed
    assert PASSWORD not in page

    client.post(SIGN_UP, answers())
    client.post(CODE, {"code": code_mailed()})

    assert is_signed_in(client)


def test_a_code_older_than_ten_minutes_is_refused(client):
    with time_machine.travel("2026-11-24 09:00:00+00:00", tick=False) as clock:
        client.post(SIGN_UP, answers())
        clock.shift(dt.timedelta(minutes=10, seconds=1))
        response = client.post(CODE, {"code": code_mailed()}, follow=True)

    assert not is_signed_in(client)
    assert response.redirect_chain[-1][0] == SIGN_UP
    assert "That code worked for 10 minutes only" in response.content.decode()


def test_send_it_again_makes_the_first_code_useless(client):
    client.post(SIGN_UP, answers())
    first = code_mailed()
    response = client.post(CODE, {"action": "resend"})
    second = code_mailed()

    assert response.url == CODE
    assert len(mail.outbox) == 2
    client.post(CODE, {"code": first if first != second else another_code(second)})
    assert not is_signed_in(client)
    client.post(CODE, {"code": second})
    assert is_signed_in(client)


def test_a_code_sent_again_has_ten_minutes_of_its_own(client):
    with time_machine.travel("2026-11-24 09:00:00+00:00", tick=False) as clock:
        client.post(SIGN_UP, answers())
        clock.shift(dt.timedelta(minutes=9))
        client.post(CODE, {"action": "resend"})
        clock.shift(dt.timedelta(minutes=9))
        client.post(CODE, {"code": code_mailed()})

        assert is_signed_in(client)


def test_send_it_again_waits_thirty_seconds(client, limits):
    with time_machine.travel("2026-11-24 09:00:00+00:00", tick=False) as clock:
        client.post(SIGN_UP, answers())
        page = client.post(CODE, {"action": "resend"}, follow=True)
        assert "Wait 30 seconds" in page.content.decode()
        assert len(mail.outbox) == 1

        clock.shift(dt.timedelta(seconds=31))
        client.post(CODE, {"action": "resend"})
        assert len(mail.outbox) == 2


def test_going_back_and_sending_the_form_again_keeps_the_code(client, limits):
    client.post(SIGN_UP, answers())
    response = client.post(SIGN_UP, answers(phone="07700 900124"))

    assert response.url == CODE
    assert len(mail.outbox) == 1
    client.post(CODE, {"code": code_mailed()})
    assert is_signed_in(client)


def test_what_was_put_right_meanwhile_counts(client, limits):
    client.post(SIGN_UP, answers())
    client.post(SIGN_UP, answers(full_name="Maria Lopez"))
    client.post(CODE, {"code": code_mailed()})

    assert User.objects.get().full_name == "Maria Lopez"


def test_the_button_pressed_twice_ends_on_the_code_page(client, limits, monkeypatch):
    """The second press began before the first had written what it did."""
    session = client.session
    session["drafts"] = ["a-draft"]
    session.save()
    client.post(SIGN_UP, answers())
    monkeypatch.setattr("accounts.views.sign_up.PendingSignUp.resume", lambda request: None)
    response = client.post(SIGN_UP, answers())
    monkeypatch.undo()

    assert response.url == CODE
    client.post(CODE, {"code": code_mailed()})
    assert is_signed_in(client)


def test_a_second_browser_is_told_to_wait_and_keeps_what_was_typed(client, limits):
    client.post(SIGN_UP, answers())
    page = Client().post(SIGN_UP, answers()).content.decode()

    assert "Wait 30 seconds, then try again." in page
    assert "Maria Lopes" in page
    assert len(mail.outbox) == 1


def test_the_code_pressed_twice_opens_one_account(client):
    """The second press read the session before the first had opened the account."""
    client.post(SIGN_UP, answers())
    second_press = Client()
    session = second_press.session
    session.update(client.session)
    session.save()
    for press in (client, second_press):
        press.post(CODE, {"code": code_mailed()})

    assert is_signed_in(client)
    assert is_signed_in(second_press)
    assert User.objects.count() == Patient.objects.count() == 1


def test_two_browsers_with_one_address_make_one_account(client):
    """Both have proven the address; the first made the account, the other is told there is one."""
    other = Client()
    client.post(SIGN_UP, answers())
    code = code_mailed()
    other.post(SIGN_UP, answers(password1="another long password"))
    other.post(CODE, {"code": code_mailed()})
    page = client.post(CODE, {"code": code}, follow=True).content.decode()

    assert "You have an account with us already." in page
    assert not is_signed_in(client)
    assert User.objects.get().check_password("another long password")


def test_never_becomes_a_patient_who_is_there_already(client):
    """Name and birth date are something anybody can type."""
    theirs = PatientFactory(
        user=None, full_name="Maria Lopes", date_of_birth=dt.date(1958, 3, 27), email="maria@example.com"
    )
    client.post(SIGN_UP, answers())
    client.post(CODE, {"code": code_mailed()})

    assert User.objects.get().patient != theirs
    theirs.refresh_from_db()
    assert theirs.user is None


def test_refuses_what_nobody_may_choose(client):
    client.post(
        SIGN_UP, answers(role="administrator", is_staff="1", is_superuser="1", is_active="1", record_number="P1")
    )
    client.post(CODE, {"code": code_mailed()})

    user = User.objects.get()
    assert (user.role, user.is_staff, user.is_superuser) == ("patient", False, False)
    assert user.patient.record_number != "P1"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"full_name": ""}, "Enter your full name"),
        ({"full_name": "Buy pills www.example.org/now"}, "Enter your name as it is on your ID card"),
        ({"full_name": "Maria\nBcc: everyone"}, "Enter your name as it is on your ID card"),
        ({"date_of_birth_day": ""}, "Enter your date of birth, like 27 3 1958"),
        ({"date_of_birth_year": "2999"}, "Date of birth must be in the past"),
        ({"phone": "12"}, "Enter a mobile number, like 07700 900123"),
        ({"phone": ""}, "Enter a mobile number, like 07700 900123"),
        ({"email": "maria"}, "Enter an email address, like name@mail.com"),
        ({"email": ""}, "Enter an email address, like name@mail.com"),
        ({"password1": "short"}, "Password must be 12 or more characters"),
        ({"password1": "x" * 129}, "Password must be 128 or fewer characters"),
        ({"password1": "password1234"}, "Many people use this password"),
        ({"password1": "maria@example.com"}, "Password must not be like your name or email address"),
        ({"password1": "Maria Lopes!"}, "Password must not be like your name or email address"),
    ],
)
def test_says_what_is_wrong_and_keeps_the_rest(client, told, words):
    response = client.post(SIGN_UP, answers(**told))
    page = response.content.decode()

    assert words in page
    assert "There is a problem" in page
    if "email" not in told:
        assert "maria@example.com" in page
    assert "<title>Error:" in page
    assert not User.objects.exists()


# --- Limits ---------------------------------------------------------------------------------


def test_an_address_on_the_network_may_not_sign_up_without_end(client, limits):
    pages = [client.__class__().post(SIGN_UP, answers(email="")) for _try in range(21)]

    assert [page.status_code for page in pages] == [200] * 20 + [429]
    assert pages[20].content.decode().count("<h1") == 1
    assert "<main" in pages[20].content.decode()  # a page of ours, not allauth's


def test_one_address_is_not_bombed_with_codes(client, limits):
    with time_machine.travel("2026-11-24 09:00:00+00:00", tick=False) as clock:
        for _try in range(20):
            client.__class__().post(SIGN_UP, answers())
            clock.shift(dt.timedelta(minutes=1))

    assert len(mail.outbox) == 10


# --- Pages ----------------------------------------------------------------------------------


def test_somebody_signed_in_is_led_on(client, maria):
    client.force_login(maria.user)

    assert client.get(SIGN_UP).url == reverse("me:home")


def test_the_code_page_without_a_sign_up_leads_to_signing_in(client):
    assert client.get(CODE).url == "/accounts/login/"


def test_sign_up_can_be_closed(client, settings):
    settings.SIGN_UP_OPEN = False
    response = client.post(SIGN_UP, answers())

    assert "New accounts are closed for now" in response.content.decode()
    assert not User.objects.exists()


def test_signing_up_takes_a_settled_number_of_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):
        client.post(SIGN_UP, answers())


def test_what_somebody_else_began_with_my_address_does_not_become_my_record(client):
    Client().post(SIGN_UP, answers(full_name="Not Maria", password1="a password of theirs 1"))
    client.post(SIGN_UP, answers())
    client.post(CODE, {"code": code_mailed()})

    assert is_signed_in(client)
    assert [patient.full_name for patient in Patient.objects.all()] == [answers()["full_name"]]
    assert not User.objects.get().check_password("a password of theirs 1")
