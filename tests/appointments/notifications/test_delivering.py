"""Deliver: what is due leaves once; what fails is tried again, and given up in the end."""

import datetime as dt
import smtplib

import pytest
from django.core import mail

from appointments.models import Appointment, Message
from appointments.notifications.delivering import GIVE_UP_AFTER, backoff, deliver_due
from appointments.notifications.transport import as_email
from tests.appointments.notifications.transports import Recording, refusing
from tests.appointments.notifications.turns import again

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)

Status = Message.Status


def test_sends_what_is_due_and_says_so(booked, patient, now):
    transport = Recording()

    assert deliver_due(now=now, transport=transport) == 1
    (email,) = transport.taken
    assert (email.subject, email.to) == ("Booked: Wed 25 Nov, 9:20am", ["maria@example.com"])
    row = Message.objects.get(kind="booked", channel="email")
    assert row.status == Status.SENT
    assert now <= row.sent_at < now + MINUTE
    assert (row.lease_until, row.lease_token, row.error, row.attempts) == (None, None, "", 1)


def test_uses_the_transport_of_the_settings(booked, now):
    deliver_due(now=now)

    assert [email.to for email in mail.outbox] == [["maria@example.com"]]


def test_sends_once(booked, now):
    transport = Recording()
    deliver_due(now=now, transport=transport)

    assert deliver_due(now=now + 10 * MINUTE, transport=transport) == 0
    assert len(transport.taken) == 1


def test_waits_until_it_is_time(waiting, now):
    waiting(send_after=now + MINUTE)
    transport = Recording()

    assert deliver_due(now=now, transport=transport) == 0
    assert deliver_due(now=now + MINUTE, transport=transport) == 1


def test_sends_the_oldest_first_and_no_more_than_the_limit(waiting, now):
    for minutes in (3, 1, 2):
        waiting(address=f"p{minutes}@example.com", send_after=now - minutes * MINUTE)
    transport = Recording()

    assert deliver_due(now=now, transport=transport, limit=2) == 2
    assert [email.to[0] for email in transport.taken] == ["p3@example.com", "p2@example.com"]


def test_every_try_carries_the_same_message_id(waiting, now):
    message = waiting()
    first = Recording(raising={"*": smtplib.SMTPServerDisconnected()})
    deliver_due(now=now, transport=first)
    second = Recording()
    deliver_due(now=now + 10 * MINUTE, transport=second)

    header = second.taken[0].message()["Message-ID"]
    assert header == as_email(again(message)).message()["Message-ID"]
    assert header.endswith("@fernhill.example>")
    assert message.dedupe_key not in header


def test_leaves_off_between_two_messages_when_the_worker_stops(waiting, now):
    waiting()
    waiting()
    transport = Recording()

    assert deliver_due(now=now, transport=transport, stopping=lambda: bool(transport.taken)) == 1
    assert Message.objects.filter(status=Status.QUEUED, attempts=0).count() == 1


def test_leaves_in_app_messages_alone(booked, now):
    deliver_due(now=now, transport=Recording())

    assert not Message.objects.filter(channel="in_app", attempts__gt=0).exists()


def test_one_that_fails_never_stops_the_rest(waiting, now):
    bad, good = waiting(address="gone@example.com"), waiting(address="maria@example.com")
    transport = Recording(raising={"gone@example.com": refusing("gone@example.com")})

    assert deliver_due(now=now, transport=transport) == 1
    assert again(good).status == Status.SENT
    assert again(bad).status == Status.QUEUED


def test_a_failure_is_tried_again_later_and_told_without_the_address(waiting, now):
    message = waiting(address="gone@example.com")
    deliver_due(now=now, transport=Recording(raising={"*": refusing("gone@example.com")}))

    row = again(message)
    assert (row.attempts, row.lease_token) == (1, None)
    assert now + MINUTE <= row.send_after <= now + 2 * MINUTE
    assert row.error == "The mail server refused the address (550)."


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (smtplib.SMTPDataError(451, b"try later, maria@example.com"), "The mail server answered 451."),
        (smtplib.SMTPAuthenticationError(535, b"user clinic"), "The mail server refused our sign-in (535)."),
        (smtplib.SMTPServerDisconnected("maria@example.com"), "The mail server hung up."),
        (TimeoutError("maria@example.com"), "The mail server did not answer in time."),
        (ConnectionResetError("maria@example.com"), "The mail server could not be reached."),
        (ValueError("maria@example.com"), "It could not be sent (ValueError)."),
    ],
)
def test_what_went_wrong_is_said_without_anybodys_data(waiting, now, error, words):
    message = waiting()
    deliver_due(now=now, transport=Recording(raising={"*": error}))

    assert again(message).error == words


def test_a_transport_that_took_nothing_has_not_sent_it(waiting, now):
    message = waiting()

    class TakesNothing(Recording):
        def send_messages(self, email_messages):
            return 0

    assert deliver_due(now=now, transport=TakesNothing()) == 0
    assert again(message).status == Status.QUEUED
    assert again(message).error == "The mail server did not take it."


def test_pauses_grow_from_a_minute_to_six_hours():
    pauses = [backoff(attempts) for attempts in range(1, 40)]

    assert MINUTE <= pauses[0] <= 1.2 * MINUTE
    assert 4 * MINUTE <= pauses[2] <= 4.8 * MINUTE
    assert all(pause <= 1.2 * 360 * MINUTE for pause in pauses)
    assert pauses[-1] >= 360 * MINUTE


def test_after_a_day_it_is_given_up_and_the_patient_must_be_called(booked, now):
    transport = Recording(raising={"*": refusing("maria@example.com")})
    message = Message.objects.get(kind="booked", channel="email")
    clock = now
    while again(message).status == Status.QUEUED:
        clock = max(message.send_after, clock)
        deliver_due(now=clock, transport=transport)
        assert clock <= now + GIVE_UP_AFTER + MINUTE

    assert message.status == Status.FAILED
    assert clock >= now + GIVE_UP_AFTER - MINUTE
    assert 10 <= message.attempts <= 13
    assert message.error == "The mail server refused the address (550)."
    assert Appointment.objects.get().attention == Appointment.Attention.UNREACHABLE


def test_a_message_that_arrives_after_all_takes_the_mark_away(booked, patient, now):
    Appointment.objects.update(attention=Appointment.Attention.UNREACHABLE)
    deliver_due(now=now, transport=Recording())

    assert Appointment.objects.get().attention == ""


def test_a_message_that_waited_long_for_a_worker_still_gets_its_day(waiting, now):
    message = waiting(send_after=now - dt.timedelta(days=3), created_at=now - dt.timedelta(days=3))
    deliver_due(now=now, transport=Recording(raising={"*": TimeoutError()}))

    assert again(message).status == Status.QUEUED


def test_account_mail_that_is_given_up_loses_its_text(waiting, now):
    message = waiting(kind="account", not_after=now, attempts=3, text="Your code is 482913")
    deliver_due(now=now + MINUTE, transport=Recording())

    assert (again(message).status, message.text) == (Status.FAILED, "")


def test_where_nobody_answers_the_turn_ends_and_the_rest_is_not_touched(waiting, now):
    first, second = waiting(send_after=now - MINUTE), waiting()
    transport = Recording(unreachable=ConnectionRefusedError())

    assert deliver_due(now=now, transport=transport) == 0
    assert (transport.opened, transport.tries) == (1, 0)
    assert again(first).error == "The mail server could not be reached."
    assert first.send_after <= now + MINUTE
    assert (again(second).attempts, second.error) == (0, "")


def test_all_arrives_within_a_minute_of_the_server_coming_back(waiting, now):
    messages = [waiting() for _ in range(5)]
    down = Recording(unreachable=ConnectionRefusedError())
    for minutes in range(0, 120, 2):
        deliver_due(now=now + minutes * MINUTE, transport=down)
    up = Recording()

    assert deliver_due(now=now + 119 * MINUTE, transport=up) == len(messages)
