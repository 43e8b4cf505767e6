"""The way out: a row of the outbox as an email, and the backend that carries it."""

import smtplib
import socket
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone

from appointments.calendars.attachment import attach_calendar
from appointments.notifications.channels.channel import NotTaken
from appointments.notifications.dedupe_keys import message_id

OUTBOX = "appointments.notifications.email_backend.OutboxEmailBackend"


def connect():
    """Return the backend ``OUTBOX_TRANSPORT`` names; it connects when it is first used."""
    if settings.OUTBOX_TRANSPORT == OUTBOX:
        raise ImproperlyConfigured("OUTBOX_TRANSPORT must carry mail away, not write it to the outbox again.")
    return get_connection(settings.OUTBOX_TRANSPORT)


def as_email(message):
    """Return the email of a row. Every try of it carries the same ``Message-ID``."""
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.address],
        headers={
            "Message-ID": message_id(message.dedupe_key, host=_host()),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday replies
            "Content-Language": message.language,
        },
    )
    if message.html:
        email.attach_alternative(message.html, "text/html")
    attach_calendar(email, message, now=timezone.now())
    return email


def hand_over(message, transport):
    """Give one message to ``transport``; raises what the transport raises, or ``NotTaken``."""
    if transport.send_messages([as_email(message)]) == 0:
        raise NotTaken


def _host():
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or urlsplit(settings.SITE_URL).hostname


def in_words(error):
    """
    Say what went wrong without a word of the message: answers of mail servers quote addresses.

    Only the class of the error and the server's code are kept.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _answer in error.recipients.values()})
        return f"The mail server refused the address ({', '.join(map(str, codes))})."
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"The mail server refused our sign-in ({error.smtp_code})."
    if isinstance(error, smtplib.SMTPResponseException):
        return f"The mail server answered {error.smtp_code}."
    # smtplib reports a silent server as one that hung up; what it caught says more.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "The mail server did not answer in time."
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "The mail server hung up."
    if isinstance(error, (ConnectionError, socket.gaierror, OSError)):
        return "The mail server could not be reached."
    if isinstance(error, NotTaken):
        return "The mail server did not take it."
    return f"It could not be sent ({type(error).__name__})."
