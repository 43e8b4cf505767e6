"""A message is held by one worker at a time, and its end is written by whoever holds it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.models import Message
from appointments.notifications import delivering
from appointments.notifications.delivering import LEASE, deliver_due
from tests.appointments.notifications.transports import Recording
from tests.appointments.notifications.turns import again, claim

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)

Status = Message.Status


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
