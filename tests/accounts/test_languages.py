"""The names of languages."""

import pytest

from accounts.languages import full_name, interface_choices, local_name, own_name, spoken_choices


@pytest.mark.parametrize(
    ("code", "own", "local"),
    [
        ("pl", "Polski", "Polish"),
        ("en-gb", "English", "English"),
        ("ar", "العربية", "Arabic"),
        ("zh", "中文", "Chinese"),
        ("tlh", "tlh", "tlh"),
        ("", "", ""),
    ],
)
def test_names_a_language_as_its_speakers_and_as_the_reader_do(code, own, local):
    assert (own_name(code), local_name(code)) == (own, local)


def test_says_a_name_once_where_both_are_the_same():
    assert full_name("en-gb") == "English"
    assert full_name("pl") == "Polski (Polish)"


def test_offers_each_language_under_both_names_by_the_one_the_reader_knows():
    choices = spoken_choices(including=["en-gb"])
    labels = [label for _code, label in choices]

    assert ("pl", "Polski (Polish)") in choices
    assert ("en", "English") in choices
    assert labels.index("العربية (Arabic)") < labels.index("Polski (Polish)")
    assert len({code for code, _label in choices}) == len(choices)


def test_offers_the_pages_in_the_languages_they_are_translated_into():
    assert interface_choices() == [("en-gb", "English")]
