"""The stretch of days a page of figures is about, and the one before it to compare with."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.calendar_months import months_after
from scheduling.clinic_time import ONE_DAY
from scheduling.time_words import span_of_days

MOST_DAYS = 1100
"""Three years: more is no question about the clinic's days any more."""


class Kind(models.TextChoices):
    WEEK = "week", gettext_lazy("7 days")
    MONTH = "month", gettext_lazy("Last month")
    QUARTER = "quarter", gettext_lazy("3 months")
    YEAR = "year", gettext_lazy("Year")
    DATES = "dates", gettext_lazy("Dates")


@dataclass(frozen=True)
class Period:
    """From ``first`` to ``last``, both included, on the clock of each clinic."""

    kind: str
    first: dt.date
    last: dt.date

    @property
    def days(self):
        return (self.last - self.first).days + 1

    @property
    def before(self):
        """The stretch just before it: whole months before whole months, else as many days."""
        last = self.first - ONE_DAY
        if self.kind in MONTHS:
            return Period(self.kind, months_before(self.first, MONTHS[self.kind]), last)
        return Period(self.kind, self.first - ONE_DAY * self.days, last)

    @property
    def words(self):
        """``1 to 31 October 2026``."""
        if self.first.year == self.last.year:
            return f"{span_of_days(self.first, self.last)} {self.last.year}"
        days = {"first": date_format(self.first, "j F Y"), "last": date_format(self.last, "j F Y")}
        return _("%(first)s to %(last)s") % days


MONTHS = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.YEAR: 12}


def months_before(day: dt.date, number: int) -> dt.date:
    """Return the first day of the month ``number`` months before that of ``day``."""
    return months_after(day.replace(day=1), -number)


def period_of(kind: str, *, today: dt.date, first: dt.date | None = None, last: dt.date | None = None) -> Period:
    """
    Return the period people mean by ``kind``: whole days that are over, whole months that are over.

    ``dates`` is from ``first`` to ``last``; whatever is not known is the last month.
    """
    if kind == Kind.DATES and first and last:
        return Period(kind, first, last)
    if kind == Kind.WEEK:
        return Period(kind, today - ONE_DAY * 7, today - ONE_DAY)
    kind = kind if kind in MONTHS else Kind.MONTH
    this_month = today.replace(day=1)
    return Period(kind, months_before(this_month, MONTHS[kind]), this_month - ONE_DAY)


def name_of(before: Period) -> str:
    """Return what the period before is called in a comparison: ``September 2026``, ``the 3 months before``."""
    match before.kind:
        case Kind.MONTH:
            return date_format(before.first, "F Y")
        case Kind.QUARTER:
            return _("the 3 months before")
        case Kind.YEAR:
            return _("the year before")
    return ngettext("the day before", "the %(days)s days before", before.days) % {"days": before.days}
