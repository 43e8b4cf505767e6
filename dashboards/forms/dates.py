"""The date in the address of a page: read strictly, never trusted."""

import datetime as dt

from dashboards.forms.fields import FIRST_DAY, LAST_DAY


def date_in(request, name="date", *, otherwise):
    """Return the date the address names, such as ``?date=2026-11-24``; anything unreadable is ``otherwise``."""
    try:
        day = dt.date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise
    return day if FIRST_DAY <= day <= LAST_DAY else otherwise
