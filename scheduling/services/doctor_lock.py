"""One writer at a time for a doctor's slots."""

from collections.abc import Iterable

from accounts.models import Doctor


def lock_doctors(ids: Iterable[int]) -> list[int]:
    """
    Lock the doctors until the transaction ends and return their ids in the order locked.

    Whoever adds or deletes slots, or changes hours or time off, takes this
    first. Bookings do not: their foreign keys need only that the row stays, which
    ``no_key`` allows.
    """
    rows = Doctor.objects.select_for_update(no_key=True).filter(pk__in=set(ids)).order_by("pk")
    return list(rows.values_list("pk", flat=True))
