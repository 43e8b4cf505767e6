"""
How much of a text message is one text message: the default alphabet of GSM (3GPP TS 23.038, 6.2.1).

A part holds 160 septets, or 153 where several parts have to be put together again. A
character of the extension table costs two, and the two are never in different parts.
"""

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")

ONE_PART, OF_SEVERAL = 160, 153


def is_gsm7(text):
    """Return whether every character of ``text`` is in the alphabet; one that is not turns it all into UCS-2."""
    return all(character in BASIC or character in EXTENDED for character in text)


def septets(text):
    """Return the length of ``text`` as it is counted; raises ``ValueError`` at a character outside the alphabet."""
    return sum(_cost(character) for character in text)


def parts(text):
    """Return how many text messages ``text`` becomes; raises ``ValueError`` at a character outside the alphabet."""
    if septets(text) <= ONE_PART:
        return 1
    count, room = 1, OF_SEVERAL
    for character in text:
        cost = _cost(character)
        if cost > room:
            count, room = count + 1, OF_SEVERAL
        room -= cost
    return count


def _cost(character):
    if character in BASIC:
        return 1
    if character in EXTENDED:
        return 2
    raise ValueError(f"{character!r} is not in the alphabet of text messages.")
