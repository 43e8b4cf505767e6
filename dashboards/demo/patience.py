"""Demo data for thousands of doctors take longer than PostgreSQL lets a page wait."""

from contextlib import contextmanager

from django.db import connection, transaction

LIMITS = ("statement_timeout", "idle_in_transaction_session_timeout")


@contextmanager
def in_one_long_transaction():
    """Lift the limits of ``config.databases`` for one transaction: thinking up the data is the longer part."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for limit in LIMITS:
                    cursor.execute("SELECT set_config(%s, '0', true)", [limit])
        yield
