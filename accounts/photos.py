"""A photo somebody sent: whether it is one, and what is kept of it. Nothing of the file itself is ever stored."""

import threading
from io import BytesIO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from accounts.models.doctor import LARGE_PHOTO, SMALL_PHOTO

FORMATS = ("JPEG", "PNG", "WEBP")
SMALLEST_SIDE = 192
MOST_JPEG_SCANS = 100
"""A camera writes ten at most. Each costs a walk over the whole picture, and takes a few bytes of the file."""
MOST_BYTES = {SMALL_PHOTO: 3_500, LARGE_PHOTO: 20_000}
"""Six cards a page, and the icons, within the 24 KB a patient's page has for pictures."""
QUALITIES = (82, 70, 55, 40, 25, 10)

one_at_a_time = threading.Lock()
"""Unpacked, a picture takes up to 300 MB: however many arrive at once, a process holds one."""


class PhotoRefused(Exception):
    """This file cannot be the photo. The message can be read aloud."""


def square_webps(file):
    """
    Return what is kept of an uploaded photo: a centred square as WebP, by its side in pixels.

    Its format is read from its content, never from its name; its dimensions from
    the header, before anything is unpacked. It is turned as the camera was held,
    brought to sRGB and written anew from its pixels: place, camera, comments and
    whatever else was hidden in or behind the picture end here. Takes up to a
    second of CPU, so call it outside transactions. Raises ``PhotoRefused``.
    """
    if file.size > settings.PHOTO_MAX_BYTES:
        raise PhotoRefused(
            _("This file is larger than %(size)s MB. Choose a smaller one.")
            % {"size": settings.PHOTO_MAX_BYTES // 1_000_000}
        )
    data = file.read()
    with one_at_a_time:
        image = opened(data)
        try:
            square = bare_square(image)
        # What a stranger's file makes a decoder raise is no list anybody could close.
        except Exception as error:
            raise PhotoRefused(_("This photo is damaged. Choose another one.")) from error
    return {size: webp(square, size) for size in (SMALL_PHOTO, LARGE_PHOTO)}


def opened(data):
    """Return the picture in ``data`` with its header read and nothing more."""
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise PhotoRefused(too_many_pixels()) from error
    except Exception as error:
        raise PhotoRefused(_("We cannot use this file. Choose a JPEG, PNG or WebP photo.")) from error
    if image.width * image.height > settings.PHOTO_MAX_PIXELS:
        raise PhotoRefused(too_many_pixels())
    if min(image.size) < SMALLEST_SIDE:
        raise PhotoRefused(
            _("This photo is too small. Choose one of at least %(side)s by %(side)s pixels.") % {"side": SMALLEST_SIDE}
        )
    # Telephones store a second picture behind a portrait (MPO); it is left out. Of a moving one no picture counts.
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise PhotoRefused(_("This picture moves. Choose a photo that does not."))
    if image.format in {"JPEG", "MPO"} and data.count(b"\xff\xda") > MOST_JPEG_SCANS:
        raise PhotoRefused(_("We cannot use this file. Choose a JPEG, PNG or WebP photo."))
    return image


def too_many_pixels():
    return _("This photo has more than %(count)s million pixels. Choose a smaller one.") % {
        "count": settings.PHOTO_MAX_PIXELS // 1_000_000
    }


def bare_square(image):
    """Return the centre of ``image`` as pixels of sRGB on white, ``LARGE_PHOTO`` a side."""
    profile = image.info.get("icc_profile")
    image.draft("RGB", (2 * LARGE_PHOTO, 2 * LARGE_PHOTO))  # a JPEG is unpacked at a fraction of its size
    image = ImageOps.exif_transpose(image)
    if image.mode not in {"RGB", "RGBA", "L", "CMYK"}:
        image = image.convert("RGBA")
    image = ImageOps.fit(image, (LARGE_PHOTO, LARGE_PHOTO), Image.Resampling.LANCZOS)
    if image.mode == "RGBA":
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image)
        image = paper
    return in_srgb(image, profile)


def in_srgb(image, profile):
    """Return ``image`` with the colours ``profile`` (ICC, as bytes) says; one that cannot be read says nothing."""
    if profile:
        try:
            return ImageCms.profileToProfile(image, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return image.convert("RGB")


def webp(square, size):
    """Return ``square`` as WebP of ``size`` pixels a side, in the best quality that keeps to ``MOST_BYTES``."""
    picture = square.resize((size, size), Image.Resampling.LANCZOS) if square.width != size else square
    for quality in QUALITIES:
        written = BytesIO()
        picture.save(written, "WEBP", quality=quality, method=6)
        if written.tell() <= MOST_BYTES[size]:
            break
    return written.getvalue()
