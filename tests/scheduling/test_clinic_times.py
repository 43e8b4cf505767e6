"""Dates and times in words, on the clock of a place."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import translation

from accounts.languages import SPOKEN
from scheduling import time_words
from scheduling.models import Clinic

LONDON = "Europe/London"
NINE_TWENTY = dt.datetime(2026, 11, 25, 9, 20, tzinfo=dt.UTC)


def at(hour, minute=0):
    return dt.datetime(2026, 11, 25, hour, minute, tzinfo=dt.UTC)


def printed(source, **context):
    return Template("{% load clinic_times %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (at(9, 20), "9:20am"),
        (at(9), "9:00am"),
        (at(12), "midday"),
        (at(12, 20), "12:20pm"),
        (at(17), "5:00pm"),
        (at(0), "midnight"),
        (at(0, 5), "12:05am"),
        (at(23, 59), "11:59pm"),
    ],
)
def test_the_time_of_an_appointment_always_has_its_minutes(moment, words):
    assert time_words.clock(moment, LONDON) == words


@pytest.mark.parametrize(
    ("moment", "words"), [(at(9), "9am"), (at(9, 20), "9:20am"), (at(12), "midday"), (at(17), "5pm"), (at(10), "10am")]
)
def test_a_sentence_leaves_full_hours_short(moment, words):
    assert time_words.short_clock(moment, LONDON) == words


def test_filters_print_the_clock_of_a_zone_or_of_a_clinic():
    page = "{{ start|clock:zone }} {{ start|clock:clinic }} {{ start|day_and_time:clinic }}"
    clinic = Clinic(time_zone="America/New_York")

    assert printed(page, start=NINE_TWENTY, zone=LONDON, clinic=clinic) == "9:20am 4:20am Wed 25 Nov, 4:20am"


def test_the_day_is_the_day_of_the_zone():
    late = at(2)

    assert printed("{{ start|short_day:zone }}", start=late, zone="America/New_York") == "Tue 24 Nov"


def test_days_are_written_short_spoken_and_long():
    page = "{{ day|short_day }}; {{ day|spoken_day }}; {{ day|long_day }}"

    assert printed(page, day=dt.date(2026, 11, 25)) == "Wed 25 Nov; Wednesday 25 November; Wednesday 25 November 2026"


def test_a_time_of_day_has_no_zone():
    page = "{{ starts|wall_clock }} – {{ ends|wall_clock }}"

    assert printed(page, starts=dt.time(9, 20), ends=dt.time(0)) == "9:20am – midnight"


def test_a_missing_moment_prints_nothing():
    assert printed("[{{ start|clock:zone }}{{ start|day_and_time:zone }}]", start=None, zone=LONDON) == "[]"


def test_today_and_tomorrow_are_added_never_alone():
    today = dt.date(2026, 11, 24)

    assert time_words.day_heading(today, today=today) == ("Today", "Tue 24 Nov")
    assert time_words.day_heading(dt.date(2026, 11, 25), today=today) == ("Tomorrow", "Wed 25 Nov")
    assert time_words.day_heading(dt.date(2026, 11, 26), today=today) == ("Thu", "26 Nov")


def test_a_week_names_its_month_once():
    first = dt.date(2026, 11, 23)

    assert time_words.span_of_days(first, dt.date(2026, 11, 29)) == "23 to 29 November"
    assert time_words.span_of_days(dt.date(2026, 11, 30), dt.date(2026, 12, 6)) == "30 November to 6 December"
    assert time_words.span_of_days(first, dt.date(2026, 11, 29), short=True) == "23 to 29 Nov"


@pytest.mark.parametrize(
    ("language", "clock", "day"),
    [
        ("fr", "09:20", "mercredi 25 novembre 2026"),
        ("pl", "09:20", "środa, 25 listopada 2026"),
        ("de", "09:20", "Mittwoch, 25. November 2026"),
    ],
)
def test_other_languages_have_their_own_order_and_24_hours(language, clock, day):
    with translation.override(language):
        assert time_words.clock(NINE_TWENTY, LONDON) == clock
        assert time_words.long_day(NINE_TWENTY, LONDON) == day


@pytest.mark.parametrize("language", SPOKEN)
def test_no_language_fails(language):
    day = dt.date(2026, 11, 25)
    with translation.override(language):
        assert all(
            [
                time_words.clock(NINE_TWENTY, LONDON),
                time_words.short_day(day),
                time_words.spoken_day(day),
                time_words.long_day(day),
                *time_words.day_heading(day, today=dt.date(2026, 1, 1)),
                time_words.span_of_days(day, day + dt.timedelta(days=6)),
            ]
        )


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="without a zone"):
        time_words.clock(dt.datetime(2026, 11, 25, 9, 20), LONDON)  # noqa: DTZ001 - that is the point
