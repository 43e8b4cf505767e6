"""Handing one notification to a push service that takes it, refuses it, or does not speak as it should."""

import datetime as dt
import http.client
from email.utils import format_datetime

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from appointments.models import PushSubscription
from appointments.notifications.channels.push import Push
from appointments.notifications.push import service as transport
from appointments.notifications.push.keys import public_key
from appointments.notifications.push.service import Gone, NotTakenByService, connect

NO_ANSWER = (OSError, http.client.HTTPException)
TOLD = {"ttl": 3600, "urgency": "normal", "topic": "a1b2"}


@pytest.fixture
def way(push_service, monkeypatch):
    """The way out, which waits less long than usual."""
    monkeypatch.setattr(transport, "SECONDS_FOR_AN_ANSWER", 0.4)
    monkeypatch.setattr(transport, "SECONDS_IN_ALL", 0.8)
    return connect()


def device(browser):
    return PushSubscription(**browser.says)


def send(way, browser, payload=b'{"title": "Tomorrow, 9:20am"}'):
    way.send(device(browser), payload, **TOLD)


def why_not(way, browser):
    """Return what is kept of the error, as it stands beside the message."""
    with pytest.raises((NotTakenByService, *NO_ANSWER)) as caught:
        send(way, browser)
    words = Push().in_words(caught.value)
    assert "/send/" not in words + str(caught.value)
    return words


def test_the_browser_alone_can_read_it(way, browser, push_service):
    send(way, browser)

    ((line, headers, body),) = push_service.requests
    assert line == "POST /send/one HTTP/1.1"
    assert b"Tomorrow" not in body
    assert browser.shown == [{"title": "Tomorrow, 9:20am"}]
    assert (headers["ttl"], headers["urgency"], headers["topic"]) == ("3600", "normal", "a1b2")
    assert headers["content-encoding"] == "aes128gcm"


def test_it_is_signed_for_that_service_for_less_than_a_day(way, browser, push_service):
    send(way, browser)

    claims = push_service.claims()
    assert claims["aud"] == push_service.url
    assert claims["sub"] == "mailto:it@clinic.example"
    assert claims["key"] == public_key()
    assert 0 < claims["exp"] - timezone.now().timestamp() < 24 * 60 * 60


@pytest.mark.parametrize("status", [200, 201, 202])
def test_a_good_status_is_enough(way, browser, push_service, status):
    push_service.behaviour = status
    send(way, browser)

    assert len(browser.shown) == 1


def test_what_follows_a_good_status_is_not_waited_for(way, browser, push_service):
    push_service.behaviour = "huge, taken"
    send(way, browser)

    assert len(browser.shown) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_told_apart(way, browser, push_service, status):
    push_service.behaviour = status

    with pytest.raises(Gone):
        send(way, browser)


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (400, "The push service answered 400."),
        (401, "The push service refused our key (401)."),
        (403, "The push service refused our key (403)."),
        (413, "The push service answered 413."),
        (429, "The push service answered 429."),
        (500, "The push service answered 500."),
        (503, "The push service answered 503."),
        ("huge", "The push service answered 400."),
        ("hangs", "The push service did not answer in time."),
        ("drips", "The push service did not answer in time."),
        ("hangs up", "The push service hung up."),
    ],
)
def test_whatever_else_goes_wrong_is_told_in_words(way, browser, push_service, behaviour, words):
    push_service.behaviour = behaviour

    assert why_not(way, browser) == words


def test_nobody_there(way, browser, push_service):
    push_service.shutdown()
    push_service.server_close()

    assert why_not(way, browser) == "The push service could not be reached."


def test_a_redirect_is_not_followed(way, browser, push_service):
    push_service.behaviour = "elsewhere"

    assert why_not(way, browser) == "The push service answered 307."
    assert len(push_service.requests) == 1


@pytest.mark.parametrize(
    ("retry_after", "wait"),
    [
        ("120", dt.timedelta(minutes=2)),
        ("999999999", dt.timedelta(hours=6)),
        ("0", dt.timedelta(0)),
        ("soon", None),
        ("-5", None),
        (None, None),
    ],
)
def test_it_says_how_long_it_wants_to_be_left_alone(way, browser, push_service, retry_after, wait):
    push_service.behaviour, push_service.retry_after = 429, retry_after

    with pytest.raises(NotTakenByService) as caught:
        send(way, browser)
    assert caught.value.wait == wait
    assert Push().wait(caught.value) == wait


def test_it_may_say_so_by_a_date(way, browser, push_service, clock):
    push_service.behaviour = 503
    push_service.retry_after = format_datetime(timezone.now() + dt.timedelta(minutes=5), usegmt=True)

    with pytest.raises(NotTakenByService) as caught:
        send(way, browser)
    assert caught.value.wait == dt.timedelta(minutes=5)


@pytest.mark.parametrize("behaviour", [429, 503, "hangs", "hangs up"])
def test_one_that_does_not_answer_is_asked_once_a_turn(way, browser, push_service, behaviour):
    push_service.behaviour = behaviour
    first, second = why_not(way, browser), why_not(way, browser)

    assert first == second
    assert len(push_service.requests) == 1


def test_an_answer_about_one_browser_says_nothing_of_the_next(way, browser, push_service):
    push_service.behaviour = 400
    why_not(way, browser)
    push_service.behaviour = 201
    send(way, browser)

    assert len(push_service.requests) == 2


def test_a_service_that_is_named_no_more_is_not_asked(way, browser, push_service, settings):
    settings.PUSH_HOSTS = ["fcm.googleapis.com"]

    with pytest.raises(Gone):
        send(way, browser)
    assert push_service.requests == []


def test_without_a_key_messages_wait(settings):
    settings.VAPID_PRIVATE_KEY = ""

    with pytest.raises(ImproperlyConfigured, match="VAPID_PRIVATE_KEY is missing"):
        connect()
