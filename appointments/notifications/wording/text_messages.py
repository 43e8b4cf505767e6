"""
The words of a text message: always one part of GSM-7, always with the whole link.

What does not fit is left out by stages: the address, the doctor's name, the name
of the house, at last words of the sentence. Never the link.
"""

from django.utils.translation import gettext as _

from accounts.organisation import organisation
from appointments.notifications.channels.gsm7 import ONE_PART, septets
from appointments.notifications.facts import absolute
from appointments.notifications.wording.plain_gsm import is_legible, plain

ROOM_FOR_WORDS = 60
"""What a question and its time take at least, in septets."""


def text_message(facts, *sentences, path=""):
    """
    Return the first of ``sentences`` that fits before the link to ``path``, the one of ``facts`` by default.

    They stand from the longest to the shortest, as templates with the names
    ``doctor``, ``time``, ``place``, ``day``, ``old_time``, ``answer_by``, ``offered``, ``answer_until``, ``late``,
    ``expected`` and ``booked``. One that names a doctor is not for those who keep their messages private, and one
    with a name that the alphabet cannot write is for nobody: the last is always possible.
    """
    link = _link(facts, path)
    values = NamesOf(facts)
    possible = [sentence for sentence in sentences[:-1] if _is_possible(sentence, facts, values)] + [sentences[-1]]
    filled = [sentence % values for sentence in possible] + [sentences[-1] % NamesOf(facts, short=True)]
    house = _("%(house)s: %(sentence)s")
    candidates = [house % {"house": organisation().short_name, "sentence": sentence} for sentence in filled]
    return first_that_fits([*candidates, filled[-1]], link)


def _link(facts, path):
    """The address of an installation may be so long that the link of a question leaves no room for the words."""
    link = absolute(path or facts.link_path)
    return link if path or septets(plain(link)) <= ONE_PART - ROOM_FOR_WORDS else absolute(facts.appointment_path)


def first_that_fits(candidates, link):
    """Return the first candidate that is one part with ``link`` after it; the last is cut, the link never."""
    room = ONE_PART - septets(plain(link)) - 1
    written = [plain(candidate) for candidate in candidates]
    for text in written:
        if septets(text) <= room:
            return f"{text} {plain(link)}"
    return f"{_cut(written[-1], room)} {plain(link)}".strip()


def _cut(text, room):
    """Return as many whole words of ``text`` as there is room for."""
    words = text.split(" ")
    while words and septets(" ".join(words)) > room:
        words.pop()
    return " ".join(words)


def _is_possible(sentence, facts, values):
    if facts.private and "%(doctor)s" in sentence:
        return False
    return all(is_legible(values[name]) for name in ("doctor", "place") if f"%({name})s" in sentence)


class NamesOf(dict):
    """The values of ``facts`` by the names sentences use, worked out when one asks; ``short`` drops clocks' places."""

    def __init__(self, facts, *, short=False):
        super().__init__()
        self.facts = facts
        self.short = short

    def __missing__(self, name):
        facts = self.facts
        ask = {
            "doctor": lambda: facts.doctor,
            "time": facts.bare if self.short else facts.moment,
            "day": lambda: facts.day,
            "clock": lambda: facts.clock,
            "place": lambda: facts.place_in_short,
            "old_time": lambda: facts.old_moment,
            "answer_by": facts.answer_by,
            "offered": lambda: facts.offered,
            "answer_until": lambda: facts.answer_until,
            "late": lambda: facts.late,
            "expected": lambda: facts.expected,
            "booked": lambda: facts.booked_clock,
        }[name]
        return ask()
