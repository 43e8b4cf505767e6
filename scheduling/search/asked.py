"""
What may be remembered of a search: enough to see what people look for in vain, and nothing about who looked.

Every part is one of ours, or a yes or no: a specialty, a town with a clinic, a
way to meet. A postcode is only *the town it means*, or *elsewhere*; of a day,
only that one was asked for. Language, gender and access are left out: together
they could describe somebody.

Words typed freely are kept only of a search that found nobody, folded as
searches are, and only where they look like the name of a field: four words of
three letters or more, 40 characters, no digit. Who stores them drops what
occurs in a person's name, and shows none that fewer than ten searches had
(``dashboards.measuring.names_in_words``, ``dashboards.analytics.searches``).
"""

import re
from typing import NamedTuple

from accounts.plain_letters import normalised
from scheduling.search.finding import PartOfDay

PLAIN = re.compile(r"(?:[^\W\d_]|[\s,.&/'\u2019-])*")
"""Letters, and what stands between words."""
LONGEST, MOST_WORDS, SHORTEST_WORD = 40, 4, 3


class Asked(NamedTuple):
    """One search. ``specialty`` and ``visit_type`` are slugs; what was not asked for is empty."""

    specialty: str = ""
    city: str = ""
    elsewhere: bool = False
    visit_type: str = ""
    modes: str = ""
    has_days: bool = False
    evening: bool = False
    words: str = ""
    found: bool = True


def asked_of(results):
    """Return what of ``results`` (a ``scheduling.search.results.Results``) may be remembered. No query."""
    wish, read = results.wish, results.filter
    towns = sorted({clinic.city for clinic in read.near}) if read.answer("city") else []
    return Asked(
        specialty=wish.specialty.slug if wish.specialty else "",
        city=", ".join(towns)[:80] if len(towns) == 1 else "",
        elsewhere=bool(read.answer("city")) and not towns,
        visit_type=wish.visit_type if results.rows else "",
        modes=", ".join(sorted(wish.modes)),
        has_days=wish.days is not None or read.when is not None,
        evening=PartOfDay.EVENING in wish.parts,
        words="" if results.count else harmless_words(read.words),
        found=bool(results.count),
    )


def harmless_words(typed):
    """Return ``typed`` folded, or nothing where it may be more than the name of a field."""
    folded = normalised(typed)
    words = folded.split()
    if not PLAIN.fullmatch(typed) or len(folded) > LONGEST or len(words) > MOST_WORDS:
        return ""
    return folded if all(len(word) >= SHORTEST_WORD and word.isalpha() and word.isascii() for word in words) else ""
