"""Deliver: what is due and true leaves once; what fails is tried again, and given up in the end."""

import datetime as dt
import smtplib
import uuid

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.lifecycle import Status as Life
from appointments.lifecycle import Verb
from appointments.models import Appointment, Message
from appointments.notifications import delivering
from appointments.notifications.delivering import GIVE_UP_AFTER, LEASE, Claim, Turn, backoff, deliver_due
from appointments.notifications.reminders import plan_reminders
from appointments.notifications.transport import as_email
from appointments.services.attendance import record_attendance
from appointments.services.cancelling import cancel
from appointments.services.rescheduling import reschedule
from tests.appointments.notifications.transports import Recording, refusing

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
Status = Message.Status


@pytest.fixture
def waiting(now):
    """Return a function that queues an email."""

    def queue(address="maria@example.com", **fields):
        return Message.objects.create(
            **{
                "address": address,
                "channel": "email",
                "kind": "booked",
                "language": "en-gb",
                "subject": "Booked",
                "text": "Dr Amara Osei",
                "dedupe_key": f"event:{uuid.uuid4()}:user-1:email",
                "send_after": now,
                "created_at": now,
                **fields,
            }
        )

    return queue


def again(message):
    message.refresh_from_db()
    return message


# --- What leaves ------------------------------------------------------------------------------------


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


def claim(pk, *, now):
    """Return the message whose lease a worker took, or nothing."""
    turn = Turn(now=now, transport=Recording())
    return next(Claim.of([pk], now=now).messages(turn, stopping=lambda: False), None)


# --- The lease --------------------------------------------------------------------------------------


def test_a_message_somebody_holds_is_not_sent(waiting, now):
    message = waiting()
    assert claim(message.pk, now=now)

    assert claim(message.pk, now=now) is None
    assert deliver_due(now=now + MINUTE, transport=Recording()) == 0


def test_a_lease_that_has_run_out_is_taken_again(waiting, now):
    message = waiting()
    claim(message.pk, now=now)

    assert deliver_due(now=now + LEASE, transport=Recording()) == 1
    assert again(message).attempts == 2


def test_who_lost_the_lease_does_not_write_the_end(waiting, now):
    message = waiting()
    slow = claim(message.pk, now=now)
    quick = claim(message.pk, now=now + LEASE)

    assert delivering.finish(slow, status=Status.FAILED, error="Too late") == 0
    assert again(message).status == Status.QUEUED
    assert delivering.finish(quick, status=Status.SENT, sent_at=now) == 1


def test_a_lease_counts_from_the_moment_it_is_taken_not_from_the_start_of_the_turn(waiting, now, monkeypatch):
    seconds = iter(range(0, 100_000, 60))
    monkeypatch.setattr(delivering.time, "monotonic", lambda: next(seconds))
    leases = []
    for number in range(3):
        waiting(address=f"p{number}@example.com")

    class Watching(Recording):
        def send_messages(self, email_messages):
            leases.append(Message.objects.get(address=email_messages[0].to[0]).lease_until)
            return super().send_messages(email_messages)

    deliver_due(now=now, transport=Watching())

    assert leases == sorted(leases)
    assert leases[0] < leases[1] < leases[2]


def test_one_called_back_meanwhile_is_not_sent(waiting, now):
    message = waiting()
    Message.objects.filter(pk=message.pk).update(status=Status.CANCELLED)

    assert claim(message.pk, now=now) is None


def test_one_called_back_after_it_was_claimed_with_others_is_not_sent(waiting, now):
    """Several are claimed at once; each is looked at again before it leaves."""
    for number in range(3):
        waiting(address=f"p{number}@example.com")

    class CallingBack(Recording):
        def send_messages(self, email_messages):
            Message.objects.filter(status=Status.QUEUED, attempts=1, address="p2@example.com").update(
                status=Status.CANCELLED
            )
            return super().send_messages(email_messages)

    assert deliver_due(now=now, transport=CallingBack()) == 2


def test_what_was_claimed_and_not_begun_is_given_back_untried(waiting, now):
    for number in range(3):
        waiting(address=f"p{number}@example.com")
    transport = Recording()

    assert deliver_due(now=now, transport=transport, stopping=lambda: bool(transport.taken)) == 1
    left = Message.objects.filter(status=Status.QUEUED)
    assert set(left.values_list("attempts", "lease_until", "lease_token")) == {(0, None, None)}
    assert left.count() == 2


def test_sends_outside_any_transaction_of_its_own(waiting, now):
    waiting()
    depth = len(connection.savepoint_ids)
    depths = []

    class Watching(Recording):
        def send_messages(self, email_messages):
            depths.append(len(connection.savepoint_ids))
            return super().send_messages(email_messages)

    deliver_due(now=now, transport=Watching())

    assert depths == [depth]


def test_an_idle_call_is_one_read(waiting, now):
    waiting(send_after=now + MINUTE)

    with CaptureQueriesContext(connection) as queries:
        deliver_due(now=now, transport=Recording())

    assert [query["sql"].split()[0] for query in queries] == ["SELECT"]


# --- Failing ----------------------------------------------------------------------------------------


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


# --- Still true? ------------------------------------------------------------------------------------


@pytest.fixture
def reminded(book_it, published, now):
    """An appointment in two weeks whose week reminder waits to be sent."""
    appointment = book_it(starts_at=published[1] + dt.timedelta(days=14))
    Message.objects.all().delete()
    plan_reminders(now=appointment.starts_at - dt.timedelta(days=7))
    return appointment


def reminder():
    return Message.objects.get(kind="reminder_week", channel="email")


def test_a_reminder_leaves(reminded):
    assert deliver_due(now=reminder().send_after, transport=Recording()) == 1


def test_a_reminder_dies_with_its_appointment(reminded, patient):
    due = reminder().send_after
    cancel(appointment=reminded, actor=patient.user, now=due)
    Message.objects.exclude(kind="reminder_week").delete()

    assert deliver_due(now=due, transport=Recording()) == 0
    assert (reminder().status, reminder().error) == (Status.SUPPRESSED, "The appointment is over or off.")


def test_a_reminder_dies_with_its_time(reminded, patient, published):
    due = reminder().send_after
    reschedule(appointment=reminded, starts_at=published[2] + dt.timedelta(days=14), actor=patient.user, now=due)
    transport = Recording()
    deliver_due(now=due, transport=transport)

    assert reminder().status == Status.SUPPRESSED
    assert [email.subject for email in transport.taken] == ["Changed: now Wed 9 Dec, 9:40am"]


def test_a_reminder_that_comes_too_late_is_dropped(reminded):
    late = reminder().not_after + MINUTE
    transport = Recording()

    assert deliver_due(now=late, transport=transport) == 0
    assert (reminder().status, transport.taken) == (Status.SUPPRESSED, [])
    assert reminder().attempts == 0


def test_nobody_is_told_they_were_missed_who_came(booked, doctor_user, at_twenty_past):
    Message.objects.all().delete()
    record_attendance(verb=Verb.NO_SHOW, appointment=booked, actor=doctor_user, now=at_twenty_past + 15 * MINUTE)
    Appointment.objects.update(status=Life.CHECKED_IN)

    assert deliver_due(now=at_twenty_past + 140 * MINUTE, transport=Recording()) == 0
    assert Message.objects.get(channel="email").status == Status.SUPPRESSED


def test_news_that_was_overtaken_does_not_arrive_after_the_later_news(booked, patient, now):
    down = Recording(raising={"*": smtplib.SMTPDataError(451, b"")})
    deliver_due(now=now, transport=down)
    cancel(appointment=booked, actor=patient.user, now=now + MINUTE / 2)
    transport = Recording()
    deliver_due(now=now + MINUTE / 2, transport=transport)
    deliver_due(now=now + 10 * MINUTE, transport=transport)

    assert [email.subject for email in transport.taken] == ["Cancelled: Wed 25 Nov, 9:20am"]
    assert Message.objects.get(kind="booked", channel="email").status == Status.SUPPRESSED


def test_news_that_only_waited_is_all_told_in_order(booked, patient, now):
    cancel(appointment=booked, actor=patient.user, now=now + MINUTE)
    transport = Recording()
    deliver_due(now=now + 60 * MINUTE, transport=transport)

    assert [email.subject.split(":")[0] for email in transport.taken] == ["Booked", "Cancelled"]


def test_checking_in_early_needs_no_reminder_any_more(book_it, published, doctor_user, now):
    appointment = book_it(starts_at=published[1])
    appointment.events.update(at=now - dt.timedelta(days=2))
    Message.objects.all().delete()
    plan_reminders(now=published[1] - dt.timedelta(hours=23))
    record_attendance(verb=Verb.CHECK_IN, appointment=appointment, actor=doctor_user, now=published[1] - MINUTE)

    assert deliver_due(now=published[1] - dt.timedelta(hours=20), transport=Recording()) == 0
    assert Message.objects.get(channel="email").status == Status.SUPPRESSED
