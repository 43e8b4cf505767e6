"""Sessions in the database, written as patiently as everything else. Named in ``SESSION_ENGINE``."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError, connection

from accounts.contention import TRIES, is_contention, wait_a_moment


class SessionStore(db.SessionStore):
    """
    Django's, which takes a database that is busy for a session that has ended, and answers 400.

    Whatever the page did is committed by then: the answer would tell of a failure that was none.
    """

    def save(self, must_create=False):
        tries = 1 if connection.in_atomic_block else TRIES
        for left in reversed(range(tries)):
            try:
                return super().save(must_create)
            except (OperationalError, UpdateError) as error:
                told = error.__context__ if isinstance(error, UpdateError) else error
                if not left or not isinstance(told, OperationalError) or not is_contention(told):
                    raise
                wait_a_moment()
        return None
