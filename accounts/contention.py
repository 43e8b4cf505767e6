"""One transaction a service, tried again when the database asks for it."""

import functools
import logging
import random
import time

from django.db import IntegrityError, OperationalError, connection, transaction

log = logging.getLogger(__name__)

TRIES = 3
DEADLOCK, SERIALISATION, LOCK_NOT_AVAILABLE = "40P01", "40001", "55P03"


def is_contention(error):
    """
    Say whether trying again can help.

    An ``IntegrityError`` counts: somebody was quicker between the check and
    the write, and the second try meets their row in the check.
    """
    if isinstance(error, IntegrityError):
        return True
    state = getattr(error.__cause__, "sqlstate", None)
    return state in {DEADLOCK, SERIALISATION, LOCK_NOT_AVAILABLE} or "locked" in str(error)


def wait_a_moment():
    """Sleep so long that whoever was in the way is done, and not as long as the next one who waits."""
    time.sleep(random.uniform(0.01, 0.06))  # noqa: S311 - spreads the load, keeps no secret


def let_others_write(*, after):
    """
    Sleep ``after`` seconds of writing, as long but a tenth of a second at most, between two transactions of one job.

    For SQLite, where who takes the one lock again at once leaves whoever waits
    for it behind: it looks ten times a second. On PostgreSQL nobody waits.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(min(after, 0.1))


def take_turns(key):
    """
    Let all who name ``key`` go one after the other, each to the end of its transaction.

    For what no row stands for. SQLite needs nothing: a transaction begins there
    with the one lock there is for writing.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def in_one_transaction(*, otherwise=None):
    """
    Run a service in one transaction, three times at most, sleeping a little between.

    ``otherwise`` is the error to raise when the third try fails, too; without
    it the database's own is. Inside a caller's transaction the service runs
    once, in a savepoint: only the outermost block can start afresh.
    """

    def decorate(service):
        @functools.wraps(service)
        def run(**kwargs):
            tries = 1 if connection.in_atomic_block else TRIES
            for left in reversed(range(tries)):
                try:
                    with transaction.atomic():
                        return service(**kwargs)
                except (OperationalError, IntegrityError) as error:
                    if not is_contention(error):
                        raise
                    if left:
                        wait_a_moment()
                        continue
                    log.warning("%s gave up after %s tries: %s", service.__name__, tries, type(error).__name__)
                    if otherwise is None or tries == 1:
                        raise
                    raise otherwise() from error
            return None

        return run

    return decorate
