"""The outbox as Django's email backend: mail about accounts, codes and all."""

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction
from django.test import Client
from django.utils import timezone

from appointments.models import Message
from appointments.notifications.delivering import deliver_due
from tests.appointments.notifications.transports import Recording

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox(settings):
    """pytest-django puts mail in memory; here it goes where every installation puts it."""
    settings.EMAIL_BACKEND = "appointments.notifications.email_backend.OutboxEmailBackend"


def test_writes_a_row_and_sends_nothing():
    sent = send_mail("Your code", "It is 482913.", None, ["maria@example.com"], html_message="<p>It is 482913.</p>")

    row = Message.objects.get()
    assert sent == 1
    assert (row.kind, row.channel, row.status, row.address) == ("account", "email", "queued", "maria@example.com")
    assert (row.subject, row.text, row.html) == ("Your code", "It is 482913.", "<p>It is 482913.</p>")
    assert mail.outbox == []


def test_writes_one_row_a_recipient():
    EmailMessage("Hello", "Text", None, ["a@example.com", "b@example.com"], bcc=["c@example.com"]).send()

    assert sorted(Message.objects.values_list("address", flat=True)) == [
        "a@example.com",
        "b@example.com",
        "c@example.com",
    ]


def test_shares_the_fate_of_the_transaction():
    with transaction.atomic():
        send_mail("Your code", "It is 482913.", None, ["maria@example.com"])
        transaction.set_rollback(True)

    assert not Message.objects.exists()


def test_an_email_to_nobody_is_none():
    assert EmailMessage("Hello", "Text", None, []).send() == 0
    assert not Message.objects.exists()


def test_refuses_attachments_aloud():
    email = EmailMultiAlternatives("Hello", "Text", None, ["a@example.com"])
    email.attach("letter.pdf", b"%PDF", "application/pdf")

    with pytest.raises(ValueError, match="no attachments"):
        email.send()


def test_the_text_goes_once_it_was_sent():
    send_mail("Your code", "It is 482913.", None, ["maria@example.com"], html_message="<p>482913</p>")
    transport = Recording()

    assert deliver_due(now=timezone.now(), transport=transport) == 1
    row = Message.objects.get()
    assert "482913" in transport.taken[0].body
    assert transport.taken[0].alternatives[0][0] == "<p>482913</p>"
    assert (row.status, row.text, row.html) == ("sent", "", "")


def test_a_password_reset_goes_through_the_outbox_without_a_secret_in_its_subject(patient):
    answer = Client().post("/accounts/password/reset/", {"email": "maria@example.com"})

    row = Message.objects.get(address="maria@example.com")
    assert answer.status_code == 302
    assert row.kind == "account"
    assert "/accounts/password/reset/" in row.text
    assert "http" not in row.subject
    assert not any(character.isdigit() for character in row.subject)


def test_a_transport_that_is_the_outbox_again_is_refused(settings, caplog):
    settings.OUTBOX_TRANSPORT = settings.EMAIL_BACKEND
    send_mail("Hello", "Text", None, ["a@example.com"])

    assert deliver_due(now=timezone.now()) == 0
    assert "not write it to the outbox again" in caplog.text
    assert Message.objects.filter(status="queued", attempts=0).exists()
