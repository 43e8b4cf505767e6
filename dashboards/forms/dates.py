"""The date in the address of a page: read strictly, never trusted."""

import datetime as dt

FIRST, LAST = dt.date(2000, 1, 1), dt.date(2199, 12, 31)


def date_in(request, name="date", *, otherwise):
    """Return the date the address names, such as ``?date=2026-11-24``; anything unreadable is ``otherwise``."""
    try:
        day = dt.date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise
    return day if FIRST <= day <= LAST else otherwise
