"""Text messages through a service that takes them, refuses them, or does not speak as it should."""

import base64
import http.client
import time

import pytest
from django.core.exceptions import ImproperlyConfigured

from appointments.notifications.channels.sms import Sms
from appointments.notifications.sms import twilio
from appointments.notifications.sms.backend import NotSent, connect, problems
from tests.appointments.notifications.conftest import MOBILE

TEXT = "Fernhill: booked. Wed 25 Nov 9:20am. Change or cancel: https://clinic.example/a"
NO_ANSWER = (OSError, http.client.HTTPException)


@pytest.fixture
def backend(service):
    backend = connect()
    yield backend
    backend.close()


def why_not(backend):
    """Return what is kept of the error, as it stands beside the message."""
    with pytest.raises((NotSent, *NO_ANSWER)) as caught:
        backend.send(to=MOBILE, text=TEXT)
    words = Sms().in_words(caught.value)
    assert "7700" not in words + str(caught.value)
    assert "Wed" not in words + str(caught.value)
    return words, Sms().is_final(caught.value)


def test_speaks_the_language_of_the_service(backend, service):
    backend.send(to=MOBILE, text=TEXT)

    ((line, headers, form),) = service.requests
    assert line == "POST /2010-04-01/Accounts/AC123/Messages.json HTTP/1.1"
    assert headers["authorization"] == "Basic " + base64.b64encode(b"AC123:s3cret").decode()
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert form == {"To": [MOBILE], "From": ["+441134960000"], "Body": [TEXT]}


def test_a_base_address_may_have_a_path(settings, service):
    settings.TWILIO_BASE_URL += "/gateway/"
    connect().send(to=MOBILE, text=TEXT)

    assert service.requests[0][0].startswith("POST /gateway/2010-04-01/Accounts/")


def test_keeps_the_connection_from_message_to_message(backend, service):
    for _ in range(3):
        backend.open()
        backend.send(to=MOBILE, text=TEXT)

    assert (len(service.requests), service.connections) == (3, 1)


def test_a_connection_let_go_is_made_again(backend, service):
    backend.send(to=MOBILE, text=TEXT)
    backend.close()
    backend.send(to=MOBILE, text=TEXT)

    assert service.connections == 2


# --- Refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (400, 21602, "The text message service answered 400."),
        (401, 20003, "The text message service refused our sign-in (401)."),
        (429, 20429, "The text message service answered 429."),
        (500, None, "The text message service answered 500."),
        (503, None, "The text message service answered 503."),
    ],
)
def test_what_may_pass_is_tried_again(backend, service, status, code, words):
    service.behaviour, service.code = status, code

    assert why_not(backend) == (words, False)


@pytest.mark.parametrize("code", sorted(twilio.FINAL))
def test_a_number_that_takes_none_is_given_up_at_once(backend, service, code):
    service.behaviour, service.code = 400, code

    assert why_not(backend) == (f"The text message service refused the number ({code}).", True)


@pytest.mark.parametrize("code", ["21211", 21211.0, True, [21211], {"code": 21211}])
def test_a_code_that_is_none_says_nothing(backend, service, code):
    service.behaviour, service.code = 400, code

    assert why_not(backend) == ("The text message service answered 400.", False)


@pytest.mark.parametrize("status", [200, 204])
def test_another_good_status_is_not_the_services(backend, service, status):
    """A page that asks to sign in to the network answers 200, too."""
    service.behaviour = status

    assert why_not(backend) == (f"The text message service answered {status}.", False)


def test_a_redirect_does_not_carry_the_key_elsewhere(backend, service):
    service.behaviour = "elsewhere"

    assert why_not(backend) == ("The text message service answered 307.", False)
    assert len(service.requests) == 1


@pytest.mark.parametrize("behaviour", ["no json", "deep json", "huge"])
def test_an_answer_that_makes_no_sense_is_told_by_its_status(backend, service, behaviour):
    service.behaviour = behaviour

    assert why_not(backend) == ("The text message service answered 400.", False)


# --- Taken, and then -----------------------------------------------------------------------------------


@pytest.mark.parametrize("behaviour", ["garbled", "hangs up within", "huge, taken", "drips, taken"])
def test_what_was_taken_is_taken_however_the_answer_ends(backend, service, behaviour, monkeypatch):
    monkeypatch.setattr(twilio, "SECONDS_IN_ALL", 0.5)
    service.behaviour = behaviour
    backend.send(to=MOBILE, text=TEXT)
    service.behaviour = 201
    backend.send(to=MOBILE, text=TEXT)

    assert len(service.requests) == 2


# --- No answer -----------------------------------------------------------------------------------------


def test_one_that_says_nothing_is_not_waited_for_long(backend, service, monkeypatch):
    backend.connection.timeout = 0.2
    service.behaviour = "hangs"

    assert why_not(backend) == ("The text message service did not answer in time.", False)


def test_nor_is_one_that_drips(backend, service, monkeypatch):
    monkeypatch.setattr(twilio, "SECONDS_IN_ALL", 0.3)
    service.behaviour = "drips"
    began = time.monotonic()

    assert why_not(backend) == ("The text message service did not answer in time.", False)
    assert time.monotonic() - began < 3


def test_one_that_hangs_up_has_taken_nothing(backend, service):
    service.behaviour = "hangs up"

    assert why_not(backend) == ("The text message service hung up.", False)


def test_after_trouble_the_next_message_has_a_connection_of_its_own(backend, service):
    service.behaviour = "hangs up"
    why_not(backend)
    service.behaviour = 201
    backend.send(to=MOBILE, text=TEXT)

    assert service.connections == 2


def test_where_nobody_listens_opening_says_so(backend, service):
    service.shutdown()
    service.server_close()

    with pytest.raises(ConnectionRefusedError) as caught:
        backend.open()
    assert Sms().in_words(caught.value) == "The text message service could not be reached."


# --- The settings --------------------------------------------------------------------------------------


def test_good_settings_have_no_problems(service):
    assert problems() == []


def test_without_a_backend_nothing_is_asked(settings):
    settings.SMS_BACKEND = ""

    assert problems() == []
    with pytest.raises(ImproperlyConfigured, match="SMS_BACKEND is empty"):
        connect()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SMS_BACKEND", "nowhere.Nothing", "which is not there"),
        ("SMS_BACKEND", "nothing", "which is not there"),
        ("SMS_BACKEND", "django.core.mail.backends.smtp.EmailBackend", "which sends no text messages"),
        ("SMS_BACKEND", "appointments.notifications.sms.backend.connect", "which sends no text messages"),
        ("TWILIO_ACCOUNT_SID", "", "TWILIO_ACCOUNT_SID is missing"),
        ("TWILIO_AUTH_TOKEN", "", "TWILIO_AUTH_TOKEN is missing"),
        ("TWILIO_FROM", "", "TWILIO_FROM is missing"),
        ("TWILIO_BASE_URL", "http://sms.example", "must begin with https://"),
        ("TWILIO_BASE_URL", "api.twilio.com", "must begin with https://"),
        ("TWILIO_BASE_URL", "http://127.0.0.1.evil.example", "must begin with https://"),
    ],
)
def test_settings_that_cannot_work_are_told_when_the_site_starts(settings, service, name, value, words):
    from appointments.checks import text_messages_can_leave

    setattr(settings, name, value)

    (error,) = text_messages_can_leave(None)
    assert words in error.msg
    with pytest.raises(ImproperlyConfigured, match=words):
        connect()
