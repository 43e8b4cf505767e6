"""What was searched for in some days, and what in vain: sums alone, of nobody in particular."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Q, Sum
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from accounts.models import Specialty
from dashboards.analytics.attendance import Counts, Week
from dashboards.analytics.periods import Period
from dashboards.analytics.shares import TOO_FEW, Share
from dashboards.analytics.system import MOST_DAYS_ONE_BY_ONE, within_days
from dashboards.models import SearchMetric
from scheduling.clinic_time import ONE_DAY, day_bounds, monday_of, zone
from scheduling.models import VisitType
from scheduling.models.visit_type import Mode

MOST_WORDS = 20


@dataclass
class Group:
    """Searches that asked for the same; a share is of those that found no doctor."""

    name: str
    now: Share = field(default_factory=lambda: Share(0, 0))
    before: Share = field(default_factory=lambda: Share(0, 0))

    def add(self, *, is_now, found, number):
        share = self.now if is_now else self.before
        told = Share(share.part + (0 if found else number), share.whole + number)
        if is_now:
            self.now = told
        else:
            self.before = told

    def add_all(self, other):
        self.now = Share(self.now.part + other.now.part, self.now.whole + other.now.whole)
        self.before = Share(self.before.part + other.before.part, self.before.whole + other.before.whole)


@dataclass
class Searches:
    """What the page shows of a period. Seven queries, whatever was searched for."""

    period: Period
    all: Group
    specialties: list[Group]
    places: list[Group]
    wishes: list[Group]
    words: list[tuple[str, int]]
    stretches: list[Week]
    by_week: bool

    @property
    def is_empty(self):
        return not self.all.now.whole


def searches_of(period: Period, zone_name: str) -> Searches:
    """Return the searches of ``period``, whose days are those of ``zone_name``, beside those before."""
    both = Period(period.kind, period.before.first, period.last)
    rows = within_days(SearchMetric, both, zone_name)
    is_now = Q(at__gte=day_bounds(period.first, zone_name)[0])
    by_specialty = grouped_by(rows, is_now, "specialty")
    specialties = dict(Specialty.objects.values_list("slug", "name"))
    everything = Group(_("All"))
    for group in by_specialty.values():
        everything.add_all(group)
    by_week = period.days > MOST_DAYS_ONE_BY_ONE
    return Searches(
        period=period,
        all=everything,
        specialties=told(by_specialty, lambda slug: specialties.get(slug, slug) if slug else _("No specialty chosen")),
        places=told(grouped_by(rows, is_now, "city", "elsewhere"), name_of_place),
        wishes=wishes_of(rows, is_now),
        words=words_in_vain(period, zone_name),
        stretches=stretches_of(period, zone_name, by_week=by_week),
        by_week=by_week,
    )


def grouped_by(rows, is_now, *names):
    """Return the groups of ``rows`` by the values of ``names``, a single one by itself; one query."""
    found: dict = defaultdict(lambda: Group(""))
    for *key, now, has_found, number in rows.values_list(*names, is_now, "found").annotate(number=Sum("number")):
        found[key[0] if len(key) == 1 else tuple(key)].add(is_now=now, found=has_found, number=number)
    return found


def told(groups, name_of) -> list[Group]:
    """Return ``groups`` with their names, most searched for first; those below ten become one, at the end."""
    named, few = [], Group(_("Others, each asked for fewer than ten times"))
    for key, group in groups.items():
        if group.now.is_told:
            group.name = name_of(key)
            named.append(group)
        else:
            few.add_all(group)
    named.sort(key=lambda group: (-group.now.whole, group.name))
    return [*named, few] if few.now.whole else named


def name_of_place(key):
    city, elsewhere = key
    return city or (_("No town with a clinic") if elsewhere else _("No place, or several towns"))


def wishes_of(rows, is_now) -> list[Group]:
    """Return what else was asked for; a search with two wishes counts for both. Two queries."""
    kinds = dict(VisitType.objects.values_list("slug", "name"))
    found: dict[str, Group] = defaultdict(lambda: Group(""))
    for (modes, has_days, evening, kind), group in grouped_by(
        rows, is_now, "modes", "has_days", "evening", "visit_type"
    ).items():
        names = [str(Mode(mode).label) for mode in modes.split(", ") if mode in Mode]
        names += [_("On certain days")] * has_days + [_("In the evening")] * evening
        names += [kinds.get(kind, kind)] * bool(kind)
        for name in names:
            found[name].add_all(group)
    return told(found, str)


def words_in_vain(period, zone_name) -> list[tuple[str, int]]:
    """Return the words typed that found nobody and how often; none that fewer than ten searches had. One query."""
    rows = within_days(SearchMetric, period, zone_name).exclude(words="").values_list("words")
    often = rows.annotate(searches=Sum("number")).filter(searches__gte=TOO_FEW)
    return list(often.order_by("-searches", "words")[:MOST_WORDS])


def stretches_of(period, zone_name, *, by_week) -> list[Week]:
    """Return how many searches of each day, or week, found somebody and how many nobody. One query."""
    days = [period.first + ONE_DAY * number for number in range(period.days)]
    found = {(monday_of(day) if by_week else day): Counts(Counter()) for day in days}
    rows = within_days(SearchMetric, period, zone_name).values_list(TruncDate("at", tzinfo=zone(zone_name)), "found")
    for day, has_found, number in rows.annotate(number=Sum("number")):
        found[monday_of(day) if by_week else day].numbers["found" if has_found else "in_vain"] += number
    return [Week(first, counts) for first, counts in found.items()]
