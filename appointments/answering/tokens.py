"""The signed part of the link in a reminder: which time of which appointment, and who is asked."""

from typing import NamedTuple

from django.core import signing

SALT = "appointments.answering: will you come?"


class Named(NamedTuple):
    """What a token names. It carries keys and no words, opens nothing else and is bound to this one purpose."""

    appointment_id: int
    sequence: int
    recipient_key: str


def answer_token(appointment, recipient):
    """Return the token by which ``recipient`` answers about the time ``appointment`` has now."""
    return signing.dumps([appointment.pk, appointment.sequence, recipient.key], salt=SALT)


def named_by(token):
    """Return the ``Named`` of a token of ours, or ``None`` for what we never signed."""
    try:
        return Named(*signing.loads(token, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None
