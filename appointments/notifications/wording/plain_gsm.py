"""Text as a text message can carry it: what is outside the alphabet becomes its plain letter, or goes."""

import unicodedata

from accounts.plain_letters import PLAIN
from appointments.notifications.channels.gsm7 import is_gsm7

LINES_AND_MARKS = {
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"',
    "\u00bb": '"', "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2026": "...",
}  # fmt: skip


def plain(text):
    """Return ``text`` on one line in the alphabet of GSM-7; what it keeps, it keeps as it is."""
    return " ".join("".join(_plain_letter(letter) for letter in text).split())


def is_legible(text):
    """Return whether every letter and figure of ``text`` has one it can be written with."""
    return all(_plain_letter(letter) for letter in text if letter.isalnum())


def _plain_letter(letter):
    if letter.isspace():
        return " "
    if is_gsm7(letter) and letter.isprintable():
        return letter
    if letter in LINES_AND_MARKS:
        return LINES_AND_MARKS[letter]
    lower = letter.lower()
    if len(lower) == 1 and ord(lower) in PLAIN:
        swapped = PLAIN[ord(lower)]
        return swapped.capitalize() if letter != lower else swapped
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if not unicodedata.combining(part) and is_gsm7(part) and part.isprintable())
