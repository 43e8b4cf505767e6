"""How many text messages a text is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.notifications.channels.gsm7 import BASIC, EXTENDED, is_gsm7, parts, septets

in_alphabet = st.text(alphabet=sorted(BASIC | EXTENDED), max_size=700)


def test_the_alphabet_is_whole():
    """3GPP TS 23.038 has 128 codes, one of which (escape) leads to the ten others."""
    assert len(BASIC) == 127
    assert len(EXTENDED) == 10


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 80 + "a", 2),
        # 152 and a sign of two: the sign begins the next part.
        ("a" * 152 + "€" + "a" * 151, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
    ],
)
def test_counts_parts(text, count):
    assert parts(text) == count


@pytest.mark.parametrize("text", ["Maëlle", "Łódź", "Zoë", "ç", "“yes”", "–", "🙂", "Ελένη"])
def test_knows_what_the_alphabet_lacks(text):
    assert not is_gsm7(text)
    with pytest.raises(ValueError, match="alphabet"):
        parts(text)


@given(in_alphabet)
def test_every_part_is_full_or_the_last(text):
    count = parts(text)

    assert is_gsm7(text)
    assert count == 1 or 153 * count >= septets(text) > 152 * (count - 1)


@given(in_alphabet, in_alphabet)
def test_more_text_is_never_fewer_parts(text, more):
    assert septets(text + more) == septets(text) + septets(more)
    assert parts(text + more) >= max(parts(text), parts(more))


@given(st.text(max_size=200))
def test_is_gsm7_says_whether_it_can_be_counted(text):
    if is_gsm7(text):
        assert len(text) <= septets(text) <= 2 * len(text)
    else:
        with pytest.raises(ValueError, match="alphabet"):
            septets(text)
