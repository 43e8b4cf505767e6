"""What to look for when somebody types a telephone number."""

import re

FEWEST_DIGITS = 5
LOOKS_LIKE_A_PHONE = re.compile(r"^[\d\s()+.-]+$")


def phone_digits(term):
    """
    Return the digits to look for when ``term`` is a telephone number as people write it, else ``""``.

    Numbers are kept as ``+441134960000``: the 0 that is dialled within the
    country is not in there.
    """
    digits = re.sub(r"\D", "", term)
    if len(digits) < FEWEST_DIGITS or not LOOKS_LIKE_A_PHONE.match(term):
        return ""
    return digits.removeprefix("00") if term.lstrip().startswith("00") else digits.lstrip("0")
