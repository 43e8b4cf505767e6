"""The date in the address of a page: read strictly, never trusted."""

import datetime as dt

from scheduling.clinic_time import is_in_reach


def date_in(request, name="date", *, otherwise):
    """Return the date the address names, such as ``?date=2026-11-24``; anything unreadable is ``otherwise``."""
    try:
        day = dt.date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise
    return day if is_in_reach(day) else otherwise
