"""Send again: what failed gets a new day; secrets and what is not wanted do not."""

import datetime as dt

import pytest

from appointments.models import Message
from appointments.notifications.delivering import deliver_due
from appointments.notifications.sending_again import CannotBeSentAgain, send_again
from tests.appointments.notifications.transports import Recording

pytestmark = pytest.mark.django_db


@pytest.fixture
def email(booked):
    return Message.objects.get(kind="booked", channel="email")


def test_what_failed_is_sent_again(email, now):
    later = now + dt.timedelta(days=2)
    Message.objects.filter(pk=email.pk).update(status="failed", attempts=12, not_after=now, error="It was refused.")
    email.refresh_from_db()

    again = send_again(message=email, now=later)
    assert (again.status, again.attempts, again.error, again.not_after) == ("queued", 0, "", None)
    transport = Recording()
    deliver_due(now=later, transport=transport)
    assert len(transport.taken) == 1


def test_what_was_sent_can_be_sent_once_more(email, now):
    deliver_due(now=now, transport=Recording())
    email.refresh_from_db()
    send_again(message=email, now=now)

    assert deliver_due(now=now, transport=Recording()) == 1


@pytest.mark.parametrize("status", ["queued", "suppressed", "cancelled"])
def test_what_waits_or_is_not_wanted_is_left_alone(email, now, status):
    Message.objects.filter(pk=email.pk).update(status=status)
    email.refresh_from_db()

    with pytest.raises(CannotBeSentAgain, match="not wanted any more"):
        send_again(message=email, now=now)
    email.refresh_from_db()
    assert email.status == status


def test_account_mail_is_not_kept(email, now):
    Message.objects.filter(pk=email.pk).update(status="sent", kind="account", text="")
    email.refresh_from_db()

    with pytest.raises(CannotBeSentAgain, match="Codes and links are not kept"):
        send_again(message=email, now=now)


def test_in_app_messages_are_where_they_are(booked, now):
    with pytest.raises(CannotBeSentAgain, match="Only emails"):
        send_again(message=Message.objects.get(kind="booked", channel="in_app"), now=now)
