"""Photos as telephones send them, and files that only look like one."""

import struct
import zlib
from functools import cache
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageCms, ImageDraw

from accounts.photos import square_webps
from accounts.services.doctor_photos import set_photo

RED, BLUE = (200, 30, 30), (30, 30, 200)
SECRET = "53.8008,-1.5491"


def face(size=(800, 1000)):
    """Return a picture with something in it: colours that run into each other and an outline."""
    ramp = Image.radial_gradient("L").resize(size)
    picture = Image.merge("RGB", (ramp, ramp.rotate(90, expand=False).resize(size), ramp.transpose(0)))
    ImageDraw.Draw(picture).ellipse((size[0] // 4, size[1] // 4, 3 * size[0] // 4, 3 * size[1] // 4), "tan", "black", 9)
    return picture


def halves(size=(800, 600)):
    """Return a picture that is red on its left and blue on its right."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    return picture


def as_bytes(picture, kind="JPEG", **options):
    written = BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def jpeg(size=(800, 1000), **options):
    return as_bytes(face(size), "JPEG", quality=88, **options)


def exif(*, orientation=1):
    """Return EXIF as a telephone writes it: the way it was held, and where."""
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    tags[ExifTags.Base.Artist] = SECRET
    tags.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (53.0, 48.0, 2.88), 3: "W", 4: (1.0, 32.0, 56.76)})
    return tags.tobytes()


def srgb_profile():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swapped_profile():
    """Return a profile in which what is called red is blue, and the other way round."""
    return srgb_profile().replace(b"rXYZ", b"-tmp").replace(b"bXYZ", b"rXYZ").replace(b"-tmp", b"bXYZ")


def png_header(width, height):
    """Return a PNG of a hundred bytes that says it is this large."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 64)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def upload(content=None, name="me.jpg", content_type="image/jpeg"):
    return SimpleUploadedFile(name, jpeg() if content is None else content, content_type)


@cache
def kept():
    """Return a photo as it is kept, made once for all who need any."""
    return square_webps(upload())


def with_photo(doctor, *, now):
    """Give ``doctor`` a photo and return them."""
    return set_photo(doctor=doctor, photo=kept(), actor=doctor.user, now=now)


def chunks(webp):
    """Return the names of the chunks of a WebP file."""
    assert webp[:4] == b"RIFF", "no WebP"
    assert webp[8:12] == b"WEBP", "no WebP"
    place, names = 12, []
    while place < len(webp):
        length = int.from_bytes(webp[place + 4 : place + 8], "little")
        names.append(webp[place : place + 4].decode())
        place += 8 + length + length % 2
    return names
