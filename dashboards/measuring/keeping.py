"""How long measurements are kept: by the hour for a month, by the day for a little more than a year."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Min, Sum

from accounts.contention import in_one_transaction
from dashboards.analytics.shares import TOO_FEW
from dashboards.measuring.adding import SUMS, TOLD, add_up
from dashboards.models import SearchMetric, Span
from scheduling.clinic_time import day_bounds, local_date

HOURS_KEPT = dt.timedelta(days=30)
KEPT = dt.timedelta(days=400)


def tidy_measurements(*, now: dt.datetime, zone: str) -> Iterator[int]:
    """
    Roll up the hours of more than 30 days ago into days of ``zone``, one by one; delete the days of more than 400 ago.

    Yields how many rows are gone after each step. Words that fewer than ten
    searches had by then are forgotten with the hours.
    """
    for model in TOLD:
        gone, _by_model = model._default_manager.filter(at__lt=now - KEPT).delete()
        yield gone
        begins, _ends = day_bounds(local_date(now - HOURS_KEPT, zone), zone)
        hours = model._default_manager.filter(span=Span.HOUR, at__lt=begins)
        while first := hours.aggregate(first=Min("at"))["first"]:
            yield roll_up_day(model=model, day=local_date(first, zone), zone=zone)


@in_one_transaction()
def roll_up_day(*, model, day: dt.date, zone: str) -> int:
    """Make one row of the hours of ``day`` that differ in nothing else; return how many rows fewer there are."""
    begins, ends = day_bounds(day, zone)
    rows = model._default_manager.filter(at__gte=begins, at__lt=ends)
    told = TOLD[model][1:]
    kept_words = words_often_asked() if model is SearchMetric else set()
    sums: dict[tuple, list[int]] = defaultdict(lambda: [0] * len(SUMS[model]))
    for row in rows.order_by().values(*told).annotate(**{f"{name}_of_day": Sum(name) for name in SUMS[model]}):
        if model is SearchMetric and row["words"] not in kept_words:
            row["words"] = ""
        known = sums[begins, *(row[name] for name in told)]
        for place, name in enumerate(SUMS[model]):
            known[place] += row[f"{name}_of_day"]
    gone, _by_model = rows.delete()
    add_up(model, sums, span=Span.DAY)
    return gone - len(sums)


def words_often_asked() -> set[str]:
    """Return the words that enough searches had in vain to be shown at all."""
    asked = SearchMetric.objects.exclude(words="").order_by().values("words").annotate(searches=Sum("number"))
    return set(asked.filter(searches__gte=TOO_FEW).values_list("words", flat=True))
