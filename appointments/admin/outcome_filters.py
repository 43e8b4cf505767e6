"""Filters by which a figure of the analytics opens exactly the appointments it counts."""

import datetime as dt
import re

from django.contrib import admin
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.proposals.reading import made_on
from appointments.reading.first_answers import with_first_answer
from appointments.reading.given_back import GivenBackWhy, that_gave_back
from appointments.reading.outcomes import Outcome, on_days, starting, that_ended
from scheduling.clinic_time import is_in_reach
from scheduling.time_words import minute_clock, span_of_days


class OutcomeFilter(admin.SimpleListFilter):
    """How it ended."""

    title = gettext_lazy("how it ended")
    parameter_name = "outcome"

    def lookups(self, request, model_admin):
        return Outcome.choices

    def queryset(self, request, queryset):
        return that_ended(queryset, self.value()) if self.value() in Outcome.values else queryset


class AnswerFilter(admin.SimpleListFilter):
    """What began as a request."""

    title = gettext_lazy("request")
    parameter_name = "asked"
    DUE = "due"

    def lookups(self, request, model_admin):
        return [(self.DUE, _("Asked for, and due an answer"))]

    def queryset(self, request, queryset):
        return with_first_answer(queryset) if self.value() == self.DUE else queryset


class SaidInTheAddress(admin.SimpleListFilter):
    """A filter with no choices of its own: it shows the one it was given, so that it can be seen and taken off."""

    def lookups(self, request, model_admin):
        return [(self.value(), self.words(self.given))] if self.given else []

    @property
    def given(self):
        """What the address says, or ``None`` where it says nothing that could be meant."""
        return self.read(self.value() or "")


class DaysFilter(SaidInTheAddress):
    """From one day to another, both included, by each clinic's own date: ``days=2026-10-01..2026-10-31``."""

    title = gettext_lazy("days")
    parameter_name = "days"

    @staticmethod
    def written(first, last):
        return f"{first}..{last}"

    @staticmethod
    def read(value):
        try:
            first, last = (dt.date.fromisoformat(day) for day in value.split(".."))
        except ValueError:
            return None
        return (first, last) if first <= last and is_in_reach(first) and is_in_reach(last) else None

    @staticmethod
    def words(given):
        first, last = given
        return f"{span_of_days(first, last)} {last.year}"

    def queryset(self, request, queryset):
        return on_days(queryset, *self.given) if self.given else queryset


class MadeFilter(DaysFilter):
    """The same days, of when offers of another time were made."""

    title = gettext_lazy("made")
    parameter_name = "made_on"

    def queryset(self, request, queryset):
        return queryset.filter(made_on(*self.given)) if self.given else queryset


class StartFilter(SaidInTheAddress):
    """A weekday (1 is Monday) and the hour in which it starts there: ``start=1-8``."""

    title = gettext_lazy("start")
    parameter_name = "start"
    FORM = re.compile(r"([1-7])-(1?[0-9]|2[0-3])", re.ASCII)

    @staticmethod
    def written(weekday, hour):
        return f"{weekday}-{hour}"

    @classmethod
    def read(cls, value):
        found = cls.FORM.fullmatch(value)
        return (int(found[1]), int(found[2])) if found else None

    @staticmethod
    def words(given):
        weekday, hour = given
        return _("%(weekday)s from %(time)s") % {"weekday": WEEKDAYS[weekday - 1], "time": minute_clock(hour * 60)}

    def queryset(self, request, queryset):
        if not self.given:
            return queryset
        weekday, hour = self.given
        return starting(queryset, weekday=weekday, hour=hour)


class GivenBackFilter(SaidInTheAddress):
    """Whose time of those days was given back, and how: ``given_back=late:2026-10-01..2026-10-31``."""

    title = gettext_lazy("time given back")
    parameter_name = "given_back"

    @staticmethod
    def written(why, first, last):
        return f"{why}:{DaysFilter.written(first, last)}"

    @staticmethod
    def read(value):
        why, _colon, days = value.partition(":")
        given = DaysFilter.read(days)
        return (why, *given) if given and why in GivenBackWhy.values else None

    @staticmethod
    def words(given):
        why, *days = given
        return f"{GivenBackWhy(why).label}, {DaysFilter.words(days)}"

    def queryset(self, request, queryset):
        return that_gave_back(queryset, *self.given) if self.given else queryset
