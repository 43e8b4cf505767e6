"""A date of which only the year may be known."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from accounts.forms.partial_date import PartialDateField, as_words


@pytest.fixture(autouse=True)
def _today(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("2019", "2019"),
        (" 2019 ", "2019"),
        ("March 2019", "2019-03"),
        ("mar 2019", "2019-03"),
        ("3/2019", "2019-03"),
        ("12 March 2019", "2019-03-12"),
        ("12.3.2019", "2019-03-12"),
        ("2019-03-12", "2019-03-12"),
        ("November 2026", "2026-11"),
        ("2026", "2026"),
    ],
)
def test_keeps_as_much_as_is_known(typed, kept):
    assert PartialDateField().clean(typed) == kept


@pytest.mark.parametrize("typed", ["19", "soon", "13/2019", "30 2 2019", "1 2 3 2019", "1700", "March 19", "2019-3-x"])
def test_refuses_what_is_no_date(typed):
    with pytest.raises(ValidationError, match="Enter a year"):
        PartialDateField().clean(typed)


@pytest.mark.parametrize("typed", ["2027", "December 2026", "26 November 2026"])
def test_refuses_the_future(typed):
    with pytest.raises(ValidationError, match="in the past"):
        PartialDateField().clean(typed)


def test_takes_tomorrow_for_those_who_live_east_of_here():
    assert PartialDateField().clean("25 11 2026") == dt.date(2026, 11, 25).isoformat()


@pytest.mark.parametrize(
    ("kept", "words"), [("2019", "2019"), ("2019-03", "March 2019"), ("2019-03-12", "12 March 2019")]
)
def test_is_said_in_words(kept, words):
    assert as_words(kept) == words
    assert PartialDateField().prepare_value(kept) == words
    assert PartialDateField().clean(words) == kept
