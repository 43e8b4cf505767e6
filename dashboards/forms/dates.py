"""The date in the address of a page: read strictly, never trusted."""

from scheduling.clinic_time import date_of


def date_in(request, name="date", *, otherwise):
    """Return the date the address names, such as ``?date=2026-11-24``; anything unreadable is ``otherwise``."""
    return date_of(request.GET.get(name, "")) or otherwise
