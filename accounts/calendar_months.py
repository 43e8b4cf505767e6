"""Months as people count them: a month after 31 January is 28 February, and no term ends later than said."""

import calendar
import datetime as dt
from typing import TypeVar

Day = TypeVar("Day", dt.date, dt.datetime)


def months_after(day: Day, months: int) -> Day:
    """Return ``day`` moved by ``months``, which may be negative; the last of a month where it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=years, month=month + 1, day=min(day.day, calendar.monthrange(years, month + 1)[1]))
