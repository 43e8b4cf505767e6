"""One writer at a time for a doctor's slots."""

from collections.abc import Iterable

from django.db import connection

from accounts.models import Doctor

# Writers wait for one another and, one slot after the other, for bookings under
# way: longer than a booking may wait (three seconds), shorter than a statement.
PATIENCE = "SET LOCAL lock_timeout = '9s'"


def lock_doctors(ids: Iterable[int]) -> list[int]:
    """
    Lock the doctors until the transaction ends and return their ids in the order locked.

    Whoever adds or deletes slots, or changes hours or time off, takes this
    first. Bookings do not: their foreign keys need only that the row stays, which
    ``no_key`` allows.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(PATIENCE)
    rows = Doctor.objects.select_for_update(no_key=True).filter(pk__in=set(ids)).order_by("pk")
    return list(rows.values_list("pk", flat=True))
