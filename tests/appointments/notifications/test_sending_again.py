"""Send again: what failed gets a new day of tries; secrets, and what is not wanted any more, do not."""

import datetime as dt

import pytest

from appointments.models import Message
from appointments.notifications.delivering import deliver_due
from appointments.notifications.sending_again import NotSentAgain, send_again
from tests.appointments.notifications.transports import Recording

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(booked, now):
    """The email about a booking, given up after a day."""
    message = Message.objects.get(kind="booked", channel="email")
    message.status, message.attempts, message.not_after, message.error = "failed", 12, now, "It was refused."
    message.save()
    return message


def test_what_failed_is_sent_again_to_the_address_of_today(failed, patient, now):
    patient.user.email = "maria.lopes@example.com"
    patient.user.save()
    later, transport = now + dt.timedelta(days=2), Recording()
    again = send_again(message=failed, now=later)

    assert (again.status, again.error, again.not_after) == ("queued", "", None)
    assert deliver_due(now=later, transport=transport) == 1
    assert transport.taken[0].to == ["maria.lopes@example.com"]


def test_it_gets_a_whole_day_of_tries(failed, now):
    later = now + dt.timedelta(days=2)
    send_again(message=failed, now=later)
    deliver_due(now=later, transport=Recording(raising={"*": TimeoutError()}))
    failed.refresh_from_db()

    assert failed.status == "queued"
    assert failed.not_after > later + dt.timedelta(hours=23)


@pytest.mark.parametrize("status", ["queued", "sent", "suppressed", "cancelled"])
def test_only_what_was_not_delivered(failed, now, status):
    Message.objects.filter(pk=failed.pk).update(status=status)

    with pytest.raises(NotSentAgain, match="Only messages that were not delivered"):
        send_again(message=failed, now=now)
    failed.refresh_from_db()
    assert failed.status == status


def test_codes_and_links_are_not_kept(failed, now):
    Message.objects.filter(pk=failed.pk).update(kind="account", text="")

    with pytest.raises(NotSentAgain, match="Codes and links"):
        send_again(message=failed, now=now)


def test_a_reminder_whose_time_has_passed_is_not(failed, now):
    Message.objects.filter(pk=failed.pk).update(dedupe_key="reminder:1:0:day:user-1:email", not_after=now)

    with pytest.raises(NotSentAgain, match="has passed"):
        send_again(message=failed, now=now)
