"""
Demo data: how the system did, and what was searched for, in the weeks before the demo was made.

Nothing here was measured. The figures are chosen, the same for the same seed,
so that the pages of searches and of the system have a past to show.
"""

import datetime as dt
import random

from accounts.models import Specialty
from dashboards.demo.accounts import BATCH
from dashboards.measuring.histogram import step_of
from dashboards.models import SearchMetric, Span, SystemMetric
from scheduling.clinic_time import ONE_DAY, day_bounds, local_date
from scheduling.clocks_in_use import zone_of_most_clinics
from scheduling.models import Clinic, VisitType

DAYS = 91
WEEKDAYS = (1.2, 1.1, 1.0, 1.0, 0.9, 0.5, 0.4)
"""Monday first: how much busier than an ordinary day."""

PAGES = {
    "scheduling:home": (260, 0.018),
    "scheduling:results": (420, 0.085),
    "scheduling:doctor": (210, 0.05),
    "appointments:start": (45, 0.06),
    "appointments:list": (90, 0.035),
    "me:home": (70, 0.04),
    "doctor:today": (160, 0.045),
    "doctor:calendar": (120, 0.11),
    "admin:index": (25, 0.09),
}
"""How often on an ordinary day, and the seconds half of them take."""

DUTIES = {"publish_slots": (1, 2.4), "plan_reminders": (288, 0.03), "roll_up_metrics": (24, 0.4), "prune": (1, 0.9)}
SPREAD = (0.55, 0.8, 1.0, 1.3, 1.9, 3.4)
SHARES = (0.16, 0.22, 0.24, 0.2, 0.13, 0.05)
"""How the times lie around the middle: a few take three times as long."""

SEARCHES_A_DAY = 70
IN_VAIN = {"psychiatry": 0.22, "dermatology": 0.16}
USUALLY_IN_VAIN = 0.06
WORDS = ("podiatrist", "dentist", "hypnosis", "eye test")
ELSEWHERE, WITH_WORDS, WITHOUT_SPECIALTY = 0.05, 0.04, 0.25


def measure_the_past(*, now: dt.datetime, seed: int) -> None:
    """Write a row for each day up to yesterday, as the hours become in time."""
    chance, zone = random.Random(seed), zone_of_most_clinics()  # noqa: S311
    days = [local_date(now, zone) - ONE_DAY * back for back in range(DAYS, 0, -1)]
    begins = [day_bounds(day, zone)[0] for day in days]
    system = [row for at in begins for row in of_the_system(at, chance)]
    SystemMetric.objects.bulk_create(system, batch_size=BATCH)
    places = towns_and_fields()
    searches = [row for at in begins for row in of_searches(at, chance, places)]
    SearchMetric.objects.bulk_create(searches, batch_size=BATCH)


def of_the_system(at, chance):
    busy = WEEKDAYS[at.weekday()] * chance.uniform(0.85, 1.15)
    slow = chance.choice((1.0, 1.0, 1.0, 1.1, 1.5))
    for kind, all_of_kind in ((SystemMetric.Kind.PAGE, PAGES), (SystemMetric.Kind.DUTY, DUTIES)):
        for name, (often, middle) in all_of_kind.items():
            number = round(often * busy) if kind == SystemMetric.Kind.PAGE else often
            yield from of_one(at, kind, name, number, middle * slow)
            failed = chance.random() < number / 4000
            if failed and kind == SystemMetric.Kind.PAGE:
                yield row_of(at, kind, name, 5, step_of(middle), 1, middle)


def of_one(at, kind, name, number, middle):
    """The answers of a page on a day, over the steps of the histogram."""
    steps: dict[int, tuple[int, float]] = {}
    for spread, share in zip(SPREAD, SHARES, strict=True):
        many, seconds = round(number * share), middle * spread
        known, total = steps.get(step_of(seconds), (0, 0.0))
        if many:
            steps[step_of(seconds)] = (known + many, total + many * seconds)
    for step, (many, total) in steps.items():
        yield row_of(at, kind, name, 2, step, many, total)


def row_of(at, kind, name, status, step, number, seconds):
    is_page = kind == SystemMetric.Kind.PAGE
    return SystemMetric(
        at=at, span=Span.DAY, kind=kind, name=name, method="GET" if is_page else "", status=status, step=step,
        number=number, microseconds=int(seconds * 1_000_000), queries=8 * number if is_page else 0,
    )  # fmt: skip


def towns_and_fields():
    towns = sorted(set(Clinic.objects.values_list("city", flat=True)))
    return (
        towns,
        list(Specialty.objects.order_by("slug").values_list("slug", flat=True)),
        list(VisitType.objects.order_by("slug").values_list("slug", flat=True)),
    )


def of_searches(at, chance, places):
    """The searches of a day, those that asked for the same in one row."""
    sums: dict[tuple, int] = {}
    for _search in range(round(SEARCHES_A_DAY * WEEKDAYS[at.weekday()] * chance.uniform(0.8, 1.2))):
        key = one_search(chance, *places)
        sums[key] = sums.get(key, 0) + 1
    names = ("specialty", "city", "elsewhere", "modes", "has_days", "evening", "visit_type", "words", "found")
    for key, number in sums.items():
        yield SearchMetric(at=at, span=Span.DAY, number=number, **dict(zip(names, key, strict=True)))


def one_search(chance, towns, fields, kinds):
    if chance.random() < WITH_WORDS:
        return ("", "", False, "", False, False, "", chance.choice(WORDS), False)
    specialty = "" if chance.random() < WITHOUT_SPECIALTY else chance.choice(fields)
    elsewhere = chance.random() < ELSEWHERE
    city = "" if elsewhere or chance.random() < 0.4 else chance.choice(towns)
    modes, evening = chance.choice(("", "", "", "in_person", "video")), chance.random() < 0.12
    found = not elsewhere and chance.random() >= IN_VAIN.get(specialty, USUALLY_IN_VAIN) * (2 if evening else 1)
    kind = chance.choice(kinds) if found and chance.random() < 0.2 else ""
    return (specialty, city, elsewhere, modes, chance.random() < 0.3, evening, kind, "", found)
