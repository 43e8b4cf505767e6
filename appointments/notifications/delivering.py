"""
Deliver what is due in the outbox. None is lost, and a killed worker costs at most one message sent twice.

Messages are claimed a few at a time by a conditional UPDATE with a lease. Each is
read again before it is sent, in no transaction, and marked *sent* at once, only
by whoever still holds the lease's token. Claiming several costs one commit
instead of one each: the commits are what a disk is slow at.
"""

import datetime as dt
import logging
import random
import time
import uuid

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.models import F, Q

from appointments.models import Message
from appointments.notifications import reachability
from appointments.notifications.channels import registry
from appointments.notifications.freshness import why_not_sent
from appointments.notifications.kinds import Kind

log = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=2)
SLOWEST = dt.timedelta(seconds=100)
"""What one message takes at most: ten answers of ``EMAIL_TIMEOUT`` seconds each. None is begun on a shorter lease."""

AT_ONCE = 10

SHORTEST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(hours=6)
PAUSE_WHILE_NOBODY_ANSWERS = dt.timedelta(seconds=30)
GIVE_UP_AFTER = dt.timedelta(hours=24)
WRITE_DOWN_TRIES = 10

Status = Message.Status


class Turn:
    """
    One round of deliveries: the clock that goes on while messages are sent, and the transport of each channel.

    A channel nobody answers on is ``down`` for the rest of the round; the others go on.
    """

    def __init__(self, *, now, transport):
        self.began, self.started = now, time.monotonic()
        self.for_all, self.transports = transport, {}
        self.down, self.tried, self.sent = set(), 0, 0

    @property
    def now(self):
        """The instant given plus what has passed since: a lease counted from the start would end too early."""
        return self.began + dt.timedelta(seconds=time.monotonic() - self.started)

    def connect(self, code):
        """Make the transport of a channel ready; settings that cannot work are no fault of the message."""
        if code not in self.transports:
            try:
                self.transports[code] = self.for_all or registry.channel(code).connect()
            except ImproperlyConfigured as error:
                log.error("messages by %s wait: %s", code, error)
                self.down.add(code)
        return code not in self.down

    def close(self):
        for transport in self.transports.values():
            close(transport)


def deliver_due(*, now, transport=None, limit=50, stopping=lambda: False):
    """
    Send what is due at ``now`` by the channels the worker carries, ``limit`` at most; return how many were sent.

    Every channel has a transport of its own; ``transport`` stands in for all of
    them. An idle call is one plain read and takes no lock. A message that cannot
    be sent is tried again later and never stops the rest; a channel whose
    transport cannot be reached is left alone for this turn, and ``stopping()``,
    asked between two messages, ends it.
    """
    turn = Turn(now=now, transport=transport)
    try:
        # Read again where a channel went down: its messages must not stand before those of the others.
        while waiting := _waiting(turn, limit=limit - turn.tried):
            if _work_through(waiting, turn, stopping=stopping):
                break
    finally:
        turn.close()
    return turn.sent


def _waiting(turn, *, limit):
    free = due(now=turn.began).exclude(channel__in=turn.down) if turn.down else due(now=turn.began)
    return list(free.order_by("send_after", "pk").values_list("pk", flat=True)[:limit])


def _work_through(waiting, turn, *, stopping):
    """Deliver messages, a few claimed at a time; returns whether the turn is over, not one channel out of it."""
    while waiting and not stopping():
        claimed = Claim.of(waiting[:AT_ONCE], now=turn.now)
        try:
            for message in claimed.messages(turn, stopping=stopping):
                if not turn.connect(message.channel):
                    claimed.left.append(message.pk)
                    return False
                turn.tried += 1
                if drop_if_stale(message, now=turn.now):
                    continue
                if not reachable(message, turn):
                    return False
                turn.sent += attempt(message, turn)
        finally:
            claimed.let_go()
        waiting = [*claimed.left, *waiting[AT_ONCE:]]
    return True


def due(*, now):
    """What is to be carried at ``now`` and nobody holds a lease of."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    return Message.objects.filter(free, status=Status.QUEUED, channel__in=registry.carried(), send_after__lte=now)


class Claim:
    """The lease of a few messages, taken at once; what was not begun is given back untried."""

    def __init__(self, pks, *, token, until):
        self.left, self.token, self.until = list(pks), token, until

    @classmethod
    def of(cls, pks, *, now):
        """Take the lease of those of ``pks`` that are still free."""
        claim = cls(pks, token=uuid.uuid4(), until=now + LEASE)
        free = due(now=now).filter(pk__in=pks)
        with transaction.atomic():
            # On PostgreSQL rows another worker is claiming are passed over, not waited for.
            if connection.features.has_select_for_update_skip_locked:
                rows = free.select_for_update(skip_locked=True).values_list("pk", flat=True)
                free = due(now=now).filter(pk__in=list(rows))
            # Counted before they are sent: a message that kills the worker is seen to have been tried.
            free.update(lease_until=claim.until, lease_token=claim.token, attempts=F("attempts") + 1)
        return claim

    def messages(self, turn, *, stopping):
        """
        Yield each message that is still ours and still to be sent, as it is at that moment.

        Once the lease grows short the rest is left; the first is begun in any case.
        """
        is_first = True
        while self.left and not stopping() and (is_first or turn.now + SLOWEST <= self.until):
            is_first = False
            held = Message.objects.filter(pk=self.left.pop(0), lease_token=self.token, status=Status.QUEUED)
            message = held.select_related("event__appointment").first()
            if message is not None:  # nobody else had it, and it was not called back meanwhile
                yield message

    def let_go(self):
        """Give back what was not begun. Nothing is written where all was."""
        if self.left:
            untried = Message.objects.filter(pk__in=self.left, lease_token=self.token)
            untried.update(lease_until=None, lease_token=None, attempts=F("attempts") - 1)


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
    """Open the message's transport; where nobody answers, put it back for a moment and return false."""
    try:
        turn.transports[message.channel].open()
    except Exception as error:
        log.warning("the transport of %s cannot be reached: %s", message.channel, type(error).__name__)
        turn.down.add(message.channel)
        put_back(message, now=turn.now, error=error, pause=PAUSE_WHILE_NOBODY_ANSWERS)
        return False
    return True


def attempt(message, turn):
    """Send one message, in no transaction; returns whether the transport took it."""
    channel, transport = registry.channel(message.channel), turn.transports[message.channel]
    try:
        channel.hand_over(message, transport)
    except Exception as error:
        log.warning("message %s (%s) was not sent: %s", message.pk, message.kind, type(error).__name__)
        close(transport)  # the next message begins on a connection that did not fail
        if channel.is_final(error):
            message.error = channel.in_words(error)
            fail(message)
        else:
            pause = max(backoff(message.attempts), channel.wait(error) or SHORTEST_PAUSE)
            put_back(message, now=turn.now, error=error, pause=pause)
        return False
    if not write_down(message, sent_at=turn.now):
        log.error("message %s was sent, but its lease had gone to another worker", message.pk)
    reachability.arrived(message)
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
    message.error = registry.channel(message.channel).in_words(error)
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
    if finish(message, status=Status.FAILED, error=message.error):
        reachability.given_up(message)


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
