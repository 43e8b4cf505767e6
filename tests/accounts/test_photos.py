"""What a photo may be, and what is left of it (SECURITY.md rows 20, 21 and 84)."""

import os
import subprocess
import sys
from io import BytesIO

import pytest
from django.conf import settings as house
from PIL import Image

from accounts.models.doctor import LARGE_PHOTO, SMALL_PHOTO
from accounts.photos import MOST_BYTES, MOST_JPEG_SCANS, PhotoRefused, square_webps
from tests.accounts.pictures import (
    BLUE,
    RED,
    SECRET,
    as_bytes,
    chunks,
    exif,
    face,
    halves,
    jpeg,
    png_header,
    srgb_profile,
    swapped_profile,
    upload,
)

SCRIPT = b"<script>alert(document.domain)</script>"


def opened(webp):
    return Image.open(BytesIO(webp)).convert("RGB")


def colours(content, *, size=LARGE_PHOTO):
    """Return the colours left, right, at the top and at the bottom of what is kept."""
    picture = opened(square_webps(upload(content))[size])
    edge, middle = size - 6, size // 2
    return [picture.getpixel(place) for place in ((5, middle), (edge, middle), (middle, 5), (middle, edge))]


def is_like(colour, wanted):
    return all(abs(one - other) < 40 for one, other in zip(colour, wanted, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_is_kept_as_webp_in_two_sizes(kind):
    kept = square_webps(upload(as_bytes(face(), kind)))

    assert {side: opened(content).size for side, content in kept.items()} == {
        SMALL_PHOTO: (112, 112),
        LARGE_PHOTO: (384, 384),
    }


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16"])
def test_every_kind_of_png_is_read(mode):
    picture = face().convert("L").convert("I").convert("I;16") if mode == "I;16" else face().convert(mode)

    assert set(square_webps(upload(as_bytes(picture, "PNG")))) == {SMALL_PHOTO, LARGE_PHOTO}


def test_a_cmyk_jpeg_is_read():
    assert set(square_webps(upload(as_bytes(face().convert("CMYK"))))) == {SMALL_PHOTO, LARGE_PHOTO}


def test_the_middle_is_cut_out():
    wide = Image.new("RGB", (1200, 400), "white")
    wide.paste(halves((400, 400)), (400, 0))

    left, right, _top, _bottom = colours(as_bytes(wide))

    assert is_like(left, RED)
    assert is_like(right, BLUE)


def test_what_is_clear_becomes_white():
    assert is_like(colours(as_bytes(Image.new("RGBA", (400, 400), (0, 0, 0, 0)), "PNG"))[0], (255, 255, 255))


@pytest.mark.parametrize(
    ("orientation", "red_is"),
    [(1, "left"), (3, "right"), (6, "top"), (8, "bottom")],
)
def test_is_turned_as_the_camera_was_held(orientation, red_is):
    sides = dict(
        zip(
            ("left", "right", "top", "bottom"),
            colours(as_bytes(halves((600, 600)), exif=exif(orientation=orientation))),
            strict=True,
        )
    )

    assert is_like(sides[red_is], RED)


@pytest.mark.parametrize(
    ("profile", "left_is"),
    [(None, RED), (srgb_profile(), RED), (swapped_profile(), BLUE), (b"no profile at all", RED)],
    ids=["none", "sRGB", "another", "unreadable"],
)
def test_colours_are_brought_to_srgb(profile, left_is):
    assert is_like(colours(as_bytes(halves(), "PNG", icc_profile=profile))[0], left_is)


@pytest.mark.parametrize("noisy", [False, True])
def test_weighs_little_enough_for_six_on_a_page(noisy):
    """UX.md section 15: 24 KB of pictures on a patient's page, icons among them; a face is no worse than this."""
    picture = face()
    if noisy:
        picture = Image.blend(picture, Image.effect_noise(picture.size, 90).convert("RGB"), 0.4)
    kept = square_webps(upload(as_bytes(picture)))

    assert len(kept[SMALL_PHOTO]) <= MOST_BYTES[SMALL_PHOTO]
    assert len(kept[LARGE_PHOTO]) <= MOST_BYTES[LARGE_PHOTO]
    icons = (house.BASE_DIR / "static/img/icons.svg").stat().st_size / 2  # compressed to a third
    assert 6 * MOST_BYTES[SMALL_PHOTO] + icons <= 24 * 1024


# --- Row 84: metadata ------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_row_84_where_and_by_whom_it_was_taken_is_gone(kind):
    sent = as_bytes(face(), kind, exif=exif(), icc_profile=srgb_profile())
    assert SECRET.encode() in sent

    for content in square_webps(upload(sent)).values():
        assert chunks(content) == ["VP8 "]
        assert SECRET.encode() not in content
        assert not Image.open(BytesIO(content)).getexif()


# --- Row 20: what an upload is ---------------------------------------------------------------------
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "me.jpg"),
        (b"<!doctype html>" + SCRIPT, "me.jpg.html"),
        (b"%PDF-1.7 1 0 obj << /OpenAction << /S /JavaScript >> >>", "me.pdf"),
        (b"GIF89a/*" + SCRIPT, "me.png"),
        (b"%PDF-1.7\n" + jpeg(), "me.jpg"),
        (SCRIPT + jpeg(), "me.jpg"),
        (as_bytes(face(), "GIF"), "me.jpg"),
        (as_bytes(face(), "BMP"), "me.jpg"),
        (as_bytes(face(), "TIFF"), "me.png"),
        (b"", "me.jpg"),
        (b"\xff\xd8\xff", "me.jpg"),
    ],
    ids=["svg", "html", "pdf", "gif/js", "pdf/jpeg", "js/jpeg", "gif", "bmp", "tiff", "nothing", "three bytes"],
)
def test_row_20_only_a_photo_by_its_content_is_taken(content, name):
    with pytest.raises(PhotoRefused, match="Choose a JPEG, PNG or WebP photo"):
        square_webps(upload(content, name=name))


@pytest.mark.parametrize("name", ["me.svg", "me.php.jpg", "../../etc/me.html"])
def test_row_20_the_name_of_a_file_counts_for_nothing(name):
    assert set(square_webps(upload(name=name, content_type="text/html"))) == {SMALL_PHOTO, LARGE_PHOTO}


@pytest.mark.parametrize(
    "sent",
    [jpeg() + SCRIPT, jpeg(comment=SCRIPT), jpeg() + b"PK\x03\x04" + SCRIPT],
    ids=["behind", "comment", "archive"],
)
def test_row_20_of_a_file_that_is_two_things_only_the_picture_is_left(sent):
    assert SCRIPT in sent

    for content in square_webps(upload(sent)).values():
        assert chunks(content) == ["VP8 "]
        assert SCRIPT not in content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_row_20_half_a_file_is_refused(kind):
    whole = as_bytes(face(), kind)

    with pytest.raises(PhotoRefused):
        square_webps(upload(whole[: len(whole) // 2]))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_row_20_a_picture_that_moves_is_refused(kind):
    moving = as_bytes(face(), kind, save_all=True, append_images=[halves((800, 1000))], duration=100)

    with pytest.raises(PhotoRefused, match="moves"):
        square_webps(upload(moving))


def test_a_portrait_of_a_telephone_with_a_second_picture_behind_it_is_taken():
    portrait = as_bytes(face(), "MPO", save_all=True, append_images=[halves((800, 1000))])

    assert set(square_webps(upload(portrait))) == {SMALL_PHOTO, LARGE_PHOTO}


# --- Row 21: how much of it ------------------------------------------------------------------------
def test_row_21_too_many_bytes_are_refused_unread(settings):
    settings.PHOTO_MAX_BYTES = 1_000_000
    file = upload(b"\xff" * 1_000_001)

    with pytest.raises(PhotoRefused, match="larger than 1 MB"):
        square_webps(file)

    assert file.tell() == 0


@pytest.mark.parametrize("side", [5_001, 12_000, 50_000])
def test_row_21_too_many_pixels_are_refused_by_the_header(side, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", None)  # whatever unpacks it fails with another sentence

    with pytest.raises(PhotoRefused, match="more than 25 million pixels"):
        square_webps(upload(png_header(side, side)))


def test_row_21_too_few_pixels_are_told():
    with pytest.raises(PhotoRefused, match="at least 192 by 192"):
        square_webps(upload(jpeg((191, 600))))


def test_row_21_a_jpeg_of_very_many_scans_is_refused():
    sent = jpeg()
    end = sent.rindex(b"\xff\xd9")
    one_scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x00\x00"

    with pytest.raises(PhotoRefused, match="Choose a JPEG"):
        square_webps(upload(sent[:end] + one_scan * (MOST_JPEG_SCANS + 1) + sent[end:]))


def test_row_21_memory_stays_flat_under_bombs():
    """A process of its own, so that nothing else of the suite counts."""
    program = """
import resource
import django; django.setup()
from accounts.photos import PhotoRefused, square_webps
from tests.accounts.pictures import jpeg, png_header, upload
square_webps(upload(jpeg()))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for side in (50_000, 30_000, 12_000, 5_001) * 25:
    try:
        square_webps(upload(png_header(side, side)))
    except PhotoRefused:
        continue
    raise SystemExit("taken")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    done = subprocess.run([sys.executable, "-c", program], env=dict(os.environ), capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 8 * 1024  # kilobytes
