"""What a test of the outbox asks again, and claims as a worker would."""

from appointments.notifications.delivering import Claim, Turn
from tests.appointments.notifications.transports import Recording


def again(message):
    message.refresh_from_db()
    return message


def claim(pk, *, now):
    """Return the message whose lease a worker took, or nothing."""
    turn = Turn(now=now, transport=Recording())
    return next(Claim.of([pk], now=now).messages(turn, stopping=lambda: False), None)
