"""Moments in the columns of the admin, always on a named clock."""

from django.utils.translation import gettext as _

from scheduling.clinic_time import local_date
from scheduling.time_words import clock, place_of, short_day, zone_place

EMPTY = "-"


def day_and_clock(moment, zone):
    """Return ``Wed 25 Nov 2026, 9:20am`` on the clock of ``zone``; a dash for nothing."""
    if moment is None:
        return EMPTY
    year = local_date(moment, place_of(zone)).year
    return f"{short_day(moment, zone)} {year}, {clock(moment, zone)}"


def named_moment(moment, zone):
    """Return the moment with the name of its clock: ``Wed 25 Nov 2026, 9:20am New York time``."""
    if moment is None:
        return EMPTY
    return f"{day_and_clock(moment, zone)} {zone_words(zone)}"


def zone_words(zone):
    """Return ``New York time``, or ``UTC``."""
    place = zone_place(zone)
    return place if place == "UTC" else _("%(place)s time") % {"place": place}
