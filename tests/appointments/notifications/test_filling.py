"""Names in braces, filled in; nothing else in a text means anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.notifications.texts.filling import BraceAlone, filled, names_in


def test_names_are_filled_in():
    assert filled("We asked {doctor} for {time}.", {"doctor": "Dr Osei", "time": "9:20am"}) == (
        "We asked Dr Osei for 9:20am."
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{doctor} said yes", "Your doctor said yes"),
        ("Sorry. {doctor} is away", "Sorry. Your doctor is away"),
        ("We asked {doctor}", "We asked your doctor"),
        ("{empty} Choose  again.\n", "Choose again."),
    ],
)
def test_reads_as_a_sentence(text, written):
    assert filled(text, {"doctor": "your doctor", "empty": ""}) == written


@pytest.mark.parametrize(
    "text",
    [
        "{doctor.user.password}", "{doctor!r}", "{doctor:>10}", "{0}", "{}", "{{doctor}}", "{ doctor }", "{Doctor}",
        "a } b", "{doctor", "{doctor[0]}", "{% now %} {", "{{ settings.SECRET_KEY }}",
    ],
)  # fmt: skip
def test_no_code_no_attribute_no_format(text):
    with pytest.raises(BraceAlone):
        filled(text, {"doctor": "Dr Osei"})


def test_a_value_is_never_looked_at_again():
    assert filled("{doctor}", {"doctor": "{time} %(time)s", "time": "9:20am"}) == "{time} %(time)s"


def test_an_unknown_name_is_an_error():
    with pytest.raises(KeyError):
        filled("{password}", {"doctor": "Dr Osei"})


@given(st.text())
def test_any_text_is_either_refused_or_free_of_names(text):
    try:
        names = names_in(text)
    except BraceAlone:
        assert "{" in text or "}" in text
    else:
        assert text.count("{") == text.count("}") == len(names)
