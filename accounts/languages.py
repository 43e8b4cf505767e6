"""Names of languages: in themselves, for people who look for theirs, and in the reader's."""

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.utils.translation import get_language

# What doctors and patients are offered to choose from, as BCP 47 tags.
SPOKEN = (
    "en", "ar", "bg", "bn", "cs", "cy", "da", "de", "el", "es", "et", "fa", "fi", "fil", "fr", "ga", "gu", "he", "hi",
    "hr", "hu", "it", "ja", "ko", "ku", "lt", "lv", "ml", "ms", "ne", "nl", "no", "pa", "pl", "ps", "pt", "ro", "ru",
    "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "ti", "tr", "uk", "ur", "vi", "yo", "zh",
)  # fmt: skip


def _locale(code):
    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def _first_letter_up(name):
    return name[:1].upper() + name[1:]


def name_in(code, language):
    """Return the name of the language ``code`` in ``language``, such as ``Polish``; the code itself if unknown."""
    locale = _locale(code)
    display = locale and locale.get_language_name(_locale(language) or "en")
    return _first_letter_up(display) if display else code


def own_name(code):
    """Return what its speakers call it, such as ``Polski``."""
    return name_in(code, code)


def local_name(code):
    """Return the name in the reader's language."""
    return name_in(code, get_language() or settings.LANGUAGE_CODE)


def full_name(code):
    """Return both names where they differ: ``Polski (Polish)``."""
    own, read = own_name(code), local_name(code)
    return own if own == read else f"{own} ({read})"


def spoken_choices(*, including=()):
    """Return (tag, both names) of the languages to choose from, by the name the reader knows."""
    codes = {*SPOKEN, *(code for code in including if code)}
    return sorted(((code, full_name(code)) for code in codes), key=lambda choice: local_name(choice[0]).casefold())


def interface_choices():
    """Return (tag, own name) of the languages this site is translated into."""
    return [(code, own_name(code)) for code, _name in settings.LANGUAGES]
