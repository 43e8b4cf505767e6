"""How long people wait: for a first visit, from booking to visit, for an answer to what they asked for."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Case, Count, F, Q, Sum, Value, When

from appointments.models import Proposal
from appointments.proposals.reading import made_on
from dashboards.analytics.attendance import WEEKS
from dashboards.analytics.groups import Group, doctors, specialties
from dashboards.analytics.narrowing import Narrowing
from dashboards.analytics.periods import Period
from dashboards.analytics.shares import TOO_FEW, Share
from dashboards.analytics.steps import hours, whole_days
from dashboards.models import AccessSample, WaitMetric
from scheduling.clinic_time import A_WEEK, monday_of

Kind = WaitMetric.Kind
HALF, NINE_IN_TEN = 50, 90
ENOUGH_MORNINGS = 5
"""A working week of one doctor. They are no people, so there is nobody to hide: fewer would just be chance."""


@dataclass
class Mornings:
    """On how many mornings of a doctor the third free first visit was so many days away; ``None`` is none in reach."""

    counts: Counter[int | None] = field(default_factory=Counter)

    @property
    def number(self):
        return sum(self.counts.values())

    @property
    def is_told(self):
        return self.number >= ENOUGH_MORNINGS

    @property
    def none_free(self):
        return self.counts[None]

    @property
    def median(self) -> int | None:
        """The days in the middle; ``None`` where half of the mornings or more had none free."""
        wanted = (self.number + 1) // 2
        for days in sorted(days for days in self.counts if days is not None):
            wanted -= self.counts[days]
            if wanted <= 0:
                return days
        return None


@dataclass
class Waits:
    """How long somebody's patients waited."""

    leads: Counter[int] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    in_time: Counter[int] = field(default_factory=Counter)
    mornings: Mornings = field(default_factory=Mornings)

    def of(self, kind):
        return {Kind.LEAD: self.leads, Kind.ANSWER: self.answers, Kind.IN_TIME: self.in_time}[kind]

    @property
    def due(self):
        return sum(self.leads.values())

    @property
    def lead(self):
        """The median of the days from booking to visit; ``None`` of too few."""
        return whole_days(self.leads, HALF) if self.due >= TOO_FEW else None

    @property
    def long_lead(self):
        """The days nine in ten waited at most; ``None`` of too few."""
        return whole_days(self.leads, NINE_IN_TEN) if self.due >= TOO_FEW else None

    @property
    def answered(self):
        return sum(self.answers.values())

    @property
    def answer(self):
        """The median of the hours to an answer; ``None`` of too few."""
        return hours(self.answers, HALF) if self.answered >= TOO_FEW else None

    @property
    def promptly(self):
        """Answered within one working day, of all that were due an answer."""
        return Share(self.in_time[1], sum(self.in_time.values()))

    @property
    def late(self):
        return Share(self.in_time[0], sum(self.in_time.values()))


@dataclass
class Access:
    """What the page shows: metrics and samples alone, and the offers of another time."""

    period: Period
    narrowing: Narrowing
    now: Waits
    before: Waits
    groups: list[Group]

    @property
    def has_mornings(self):
        """Samples are of first visits: another kind of visit has none."""
        return self.narrowing.visit_type is None

    @property
    def is_empty(self):
        return not (self.now.due or self.now.promptly.whole or self.now.mornings.number)

    @cached_property
    def offers(self):
        """The offers of another time made in the period, and before: how many were taken, of all. One query."""
        before = self.period.before
        narrowed = {f"appointment__{name}": value for name, value in self.narrowing.of_metrics.items()}
        narrowed |= {f"appointment__{name}": value for name, value in self.narrowing.practising.items()}
        is_now, was = made_on(self.period.first, self.period.last), made_on(before.first, before.last)
        taken = Q(status=Proposal.Status.ACCEPTED)
        found = Proposal.objects.filter(is_now | was, **narrowed).aggregate(
            now=Count("pk", filter=is_now),
            now_taken=Count("pk", filter=is_now & taken),
            before=Count("pk", filter=was),
            before_taken=Count("pk", filter=was & taken),
        )
        return Share(found["now_taken"], found["now"]), Share(found["before_taken"], found["before"])

    @cached_property
    def mondays(self):
        last = monday_of(self.period.last)
        return [last - A_WEEK * number for number in range(WEEKS - 1, -1, -1)]

    @cached_property
    def weeks(self) -> dict[int, list[Mornings]]:
        """The mornings of each specialty, or doctor, of the thirteen weeks up to the period's last, by its key."""
        key = F("doctor_id") if self.narrowing.specialty else F("doctor__specialties")
        rows = (
            samples_of(self.narrowing)
            .filter(day__range=(self.mondays[0], self.period.last))
            .order_by()
            .values_list(key, self._week, "days")
            .annotate(number=Count("pk"))
        )
        found: dict[int, list[Mornings]] = defaultdict(lambda: [Mornings() for _week in range(WEEKS)])
        for whose, week, days, number in rows:
            found[whose][week].counts[days] += number
        return dict(found)

    @property
    def _week(self):
        """Which of the weeks a sample lies in. Compared by the database: SQLite would ask Python for ``TruncWeek``."""
        newest_first = reversed(list(enumerate(self.mondays)))
        return Case(*(When(day__gte=monday, then=Value(number)) for number, monday in newest_first))


def access_of(period: Period, narrowing: Narrowing) -> Access:
    """Return the waits of ``period``. Eight queries with its weeks and offers, whatever there is to count."""
    by_doctor = waits_by_doctor(period, narrowing)
    now, before = added(pair[0] for pair in by_doctor.values()), waits_before(period.before, narrowing)
    groups = doctors(by_doctor) if narrowing.specialty else specialties(by_doctor, added)
    return Access(period, narrowing, now, before, in_order(groups))


def waits_by_doctor(period: Period, narrowing: Narrowing) -> dict[int, tuple[Waits, Waits]]:
    """Return the waits of each doctor; those before are asked for in one sum, and so empty here."""
    found: dict[int, tuple[Waits, Waits]] = defaultdict(lambda: (Waits(), Waits()))
    rows = metrics_of(narrowing, period).values_list("doctor_id", "kind", "step").annotate(many=Sum("number"))
    for doctor, kind, step, many in rows:
        found[doctor][0].of(kind)[step] += many
    if narrowing.visit_type is None:
        mornings = samples_of(narrowing).filter(day__range=(period.first, period.last)).order_by()
        for doctor, days, many in mornings.values_list("doctor_id", "days").annotate(many=Count("pk")):
            found[doctor][0].mornings.counts[days] += many
    return found


def waits_before(period: Period, narrowing: Narrowing) -> Waits:
    waits = Waits()
    for kind, step, many in metrics_of(narrowing, period).values_list("kind", "step").annotate(many=Sum("number")):
        waits.of(kind)[step] += many
    if narrowing.visit_type is None:
        mornings = samples_of(narrowing).filter(day__range=(period.first, period.last)).order_by()
        for days, many in mornings.values_list("days").annotate(many=Count("pk")):
            waits.mornings.counts[days] += many
    return waits


def metrics_of(narrowing: Narrowing, period: Period):
    found = WaitMetric.objects.filter(**narrowing.of_metrics, **narrowing.practising)
    return found.filter(day__range=(period.first, period.last)).order_by()


def samples_of(narrowing: Narrowing):
    return AccessSample.objects.filter(**narrowing.of_all_rows, **narrowing.practising)


def added(several) -> Waits:
    sum_of = Waits()
    for waits in several:
        sum_of.leads.update(waits.leads)
        sum_of.answers.update(waits.answers)
        sum_of.in_time.update(waits.in_time)
        sum_of.mornings.counts.update(waits.mornings.counts)
    return sum_of


def in_order(groups: list[Group]) -> list[Group]:
    """The longest wait for a first visit first, then the longest from booking to visit; the unknown last."""

    def key(group):
        mornings, lead = group.now.mornings, group.now.lead
        days = (float("inf") if mornings.median is None else mornings.median) if mornings.is_told else -1
        return -days, -(lead.length if lead else -1), group.name

    return sorted(groups, key=key)
