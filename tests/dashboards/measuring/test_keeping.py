"""Hours become days after a month, days go after 400; words few looked for go with the hours."""

import datetime as dt

import pytest

from dashboards import duties
from dashboards.measuring.adding import add_up
from dashboards.models import SearchMetric, Span, SystemMetric
from scheduling.search.asked import Asked
from tests.dashboards.test_duties import carried_out

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def measured(at, number=1, *, status=2, step=10):
    add_up(SystemMetric, {(at, "page", "scheduling:home", "GET", status, step): [number, number * 1000, number]})


def rows():
    return sorted(SystemMetric.objects.values_list("at", "span", "status", "step", "number"))


def test_hours_of_a_month_ago_become_days_of_the_clinics_and_young_ones_stay(now, clinic):
    long_ago = dt.datetime(2026, 9, 10, 22, tzinfo=dt.UTC)  # 11pm in London
    for hours, number in ((0, 1), (1, 2), (20, 4)):  # the 10th, and twice the 11th
        measured(long_ago + dt.timedelta(hours=hours), number)
    measured(long_ago + dt.timedelta(hours=2), 8, status=5)
    measured(now, 16)

    assert carried_out(duties.tidy_up_measurements(now), now) == "1 rows of measurements fewer."
    tenth, eleventh = (dt.datetime(2026, 9, day, 23, tzinfo=dt.UTC) for day in (9, 10))
    assert rows() == [
        (tenth, Span.DAY, 2, 10, 1),
        (eleventh, Span.DAY, 2, 10, 6),
        (eleventh, Span.DAY, 5, 10, 8),
        (now, Span.HOUR, 2, 10, 16),
    ]
    assert carried_out(duties.tidy_up_measurements(now), now) == "0 rows of measurements fewer."


def test_days_go_after_400(now, clinic):
    measured(now - 401 * DAY)
    measured(now - 399 * DAY, 2)

    carried_out(duties.tidy_up_measurements(now), now)

    assert SystemMetric.objects.get().number == 2


def test_words_few_looked_for_are_forgotten_with_the_hours(now, clinic):
    then = now - 40 * DAY
    for words, number in (("podiatrist", 10), ("my neighbour", 9), ("secret", 3)):
        add_up(SearchMetric, {(then, *Asked(words=words, found=False)): [number]})
    add_up(SearchMetric, {(now, *Asked(words="new word", found=False)): [1]})

    carried_out(duties.tidy_up_measurements(now), now)

    assert set(SearchMetric.objects.values_list("words", "number")) == {("podiatrist", 10), ("", 12), ("new word", 1)}
