"""How the system did in some days: how long pages and duties took, what failed, what was slow in the database."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Sum
from django.db.models.functions import TruncDate

from dashboards.analytics.attendance import Counts, Week
from dashboards.analytics.page_words import page_words
from dashboards.analytics.periods import Period
from dashboards.analytics.shares import TOO_FEW, Share
from dashboards.measuring.histogram import percentile
from dashboards.models import SlowStatement, SystemMetric
from scheduling.clinic_time import ONE_DAY, day_bounds, monday_of, zone

REFUSED, FAILED = 4, 5
MOST_DAYS_ONE_BY_ONE = 31
MOST_STATEMENTS = 10


@dataclass
class Figures:
    """Of a page, a duty, a stretch of days, or all: how often, how long, how it ended."""

    steps: Counter[int] = field(default_factory=Counter)
    ends: Counter[int] = field(default_factory=Counter)
    microseconds: int = 0
    queries: int = 0

    def add(self, *, status, step, number, microseconds=0, queries=0):
        self.steps[step] += number
        self.ends[status] += number
        self.microseconds += microseconds
        self.queries += queries

    @property
    def number(self):
        return self.ends.total()

    @property
    def failed(self):
        return Share(self.ends[FAILED], self.number)

    @property
    def refused(self):
        return Share(self.ends[REFUSED], self.number)

    @property
    def is_told(self):
        """Whether there are enough for a percentile to mean anything."""
        return self.number >= TOO_FEW

    def within(self, percent):
        """Return the milliseconds within which ``percent`` of 100 were answered; ``None`` where too few were."""
        seconds = percentile(self.steps, percent) if self.is_told else None
        return None if seconds is None else 1000 * seconds

    @property
    def half(self):
        return self.within(50)

    @property
    def most(self):
        return self.within(95)

    @property
    def nearly_all(self):
        return self.within(99)

    @property
    def queries_each(self):
        return self.queries / self.number if self.number else 0


@dataclass(frozen=True)
class Row:
    """A page or a duty by its ``name``, with what it is called, now and in the days before."""

    name: str
    words: str
    now: Figures
    before: Figures


@dataclass(frozen=True)
class Stretch:
    """A day, or the week that begins on ``first``."""

    first: dt.date
    figures: Figures


@dataclass(frozen=True)
class Statement:
    """A slow statement of a page: ``seconds`` are those of all its runs that were slow."""

    page: str
    text: str
    number: int
    seconds: float

    @property
    def mean(self):
        return 1000 * self.seconds / self.number


@dataclass
class System:
    """What the page shows of a period. Five queries. ``only`` is the page whose days and statements are asked for."""

    period: Period
    now: Figures
    before: Figures
    pages: list[Row]
    only: Row | None
    duties: dict[str, Row]
    stretches: list[Stretch]
    by_week: bool
    statements: list[Statement]

    @property
    def hours(self):
        return self.period.days * 24


def system_of(period: Period, zone_name: str, page_name: str = "") -> System:
    """
    Return the figures of ``period``, whose days are those of ``zone_name``.

    Where the page called ``page_name`` was measured, days and slow statements are its own.
    """
    now, before = by_name(period, zone_name), by_name(period.before, zone_name)
    page, duty = SystemMetric.Kind.PAGE, SystemMetric.Kind.DUTY
    rows = [
        Row(name, page_words(name), figures, before.get((page, name), Figures()))
        for (kind, name), figures in now.items()
        if kind == page
    ]
    only = next((row for row in rows if page_name and row.name == page_name), None)
    by_week = period.days > MOST_DAYS_ONE_BY_ONE
    return System(
        period=period,
        now=total(figures for (kind, _name), figures in now.items() if kind == page),
        before=total(figures for (kind, _name), figures in before.items() if kind == page),
        pages=sorted(rows, key=lambda row: (-(row.now.most or 0), -row.now.number, row.words)),
        only=only,
        duties={
            name: Row(name, name, figures, before.get((duty, name), Figures()))
            for (kind, name), figures in now.items()
            if kind == duty
        },
        stretches=stretches_of(period, zone_name, by_week=by_week, only=only),
        by_week=by_week,
        statements=slowest_statements(period, zone_name, only=only),
    )


def within_days(model, period: Period, zone_name: str, only: Row | None = None):
    """Return the rows of ``model`` of the days of ``period``, of one page ``only`` or of all."""
    first, end = day_bounds(period.first, zone_name)[0], day_bounds(period.last, zone_name)[1]
    of_page = {"name": only.name} if only else {}
    return model.objects.filter(at__gte=first, at__lt=end, **of_page).order_by()


def by_name(period: Period, zone_name: str) -> dict[tuple[str, str], Figures]:
    """Return the figures of each page and duty, by ``(kind, name)``; one query."""
    found: dict[tuple[str, str], Figures] = defaultdict(Figures)
    rows = (
        within_days(SystemMetric, period, zone_name)
        .values_list("kind", "name", "status", "step")
        .annotate(Sum("number"), Sum("microseconds"), Sum("queries"))
    )
    for kind, name, status, step, number, microseconds, queries in rows:
        found[kind, name].add(status=status, step=step, number=number, microseconds=microseconds, queries=queries)
    return dict(found)


def total(many) -> Figures:
    """Return the figures of ``many`` together: steps add up, percentiles would not."""
    all_of_them = Figures()
    for figures in many:
        all_of_them.steps.update(figures.steps)
        all_of_them.ends.update(figures.ends)
        all_of_them.microseconds += figures.microseconds
        all_of_them.queries += figures.queries
    return all_of_them


def since(moment: dt.datetime) -> Figures:
    """Return the figures of all pages from the hour of ``moment`` on; one query."""
    found = Figures()
    began = moment.replace(minute=0, second=0, microsecond=0)
    rows = SystemMetric.objects.filter(kind=SystemMetric.Kind.PAGE, at__gte=began).order_by()
    for status, step, number in rows.values_list("status", "step").annotate(Sum("number")):
        found.add(status=status, step=step, number=number)
    return found


def stretches_of(period: Period, zone_name: str, *, by_week: bool, only: Row | None) -> list[Stretch]:
    """Return the figures of each day, or of each week that ``period`` touches; those without any are empty."""
    days = [period.first + ONE_DAY * number for number in range(period.days)]
    found = {(monday_of(day) if by_week else day): Figures() for day in days}
    rows = (
        within_days(SystemMetric, period, zone_name, only)
        .filter(kind=SystemMetric.Kind.PAGE)
        .values_list(TruncDate("at", tzinfo=zone(zone_name)), "status", "step")
        .annotate(Sum("number"))
    )
    for day, status, step, number in rows:
        found[monday_of(day) if by_week else day].add(status=status, step=step, number=number)
    return [Stretch(first, figures) for first, figures in found.items()]


def most_in_milliseconds(figures: Figures) -> Counter[str]:
    """Return what the chart of quickness draws; too few draw nothing."""
    return Counter(most=round(figures.most or 0))


def failed_of_a_thousand(figures: Figures) -> Counter[str]:
    """Return what the chart of failures draws; too few draw nothing."""
    return Counter(failed=round(10 * figures.failed.percent) if figures.is_told else 0)


def weeks_of(stretches: list[Stretch], drawn) -> list[Week]:
    """Return ``stretches`` as the drawing of columns takes them, ``drawn(figures)`` of each."""
    return [Week(stretch.first, Counts(drawn(stretch.figures))) for stretch in stretches]


def slowest_statements(period: Period, zone_name: str, *, only: Row | None) -> list[Statement]:
    """Return the statements that cost the most, ten at most."""
    rows = (
        within_days(SlowStatement, period, zone_name, only)
        .values("name", "statement")
        .annotate(times=Sum("number"), took=Sum("microseconds"))
        .order_by("-took", "name", "statement")
    )
    return [
        Statement(page_words(row["name"]), row["statement"], row["times"], row["took"] / 1_000_000)
        for row in rows[:MOST_STATEMENTS]
    ]
