"""The key that makes a message unique: one per cause, recipient and channel, whoever writes it and how often."""

import hashlib
from typing import NamedTuple

REMINDER = "reminder"


class PlannedTime(NamedTuple):
    """The appointment a reminder is about and the version of its time it was planned for."""

    appointment_id: int
    sequence: int


def for_event(event, recipient, channel):
    return f"event:{event.pk}:{recipient.key}:{channel}"


def for_reminder(appointment, offset, recipient, channel):
    """``offset`` names the reminder by its distance: ``week``, ``day``, ``2d0h``."""
    return f"{REMINDER}:{appointment.pk}:{appointment.sequence}:{offset}:{recipient.key}:{channel}"


def for_digest(recipient, day, channel):
    """``day`` is the recipient's own date."""
    return f"digest:{day:%Y-%m-%d}:{recipient.key}:{channel}"


def planned_time(dedupe_key):
    """Return the ``PlannedTime`` of a reminder's key, or ``None`` for other messages."""
    parts = dedupe_key.split(":")
    if parts[0] != REMINDER:
        return None
    return PlannedTime(int(parts[1]), int(parts[2]))


def by_channel(dedupe_key, channel):
    """Return the key of the same cause and recipient by another channel."""
    return f"{dedupe_key.rpartition(':')[0]}:{channel}"


def given_back(message):
    """Return the key of a reminder that never left and makes room for another one about the same time."""
    return f"given-back:{message.pk}:{message.dedupe_key}"[:160]


def message_id(dedupe_key, *, host):
    """
    Return the ``Message-ID`` header (RFC 5322, 3.6.4) that every try of one message carries.

    A message sent twice because a worker died has one id, so that mail programs may show it once. A hash,
    because the key holds primary keys.
    """
    return f"<{hashlib.sha256(dedupe_key.encode()).hexdigest()[:40]}@{host}>"
