"""
Deliver what is due in the outbox. None is lost, and a killed worker costs at most one message sent twice.

A message is claimed by a conditional UPDATE with a lease, sent outside any
transaction, and marked *sent* only by whoever still holds the lease's token.
"""

import datetime as dt
import logging
import random
import time
import uuid

from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.models import F, Q

from appointments.models import Message
from appointments.notifications import reachability
from appointments.notifications import transport as way_out
from appointments.notifications.freshness import why_not_sent
from appointments.notifications.kinds import FOR_DOCTORS, Kind

log = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=2)
"""Longer than one message takes at its slowest: ten answers of ``EMAIL_TIMEOUT`` seconds each."""

SHORTEST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(hours=6)
PAUSE_WHILE_NOBODY_ANSWERS = dt.timedelta(seconds=30)
GIVE_UP_AFTER = dt.timedelta(hours=24)
WRITE_DOWN_TRIES = 10

Status = Message.Status
Channel = Message.Channel


class Turn:
    """One round of deliveries: the clock that goes on while messages are sent, and the open transport."""

    def __init__(self, *, now, transport):
        self.began, self.started = now, time.monotonic()
        self.transport = transport or way_out.connect()

    @property
    def now(self):
        """The instant given plus what has passed since: a lease counted from the start would end too early."""
        return self.began + dt.timedelta(seconds=time.monotonic() - self.started)


def deliver_due(*, now, transport=None, limit=50, stopping=lambda: False):
    """
    Send the emails that are due at ``now``, ``limit`` at most, and return how many were sent.

    ``transport`` is an email backend; without it the one ``OUTBOX_TRANSPORT``
    names. An idle call is one plain read and takes no lock. A message that
    cannot be sent is tried again later and never stops the rest; a transport
    that cannot be reached ends the turn, and so does ``stopping()``, asked
    between two messages.
    """
    waiting = list(due(now=now).order_by("send_after", "pk").values_list("pk", flat=True)[:limit])
    if not waiting:
        return 0
    turn, sent = Turn(now=now, transport=transport), 0
    try:
        for pk in waiting:
            if stopping():
                break
            message = claim(pk, now=turn.now)
            if message is None:
                continue  # somebody else has it, or it was called back
            if drop_if_stale(message, now=turn.now):
                continue
            if not reachable(message, turn):
                break
            sent += attempt(message, turn)
    finally:
        close(turn.transport)
    return sent


def due(*, now):
    """Emails to send at ``now`` that nobody holds a lease of."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    return Message.objects.filter(free, status=Status.QUEUED, channel=Channel.EMAIL, send_after__lte=now)


def claim(pk, *, now):
    """Take the lease of one message and return it, or ``None`` when somebody else has it."""
    token = uuid.uuid4()
    free = due(now=now).filter(pk=pk)
    with transaction.atomic():
        # On PostgreSQL a row another worker is claiming is passed over, not waited for.
        if (
            connection.features.has_select_for_update_skip_locked
            and not free.select_for_update(skip_locked=True).first()
        ):
            return None
        # Counted before it is sent: a message that kills the worker is seen to have been tried.
        if not free.update(lease_until=now + LEASE, lease_token=token, attempts=F("attempts") + 1):
            return None
    return Message.objects.select_related("event__appointment").get(pk=pk)


def drop_if_stale(message, *, now):
    """Put aside what must not be sent any more; returns whether it was."""
    earlier_tries = message.attempts - 1
    reason = why_not_sent(message, is_retry=earlier_tries > 0)
    if not reason and message.not_after and now > message.not_after:
        if earlier_tries:
            fail(message)
            return True
        reason = "Its time had passed before it could be sent."
    if reason:
        finish(message, status=Status.SUPPRESSED, error=reason, attempts=earlier_tries)
    return bool(reason)


def reachable(message, turn):
    """Open the transport; where nobody answers, put ``message`` back for a moment and return false."""
    try:
        turn.transport.open()
    except Exception as error:
        log.warning("the transport cannot be reached: %s", type(error).__name__)
        put_back(message, now=turn.now, error=error, pause=PAUSE_WHILE_NOBODY_ANSWERS)
        return False
    return True


def attempt(message, turn):
    """Send one message, in no transaction; returns whether the transport took it."""
    try:
        way_out.hand_over(message, turn.transport)
    except Exception as error:
        log.warning("message %s (%s) was not sent: %s", message.pk, message.kind, type(error).__name__)
        close(turn.transport)  # the next message begins on a connection that did not fail
        put_back(message, now=turn.now, error=error, pause=backoff(message.attempts))
        return False
    if not write_down(message, sent_at=turn.now):
        log.error("message %s was sent, but its lease had gone to another worker", message.pk)
    if message.event and message.kind not in FOR_DOCTORS:
        reachability.forget(appointment=message.event.appointment)
    return True


def write_down(message, *, sent_at):
    """Mark as sent; a database that is away for a moment is waited for, or the message would leave twice."""
    for left in reversed(range(WRITE_DOWN_TRIES)):
        try:
            return finish(message, status=Status.SENT, sent_at=sent_at, error="")
        except OperationalError:
            if not left or connection.in_atomic_block:
                raise
            time.sleep(1)
            close_old_connections()
    return False


def backoff(attempts):
    """Return how long to wait after the ``attempts``-th try: a minute, doubled each time, six hours at most."""
    pause = min(SHORTEST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
    return pause * random.uniform(1.0, 1.2)  # noqa: S311 - spreads the load, keeps no secret


def put_back(message, *, now, error, pause):
    """Queue a message again after ``pause``; the first failure starts the day after which it is given up."""
    message.error = way_out.in_words(error)
    give_up_at = message.not_after or now + GIVE_UP_AFTER
    if now >= give_up_at:
        fail(message)
        return
    mine(message).update(
        send_after=min(now + pause, give_up_at),
        not_after=give_up_at,
        error=message.error,
        lease_until=None,
        lease_token=None,
    )


def fail(message):
    """Give a message up, visibly; a patient it was for has to be called."""
    log.error("message %s (%s) is given up after %s tries", message.pk, message.kind, message.attempts)
    if finish(message, status=Status.FAILED, error=message.error) and message.event and message.kind not in FOR_DOCTORS:
        reachability.call_the_patient(appointment=message.event.appointment)


def finish(message, *, status, **fields):
    """
    Write the end of a message, if its lease is still ours; returns whether it was.

    Codes and links of account mail are secrets: their text goes as soon as it is of no use.
    """
    if message.kind == Kind.ACCOUNT:
        fields |= {"text": "", "html": ""}
    return mine(message).update(status=status, lease_until=None, lease_token=None, **fields)


def mine(message):
    return Message.objects.filter(pk=message.pk, lease_token=message.lease_token)


def close(transport):
    try:
        transport.close()
    except Exception as error:
        log.warning("the transport did not close cleanly: %s", type(error).__name__)
