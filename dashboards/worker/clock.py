"""The worker's clock is the database's, so that hosts whose own clocks disagree agree on leases."""

import datetime as dt

from django.db import connection
from django.utils import timezone


def database_now():
    """Return the present instant; on SQLite, where all is one host, that host's."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0].astimezone(dt.UTC)
