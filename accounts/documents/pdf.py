"""
A PDF that only shows something: no programs, no lock, nothing missing at its end.

This keeps out what a viewer would run by itself. It is no proof that a file is
harmless: that is what the headers are for with which it is given out, and the
scanner a clinic may set (``accounts.documents.scanning``).
"""

import re
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.documents.refusal import FileRefused

END_WITHIN = 1024
MOST_INFLATED = 20_000_000
MOST_STREAMS = 50_000
BEGIN, END = re.compile(rb"stream\r?\n"), b"endstream"
DICTIONARY_BEFORE = 1_000
HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
# A name of PDF ends at a space or a delimiter (ISO 32000-1, 7.2.2).
ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia)(?=[\s()<>\[\]{}/%\x00]|\Z)")
LOCKED = re.compile(rb"/Encrypt(?=[\s()<>\[\]{}/%\x00]|\Z)")


def checked_pdf(data: bytes) -> bytes:
    """Return ``data``, a PDF from its first byte to its end mark. Raises ``FileRefused``."""
    end = data.rstrip(b"\r\n\t \0")[-END_WITHIN:]
    if b"startxref" not in end or not end.endswith(b"%%EOF"):
        raise damaged()
    streams = list(streams_of(data))
    edges = [0, *(edge for stream in streams for edge in stream), len(data)]
    structure = plain(b" ".join(data[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)))
    if LOCKED.search(structure):
        raise FileRefused(_("This PDF is locked with a password. Save it without one, then choose it again."))
    if ACTIVE.search(structure) or any(ACTIVE.search(plain(part)) for part in packed_objects(data, streams)):
        raise FileRefused(_("This PDF can run programs. Print it to a new PDF, then choose that one."))
    return data


def damaged():
    return FileRefused(_("This PDF is damaged or not complete. Make it again, or choose another one."))


def streams_of(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the content of each stream begins and ends. Looks at every byte once, whatever they are."""
    count, place = 0, 0
    while (begin := BEGIN.search(data, place)) and (end := data.find(END, begin.end())) != -1:
        count, place = count + 1, end + len(END)
        if count > MOST_STREAMS:
            raise damaged()
        yield begin.end(), end


def plain(part: bytes) -> bytes:
    """Return ``part`` with the letters of names as themselves: ``/J#53`` is ``/JS``."""
    return HEX.sub(lambda found: bytes([int(found[1], 16)]), part)


def packed_objects(data: bytes, streams: list[tuple[int, int]]) -> Iterator[bytes]:
    """Yield the objects that lie packed in streams, each unpacked; what cannot be unpacked no viewer shows either."""
    left = MOST_INFLATED
    for start, end in streams:
        dictionary = plain(data[max(0, start - DICTIONARY_BEFORE) : start])
        if b"/ObjStm" not in dictionary[dictionary.rfind(b"obj") :]:
            continue
        try:
            found = zlib.decompressobj().decompress(data[start:end], left + 1)
        except zlib.error:
            continue
        left -= len(found)
        if left < 0:
            raise damaged()
        yield found
