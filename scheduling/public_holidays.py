"""Public holidays by country and year: the ``holidays`` package in the words of this house."""

import datetime as dt
from dataclasses import dataclass

import holidays
from babel import Locale
from django.conf import settings
from django.utils.translation import get_language


@dataclass(frozen=True)
class PublicHoliday:
    day: dt.date
    name: str


def subdivisions(country: str) -> list[str]:
    """Return the parts of the country with holidays of their own, as ISO 3166-2 names them: ``SCT``, ``NY``."""
    return list(holidays.list_supported_countries(include_aliases=False).get(country, ()))


def country_choices() -> list[tuple[str, str]]:
    """Return (ISO 3166-1 code, name in the reader's language) of the countries whose holidays are known."""
    names = Locale.parse(get_language() or settings.LANGUAGE_CODE, sep="-").territories
    known = holidays.list_supported_countries(include_aliases=False)
    return sorted(((code, names.get(code, code)) for code in known), key=lambda choice: choice[1].casefold())


def public_holidays(*, country: str, subdivision: str, year: int) -> list[PublicHoliday]:
    """
    Return the public holidays of a year in order; none for a country that is not known.

    In the reader's language where the package has it, else in the country's own.
    A part of the country that is not known has the holidays of the whole.
    """
    if country not in holidays.list_supported_countries(include_aliases=False):
        return []
    known = holidays.country_holidays(
        country,
        subdiv=subdivision if subdivision in subdivisions(country) else None,
        years=year,
        language=language_for(country),
    )
    return [PublicHoliday(day, name) for day, name in sorted(known.items()) if day.year == year]


def language_for(country: str) -> str | None:
    """Return the package's name of the reader's language in this country, the first that fits; ``None`` is its own."""
    wanted = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    spoken = holidays.list_localized_countries(include_aliases=False).get(country, ())
    return next((name for name in spoken if name.partition("_")[0] == wanted), None)
