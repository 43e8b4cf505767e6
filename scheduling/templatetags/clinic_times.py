"""
Dates and times in templates, always on a named clock.

``{{ appointment.starts_at|day_and_time:appointment.time_zone }}`` prints ``Wed 25 Nov, 9:20am``. The argument is the
name of a zone, or anything with a ``time_zone`` (a clinic, a user); ``short_day``, ``spoken_day`` and ``long_day``
take plain dates without one, ``wall_clock`` a time of day.
"""

from django import template

from scheduling import time_words

register = template.Library()


def _filter(words):
    """Register a function of ``time_words`` under its own name; nothing to print for a moment that is missing."""

    def printed(moment, zone=None):
        return words(moment, zone) if moment else ""

    register.filter(words.__name__, printed)


for words in (
    time_words.clock,
    time_words.short_clock,
    time_words.short_day,
    time_words.spoken_day,
    time_words.long_day,
    time_words.day_and_time,
):
    _filter(words)

register.filter("wall_clock", time_words.wall_clock)
