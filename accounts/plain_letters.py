"""Text as it is searched and compared: lower case, without accents or punctuation."""

import unicodedata

# Letters that do not come apart into a plain one and an accent.
PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "å": "a", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "œ": "oe", "\u0131": "i"}
)


def normalised(text):
    """Return ``text`` in lower case, without accents, punctuation or spare spaces; searches ask in the same form."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    # "O'Brien" is looked for as "obrien" and "o brien": an apostrophe joins, anything else parts.
    joined = plain.replace("'", "").replace("\u2019", "")
    return " ".join("".join(letter if letter.isalnum() else " " for letter in joined).split())
