"""
A picture for a record: its pixels as they came, and nothing else of the file.

The picture itself is not packed anew, which would blur what a doctor looks for.
Its container is written anew from the parts that belong to the picture: the place
where it was taken, the camera, comments, a second file hidden behind it all end here.
"""

import re
import struct
import threading
from io import BytesIO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import ExifTags, Image

from accounts.documents.refusal import FileRefused

MOST_JPEG_SCANS = 20
"""A camera writes ten at most. Each costs a walk over the whole picture, and takes a few bytes of the file."""
MOST_JPEG_PARTS = 1_000
"""A colour profile takes 255 at most, every other part of a picture a handful."""
UPRIGHT = 1
one_at_a_time = threading.Lock()
"""Unpacked, a picture takes up to 200 MB: however many arrive at once, a process holds one."""

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_PARTS = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND"),
    *(b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"),
}
WEBP_PARTS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"}
WEBP_SAYS_METADATA = 0b0000_1100  # Exif and XMP, in the flags of VP8X
MARKER = re.compile(rb"\xff+([^\xff])", re.DOTALL)  # any number of them may stand before one
AFTER_PIXELS = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")
NO_LENGTH = {0x01, *range(0xD0, 0xD8)}
EOI, SOS, JFIF, ICC, ADOBE, COMMENT = 0xD9, 0xDA, 0xE0, 0xE2, 0xEE, 0xFE

JFIF_WITHOUT_THUMBNAIL = 14  # bytes; a thumbnail may show what was cut off


def damaged():
    return FileRefused(_("This picture is damaged. Choose another one."))


def bare_jpeg(data: bytes) -> bytes:
    """Return the JPEG with its colours and the way up, and no more. Raises ``FileRefused``."""
    if data.count(b"\xff\xda") > MOST_JPEG_SCANS:
        raise damaged()
    way_up = unpacked(data, "JPEG", "MPO")
    kept, place = [b"\xff\xd8", way_up], 2
    for _part in range(MOST_JPEG_PARTS):
        marker, place = next_marker(data, place)
        if marker == EOI:
            return b"".join([*kept, b"\xff\xd9"])
        if marker in NO_LENGTH:
            continue
        end = place + int.from_bytes(data[place : place + 2], "big")
        if end > len(data) or end < place + 2:
            raise damaged()
        segment, place = data[place:end], end
        if marker == SOS:
            end = end_of_scan(data, place)
            segment, place = segment + data[place:end], end
        if is_of_the_picture(marker, segment[2:]):
            kept.append(bytes([0xFF, marker]) + segment)
    raise damaged()


def next_marker(data, place):
    """Return the marker at ``place`` and where it ends."""
    found = MARKER.match(data, place)
    if found is None:
        raise damaged()
    return found[1][0], found.end()


def end_of_scan(data, place):
    """Return where the pixels that begin at ``place`` end: at the first marker that is no part of them."""
    found = AFTER_PIXELS.search(data, place)
    if found is None:
        raise damaged()
    return found.start()


def is_of_the_picture(marker, content):
    if marker == ICC:
        return content.startswith(b"ICC_PROFILE\0")
    if marker == JFIF:
        return len(content) == JFIF_WITHOUT_THUMBNAIL
    return marker == ADOBE or not (0xE0 <= marker <= 0xEF or marker == COMMENT)


def bare_png(data: bytes) -> bytes:
    """Return the PNG with the parts that belong to the picture. Raises ``FileRefused``."""
    unpacked(data, "PNG")
    kept, place = [PNG_SIGNATURE], len(PNG_SIGNATURE)
    while place + 12 <= len(data):
        end = place + 12 + int.from_bytes(data[place : place + 4], "big")
        name = data[place + 4 : place + 8]
        if end > len(data):
            break
        if name in PNG_PARTS:
            kept.append(data[place:end])
        if name == b"IEND":
            return b"".join(kept)
        place = end
    raise damaged()


def bare_webp(data: bytes) -> bytes:
    """Return the WebP with the parts that belong to the picture. Raises ``FileRefused``."""
    unpacked(data, "WEBP")
    kept, place, last = [], 12, min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while place + 8 <= last:
        name, length = data[place : place + 4], int.from_bytes(data[place + 4 : place + 8], "little")
        content = data[place + 8 : place + 8 + length]
        if len(content) < length:
            raise damaged()
        if name == b"VP8X" and content:
            content = bytes([content[0] & ~WEBP_SAYS_METADATA]) + content[1:]
        if name in WEBP_PARTS:
            kept.append(name + struct.pack("<I", length) + content + b"\0" * (length % 2))
        place += 8 + length + length % 2
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def unpacked(data, *formats):
    """
    Unpack the picture once, so that one that is damaged or too large is told so; return its way up as a JPEG segment.

    Its size is read from the header, before anything is unpacked.
    """
    with one_at_a_time:
        try:
            image = Image.open(BytesIO(data), formats=formats)
            too_large = image.width * image.height > settings.DOCUMENT_MAX_PIXELS
            moves = image.format in {"PNG", "WEBP"} and getattr(image, "n_frames", 1) > 1
        except Image.DecompressionBombError:
            too_large, moves = True, False
        # What a stranger's file makes a decoder raise is no list anybody could close.
        except Exception as error:
            raise damaged() from error
        if too_large:
            raise FileRefused(
                _("This picture has more than %(count)s million pixels. Choose a smaller one.")
                % {"count": settings.DOCUMENT_MAX_PIXELS // 1_000_000}
            )
        if moves:
            raise FileRefused(_("This picture moves. Choose one that does not."))
        try:
            way_up = image.getexif().get(ExifTags.Base.Orientation, UPRIGHT)
            image.load()
        except Exception as error:
            raise damaged() from error
    return exif_of(way_up)


def exif_of(way_up):
    """Return a JPEG segment that says which way up the picture was taken, and nothing else; empty for upright."""
    if way_up not in range(UPRIGHT + 1, 9):
        return b""
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = way_up
    content = tags.tobytes()
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content
