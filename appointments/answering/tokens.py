"""The signed part of the link in a reminder: which time of which appointment, and who is asked."""

import base64
from typing import NamedTuple

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

SALT = "appointments.answering: will you come?"
TAG_BYTES = 16
"""128 bits: no shorter than a key of AES, and short enough for a text message of one part (RFC 2104, section 5)."""

LETTERS = {"user": "u", "patient": "p"}
KINDS = {letter: kind for kind, letter in LETTERS.items()}


class Named(NamedTuple):
    """What a token names. It carries keys and no words, opens nothing else and is bound to this one purpose."""

    appointment_id: int
    sequence: int
    recipient_key: str


def answer_token(appointment, recipient):
    """
    Return the token by which ``recipient`` answers about the time ``appointment`` has now.

    About thirty characters, ``<appointment>-<sequence>-<recipient>-<signature>``: every one of them is missing
    from the words of a text message.
    """
    kind, _dash, pk = recipient.key.partition("-")
    whom = f"{LETTERS[kind]}{int_to_base36(int(pk))}"
    body = f"{int_to_base36(appointment.pk)}-{int_to_base36(appointment.sequence)}-{whom}"
    return f"{body}-{_tag(body, settings.SECRET_KEY)}"


def named_by(token):
    """Return the ``Named`` of a token of ours, or ``None`` for what we never signed."""
    body, tag = token[: -_TAG_LENGTH - 1], token[-_TAG_LENGTH:]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if token != f"{body}-{tag}" or not any(constant_time_compare(tag, _tag(body, key)) for key in keys):
        return None
    appointment, sequence, whom = body.split("-")
    return Named(base36_to_int(appointment), base36_to_int(sequence), f"{KINDS[whom[0]]}-{base36_to_int(whom[1:])}")


def _tag(body, secret):
    whole = salted_hmac(SALT, body, secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(whole[:TAG_BYTES]).rstrip(b"=").decode()


_TAG_LENGTH = len(_tag("", "-"))
