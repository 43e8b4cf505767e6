"""Waits as the pages of figures print them: ``6 days``, ``same day``, ``about 5 hours``, and how they moved."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.analytics.number_words import grouped

HOURS_OF_DAYS = 72
"""From so many hours on, an answer is told in days."""


def days_words(wait):
    """Return a ``Wait`` of days in words; nothing of none."""
    if wait is None:
        return ""
    if wait.is_more:
        return _("over %(days)s days") % {"days": wait.length}
    return number_of_days(wait.length)


def number_of_days(days):
    if not days:
        return _("same day")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": grouped(days)}


def hours_words(wait):
    """Return a ``Wait`` of hours in words; nothing of none."""
    if wait is None:
        return ""
    if wait.is_more:
        return _("over %(days)s days") % {"days": HOURS_OF_DAYS // 24}
    if wait.length < 1:
        return _("under 1 hour")
    hours = round(wait.length)
    return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}


def morning_words(mornings):
    """Return the median of ``Mornings`` in words."""
    if not mornings.is_told:
        return _("too few")
    return _("none free") if mornings.median is None else number_of_days(mornings.median)


def steps_in_words(ends, groups):
    """Return ``0``, ``1 to 3``, ``over 42`` for steps that are shown together; ``groups`` are their last ones."""
    words, first = [], 0
    for last in groups:
        end = ends[last]
        words.append(str(end) if first == end else _("%(first)s to %(last)s") % {"first": first, "last": end})
        first = end + 1
    return [*words, _("over %(last)s") % {"last": first - 1}]
