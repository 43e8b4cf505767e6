"""One thing that follows, for one person or summed for several; appointments by their dates."""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from appointments.reading.desk_questions import standing
from scheduling.time_words import short_day

MOST_DAYS = 4


@dataclass(frozen=True)
class Follow:
    """``say(count)`` is the sentence, ``detail`` which ones, ``address`` the list of them."""

    say: Callable[[int], str]
    count: int = 1
    detail: str = ""
    address: str = ""

    @property
    def words(self):
        return self.say(self.count)


@dataclass(frozen=True)
class WhatFollows:
    """All that follows for one person. ``stands_on`` is what must still be so when the button is pressed."""

    follows: list[Follow]
    stands_on: Hashable


def always(sentence):
    """Return a ``say`` for what is so however many it concerns."""
    return _Always(str(sentence))


@dataclass(frozen=True)
class _Always:
    sentence: str

    def __call__(self, count):
        return self.sentence


def together(several):
    """Return the sentences for all of them, each once, with the counts summed."""
    counts = Counter()
    for what in several:
        for follow in what.follows:
            counts[follow.say] += follow.count
    return [say(count) for say, count in counts.items()]


def coming(appointments, *, now):
    """Return (reference, start, zone, status) of those ``appointments`` that are still to come, soonest first."""
    rows = standing(appointments, now=now).order_by("starts_at", "pk")
    return list(rows.values_list("reference", "starts_at", "time_zone", "status"))


def by_day(rows):
    """Return ``3 on Wed 25 Nov, 2 on Thu 26 Nov, 4 later``, each day as its clinic counts it."""
    days = Counter(short_day(starts_at, zone) for _reference, starts_at, zone, _status in rows)
    words = [_("%(count)s on %(day)s") % {"count": count, "day": day} for day, count in list(days.items())[:MOST_DAYS]]
    if left := len(rows) - sum(list(days.values())[:MOST_DAYS]):
        words.append(_("%(count)s later") % {"count": left})
    return ", ".join(words)


def of_appointments(say, rows, **asked):
    """Return what follows for the ``rows`` with the list of them, as a list of one; none where there are none."""
    address = f"{reverse('admin:appointments_appointment_changelist')}?{urlencode(asked)}"
    return [Follow(say, len(rows), by_day(rows), address)] if rows else []
