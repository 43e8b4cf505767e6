"""Dates and times in words, as people read them: ``Wed 25 Nov``, ``9:20am``, ``midday``."""

import datetime as dt
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_time
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from scheduling import clinic_time
from scheduling.clinic_time import ONE_DAY


def place_of(zone):
    """Return the IANA name of ``zone``: a name, a ``ZoneInfo`` or anything with a ``time_zone`` (a clinic, a user)."""
    return str(getattr(zone, "time_zone", zone))


def _there(moment, zone):
    return clinic_time.local(moment, place_of(zone))


def _date_of(moment, zone):
    """Return the date of an instant in ``zone``; a plain date has no zone and stays what it is."""
    if isinstance(moment, dt.datetime):
        return _there(moment, zone).date()
    return moment


def _language():
    return get_language() or "en"


def clock(moment, zone):
    """Return the time of an appointment: ``9:20am``, ``9:00am``, ``midday``; 24 hours where the language counts so."""
    there = _there(moment, zone)
    return minute_clock(there.hour * 60 + there.minute)


def minute_clock(minute, language=None):
    """Return the words of ``clock`` for minutes after midnight, 0 to 1439; who prints many passes the language."""
    return _minute_clock(minute, language or _language())


def wall_clock(time):
    """Return a time of day without a date, such as the start of a session, in the words of ``clock``."""
    return minute_clock(time.hour * 60 + time.minute)


def short_clock(moment, zone):
    """Return a time within a sentence: ``9am``, ``9:20am``, ``midday``."""
    there = _there(moment, zone)
    words = minute_clock(there.hour * 60 + there.minute)
    return words.replace(":00", "") if _language().startswith("en") else words


def short_day(moment, zone=None):
    """Return ``Wed 25 Nov``."""
    return _day(_date_of(moment, zone), "short", _language())


def spoken_day(moment, zone=None):
    """Return ``Wednesday 25 November``, for headings and hidden words."""
    return _day(_date_of(moment, zone), "spoken", _language())


def long_day(moment, zone=None):
    """Return ``Wednesday 25 November 2026``, for what people keep: check, confirmed, print."""
    return _day(_date_of(moment, zone), "long", _language())


def day_and_time(moment, zone):
    """Return ``Wed 25 Nov, 9:20am``."""
    return _("%(day)s, %(time)s") % {"day": short_day(moment, zone), "time": clock(moment, zone)}


def day_heading(day, *, today):
    """Return the date in two parts, the first printed strong: ``Tomorrow``, ``Wed 25 Nov`` or ``Thu``, ``26 Nov``."""
    if day == today:
        return _("Today"), short_day(day)
    if day == today + ONE_DAY:
        return _("Tomorrow"), short_day(day)
    return _day(day, "weekday", _language()), _day(day, "day_month", _language())


def span_of_days(first, last, *, short=False):
    """Return ``23 to 29 November`` or ``30 November to 6 December``; ``short`` has ``Nov``."""
    language = _language()
    if not language.startswith("en"):
        return format_interval(first, last, "MMMd" if short else "MMMMd", locale=_locale(language))
    month = "%b" if short else "%B"
    begins = f"{first.day}" if first.month == last.month else f"{first.day} {first:{month}}"
    return _("%(first)s to %(last)s") % {"first": begins, "last": f"{last.day} {last:{month}}"}


def zone_place(zone):
    """Return the city a zone is named after, for people: ``New York``."""
    return place_of(zone).rpartition("/")[2].replace("_", " ")


@lru_cache(maxsize=2048)
def _minute_clock(minute, language):
    hour, past = divmod(minute, 60)
    if not language.startswith("en"):
        return format_time(dt.time(hour, past), "short", locale=_locale(language))
    if minute == 0:
        return _("midnight")
    if minute == 720:
        return _("midday")
    return f"{(hour - 1) % 12 + 1}:{past:02d}{'am' if hour < 12 else 'pm'}"


# English is spelt out: the British patterns of CLDR put commas and dots where our pages have none.
ENGLISH = {
    "short": "{0:%a} {0.day} {0:%b}",
    "spoken": "{0:%A} {0.day} {0:%B}",
    "long": "{0:%A} {0.day} {0:%B} {0.year}",
    "weekday": "{0:%a}",
    "day_month": "{0.day} {0:%b}",
}
SKELETONS = {"short": "MMMEd", "spoken": "MMMEd", "weekday": "E", "day_month": "MMMd"}


@lru_cache(maxsize=2048)
def _day(day, form, language):
    if language.startswith("en"):
        return ENGLISH[form].format(day)
    locale = _locale(language)
    if form == "long":
        return format_date(day, "full", locale=locale)
    pattern = locale.datetime_skeletons[SKELETONS[form]].pattern
    if form == "spoken":  # CLDR has no pattern without the year and with whole names
        pattern = pattern.replace("E", "EEEE").replace("MMM", "MMMM")
    return format_date(day, pattern, locale=locale)


@lru_cache
def _locale(language):
    try:
        return Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")
