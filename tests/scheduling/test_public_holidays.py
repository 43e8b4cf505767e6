"""Public holidays of a country, in the words of the package."""

import datetime as dt

from django.utils import translation

from scheduling.public_holidays import country_choices, public_holidays, subdivisions


def names(country, subdivision="", year=2026):
    return {
        f"{one.day:%m-%d}": one.name for one in public_holidays(country=country, subdivision=subdivision, year=year)
    }


def test_the_days_of_a_year_come_in_order():
    days = [one.day for one in public_holidays(country="GB", subdivision="ENG", year=2026)]

    assert days == sorted(days)
    assert {day.year for day in days} == {2026}
    assert dt.date(2026, 12, 25) in days


def test_a_part_of_the_country_has_days_of_its_own():
    assert "08-31" in names("GB", "ENG")
    assert "08-31" not in names("GB", "SCT")
    assert "11-30" in names("GB", "SCT")


def test_a_country_or_a_part_nobody_knows_is_no_error():
    assert names("XX") == {}
    assert names("GB", "Kent") == names("GB")
    assert subdivisions("XX") == []


def test_names_are_in_the_readers_language_where_there_are_any():
    assert names("DE", "BE")["01-01"] == "New Year's Day"
    with translation.override("de"):
        assert names("DE", "BE")["01-01"] == "Neujahr"


def test_countries_are_named_and_in_order():
    choices = country_choices()

    assert ("GB", "United Kingdom") in choices
    assert [name.casefold() for _code, name in choices] == sorted(name.casefold() for _code, name in choices)
