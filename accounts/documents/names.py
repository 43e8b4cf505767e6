"""The name a file had on somebody's device, as far as it can be given out again."""

import unicodedata

from accounts.models import Document

LONGEST = 100
LONGEST_EXTENSION = 5
EXTENSIONS = {
    Document.ContentType.PDF: ".pdf",
    Document.ContentType.JPEG: ".jpg",
    Document.ContentType.PNG: ".png",
    Document.ContentType.WEBP: ".webp",
}
NOT_IN_NAMES = set('<>:"|?*%')
"""What some system reads as more than a letter of a name."""


def clean_name(name: str | None, content_type: str) -> str:
    """
    Return ``name`` without places and without what cannot be seen; its ending is that of the content.

    Marks that turn the direction of writing go as well: with them
    ``letter<U+202E>fdp.exe`` reads as ``letterexe.pdf``.
    """
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    seen = "".join(
        letter
        for letter in unicodedata.normalize("NFC", last)
        if letter not in NOT_IN_NAMES and (letter == " " or unicodedata.category(letter)[0] not in "CZ")
    )
    stem, dot, ending = seen.rpartition(".")
    if not dot or len(ending) > LONGEST_EXTENSION or " " in ending:
        stem = seen
    stem = " ".join(stem.split()).strip(". ")[:LONGEST].strip(". ")
    return f"{stem or 'document'}{EXTENSIONS[Document.ContentType(content_type)]}"
