"""
Words of a search that could be somebody's name do not reach the table.

People type a doctor's name into the field, and now and then their own. What
found nobody is looked for among all the names there are, without accents and
apostrophes; what occurs in one is dropped, though it be a part of another word.
"""

import string
from functools import cache

from accounts.models import Patient, User
from accounts.plain_letters import normalised

WORDS = -2
"""Where the words stand in the key of a search (``Recorder.searches``)."""
MOST_LOOKED_FOR = 50
"""Of one writing: each is a look through all names. What is beyond loses its words."""
LATIN = [chr(code) for first, end in ((0xC0, 0x250), (0x1E00, 0x1F00)) for code in range(first, end)]


def without_names(sums):
    """Return the sums of searches, with the words left out that occur in a name."""
    words = sorted({word for key in sums for word in key[WORDS].split()})
    allowed = {word for word in words[:MOST_LOOKED_FOR] if not is_in_a_name(word)}
    kept: dict[tuple, list[int]] = {}
    for key, numbers in sums.items():
        told = key if allowed.issuperset(key[WORDS].split()) else (*key[:WORDS], "", *key[WORDS + 1 :])
        known = kept.get(told)
        kept[told] = [a + b for a, b in zip(known, numbers, strict=True)] if known else list(numbers)
    return kept


def is_in_a_name(word):
    """Say whether the plain ``word`` occurs in the name of a patient or of somebody who signs in."""
    pattern = "['\u2019]?".join(spellings().get(letter, letter) for letter in word)
    return any(model.objects.filter(full_name__iregex=pattern).exists() for model in (Patient, User))


@cache
def spellings():
    """Return for each plain letter the class of those that are searched as it: ``l`` as ``[lł…]``."""
    classes = {letter: letter for letter in string.ascii_lowercase}
    for letter in LATIN:
        if (plain := normalised(letter)) in classes:
            classes[plain] += letter
    return {plain: f"[{letters}]" for plain, letters in classes.items()}
