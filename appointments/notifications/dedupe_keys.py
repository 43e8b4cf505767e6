"""The key that makes a message unique: one per cause, recipient and channel, whoever writes it and how often."""

import hashlib
from typing import NamedTuple

REMINDER = "reminder"
LATE = "late"


class PlannedTime(NamedTuple):
    """The appointment a reminder is about and the version of its time it was planned for."""

    appointment_id: int
    sequence: int


class ToldLate(NamedTuple):
    """How late the doctor runs, as a message tells it of an appointment at one version of its time."""

    appointment_id: int
    sequence: int
    minutes: int


def for_event(event, recipient, channel):
    return f"event:{event.pk}:{recipient.key}:{channel}"


def for_reminder(appointment, offset, recipient, channel):
    """``offset`` names the reminder by its distance: ``week``, ``day``, ``2d0h``."""
    return f"{REMINDER}:{appointment.pk}:{appointment.sequence}:{offset}:{recipient.key}:{channel}"


def for_digest(recipient, day, channel):
    """``day`` is the recipient's own date."""
    return f"digest:{day:%Y-%m-%d}:{recipient.key}:{channel}"


def for_push_test(user, now):
    """One a minute, however often the button is pressed."""
    return f"push-test:{now:%Y-%m-%dT%H:%M}:user-{user.pk}:push"


def for_note(summary, recipient, channel):
    return f"{of_note(summary)}{recipient.key}:{channel}"


def of_note(summary):
    """Return how the keys of all messages about one shared ``summary`` begin."""
    return f"note:{summary.pk}:"


def for_lateness(said, appointment, recipient, channel):
    """Once for everything that is ``said``, however often it is said again."""
    about = f"{appointment.pk}:{appointment.sequence}:{said.minutes}"
    return f"{LATE}:{said.pk}:{about}:{recipient.key}:{channel}"


def for_undelivered(newest, recipient, channel):
    """``newest`` is the last message given up that the count includes: what is told again has grown."""
    return f"undelivered:{newest}:{recipient.key}:{channel}"


def planned_time(dedupe_key):
    """Return the ``PlannedTime`` of a reminder's key, or ``None`` for other messages."""
    parts = dedupe_key.split(":")
    if parts[0] != REMINDER:
        return None
    return PlannedTime(int(parts[1]), int(parts[2]))


def told_late(dedupe_key):
    """Return what a message about running late tells, as ``ToldLate``; ``None`` for other messages."""
    parts = dedupe_key.split(":")
    if parts[0] != LATE:
        return None
    return ToldLate(*(int(part) for part in parts[2:5]))


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
