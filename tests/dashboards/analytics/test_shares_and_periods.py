"""What a share may say, and which days people mean."""

import datetime as dt

import pytest

from dashboards.analytics.periods import Period, name_of, period_of
from dashboards.analytics.shares import Share

TODAY = dt.date(2026, 11, 24)


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(57, 512, 8.7, 14.2), (10, 100, 5.5, 17.4), (0, 20, 0.0, 16.1), (20, 20, 83.9, 100.0)],
)
def test_the_likely_range_is_the_score_interval(part, whole, low, high):
    """The figures of any table of Wilson's interval; the first is the mock-up's dermatology."""
    share = Share(part, whole)

    assert (round(share.low, 1), round(share.high, 1)) == (low, high)


def test_few_are_told_nothing_and_a_hundred_are_certain_enough():
    assert not Share(3, 9).is_told
    assert Share(3, 10).is_told
    assert Share(3, 99).is_uncertain
    assert not Share(3, 100).is_uncertain
    assert Share(0, 0).percent == 0


def test_clearly_above_is_what_chance_does_not_explain_and_stricter_among_many():
    assert Share(57, 512).is_clearly_above(6.4)
    assert not Share(34, 371).is_clearly_above(8.0)
    assert not Share(9, 9).is_clearly_above(6.4)
    assert Share(3, 11).is_clearly_above(5.6)
    assert not Share(3, 11).is_clearly_above(5.6, among=60)


def test_two_shares_differ_where_their_ranges_have_nothing_in_common():
    assert Share(50, 1000).clearly_differs_from(Share(100, 1000))
    assert not Share(50, 1000).clearly_differs_from(Share(60, 1000))


@pytest.mark.parametrize(
    ("kind", "first", "last", "before_first", "before_last"),
    [
        ("week", "2026-11-17", "2026-11-23", "2026-11-10", "2026-11-16"),
        ("month", "2026-10-01", "2026-10-31", "2026-09-01", "2026-09-30"),
        ("quarter", "2026-08-01", "2026-10-31", "2026-05-01", "2026-07-31"),
        ("year", "2025-11-01", "2026-10-31", "2024-11-01", "2025-10-31"),
        ("nonsense", "2026-10-01", "2026-10-31", "2026-09-01", "2026-09-30"),
    ],
)
def test_periods_are_whole_days_and_months_that_are_over(kind, first, last, before_first, before_last):
    period = period_of(kind, today=TODAY)

    assert (period.first, period.last) == (day(first), day(last))
    assert (period.before.first, period.before.last) == (day(before_first), day(before_last))


def test_dates_are_compared_with_as_many_days_before():
    period = period_of("dates", today=TODAY, first=day("2026-11-02"), last=day("2026-11-04"))

    assert period.before == Period("dates", day("2026-10-30"), day("2026-11-01"))
    assert name_of(period.before) == "the 3 days before"


def test_periods_have_names():
    assert period_of("month", today=TODAY).words == "1 to 31 October 2026"
    assert name_of(period_of("month", today=TODAY).before) == "September 2026"
    assert period_of("year", today=TODAY).words == "1 November 2025 to 31 October 2026"
