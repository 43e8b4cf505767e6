"""Who came, who did not, who called off: the figures of a period, by specialty and doctor, by hour, by week."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q, Sum
from django.db.models.functions import ExtractIsoWeekDay

from dashboards.analytics.groups import Group, doctors, specialties
from dashboards.analytics.narrowing import Narrowing
from dashboards.analytics.periods import Period
from dashboards.analytics.shares import Share
from dashboards.models import DailyMetric, HourlyMetric
from scheduling.clinic_time import A_WEEK, ONE_DAY, monday_of
from scheduling.models import DaySupply

OUTCOMES = ("attended", "missed", "cancelled_late", "cancelled_in_time")
COUNTED: tuple[str, ...] = (*OUTCOMES, "attended_minutes")
WEEKS = 13
FREE = Sum("minutes_offered") - Sum("minutes_blocked")


@dataclass
class Counts:
    """How many appointments ended how, and how much of the offered time was used."""

    numbers: Counter[str] = field(default_factory=Counter)
    offered_minutes: int = 0

    @property
    def due(self):
        return self.numbers["attended"] + self.numbers["missed"]

    @property
    def agreed(self):
        """All that were agreed on: due or called off."""
        return sum(self.numbers[name] for name in OUTCOMES)

    @property
    def missed(self):
        return Share(self.numbers["missed"], self.due)

    @property
    def late(self):
        return Share(self.numbers["cancelled_late"], self.agreed)

    @property
    def used(self):
        """Hours seen of the hours offered. A visit beside the hours may make it more than all."""
        return Share(round(self.numbers["attended_minutes"] / 60), round(self.offered_minutes / 60))


@dataclass(frozen=True)
class Week:
    """Monday, and how the appointments of that week ended."""

    monday: dt.date
    counts: Counts

    @property
    def sunday(self):
        return self.monday + A_WEEK - ONE_DAY


@dataclass
class Attendance:
    """What the page shows, read from the metrics alone."""

    period: Period
    narrowing: Narrowing
    now: Counts
    before: Counts
    groups: list[Group]

    @cached_property
    def mean(self):
        return self.now.missed.percent

    @cached_property
    def hours(self):
        """``{(ISO weekday, hour): Share}`` of those missed."""
        specialty = self.narrowing.specialty
        rows = (
            HourlyMetric.objects.filter(
                specialty=specialty, day__range=(self.period.first, self.period.last), **self.narrowing.of_metrics
            )
            .order_by()
            .values_list(ExtractIsoWeekDay("day"), "hour")
            .annotate(missed=Sum("missed"), attended=Sum("attended"))
        )
        return {(weekday, hour): Share(missed, missed + attended) for weekday, hour, missed, attended in rows}

    @cached_property
    def weeks(self):
        """The weeks of the period, but the last thirteen at most and at least: one week alone shows no way it goes."""
        last = monday_of(self.period.last)
        first = last - A_WEEK * (WEEKS - 1)
        found: dict[dt.date, Counts] = {first + A_WEEK * number: Counts() for number in range(WEEKS)}
        rows = metrics_of(self.narrowing).filter(day__range=(first, self.period.last)).order_by().values_list("day")
        for day, *numbers in rows.annotate(*(Sum(name, default=0) for name in COUNTED)):
            found[monday_of(day)].numbers.update(dict(zip(COUNTED, numbers, strict=True)))
        supply = supply_of(self.narrowing, first, self.period.last)
        for day, minutes in supply.values_list("local_date").annotate(free=FREE):
            found[monday_of(day)].offered_minutes += minutes
        return [Week(monday, counts) for monday, counts in found.items()]

    @property
    def whole_weeks(self):
        """The weeks without the one that the period breaks off in: a part of a week would look like a fall."""
        return [week.counts for week in self.weeks if week.sunday <= self.period.last]


def attendance_of(period: Period, narrowing: Narrowing) -> Attendance:
    """Return the figures of ``period``. Seven queries with its hours and weeks, whatever there is to count."""
    by_doctor = counts_by_doctor(period, narrowing)
    now, before = total(by_doctor, 0), total(by_doctor, 1)
    groups = doctors(by_doctor) if narrowing.specialty else specialties(by_doctor, added)
    return Attendance(period, narrowing, now, before, in_order(groups))


def metrics_of(narrowing: Narrowing):
    return DailyMetric.objects.filter(**narrowing.of_metrics, **narrowing.practising)


def supply_of(narrowing: Narrowing, first: dt.date, last: dt.date):
    """Return what was offered on these days."""
    days = DaySupply.objects.filter(local_date__range=(first, last), **narrowing.of_all_rows, **narrowing.practising)
    return days.order_by()


def counts_by_doctor(
    period: Period, narrowing: Narrowing, columns: tuple[str, ...] = COUNTED
) -> dict[int, tuple[Counts, Counts]]:
    """Return what was counted of each doctor, in the period and in the one before. Two queries."""
    first, is_now = period.before.first, Q(day__gte=period.first)
    found: dict[int, tuple[Counts, Counts]] = defaultdict(lambda: (Counts(), Counts()))
    rows = metrics_of(narrowing).filter(day__range=(first, period.last)).order_by().values_list("doctor_id", is_now)
    for doctor, now, *numbers in rows.annotate(*(Sum(name, default=0) for name in columns)):
        found[doctor][0 if now else 1].numbers.update(dict(zip(columns, numbers, strict=True)))
    supply = supply_of(narrowing, first, period.last)
    for doctor, now, minutes in supply.values_list("doctor_id", Q(local_date__gte=period.first)).annotate(free=FREE):
        found[doctor][0 if now else 1].offered_minutes += minutes
    return found


def total(by_doctor, index: int) -> Counts:
    """Return the sum of what was counted of all: in the period (0), or before (1)."""
    return added(pair[index] for pair in by_doctor.values())


def added(several) -> Counts:
    sum_of = Counts()
    for counts in several:
        sum_of.numbers.update(counts.numbers)
        sum_of.offered_minutes += counts.offered_minutes
    return sum_of


def in_order(groups: list[Group]) -> list[Group]:
    """Most missed first; those of whom too little is known, last."""
    seen = [group for group in groups if group.now.agreed]
    return sorted(seen, key=lambda group: (not group.now.missed.is_told, -group.now.missed.percent, group.name))
