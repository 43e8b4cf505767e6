"""What comes into a record as a document: told by its content, and nothing but what it shows (rows 20, 21, 84)."""

import time
from contextlib import suppress
from io import BytesIO

import pytest
from PIL import ExifTags, Image

from accounts.documents.content import checked
from accounts.documents.names import clean_name
from accounts.documents.pictures import MOST_JPEG_PARTS
from accounts.documents.refusal import FileRefused
from tests.accounts.pictures import SECRET, exif, png_header
from tests.accounts.record_files import packed, pdf, picture, upload

SMALL, LARGE = 1_000_000, 8_000_000
"""Bytes of two files to work on: the second's cost is a multiple of the first's, whatever the machine."""
TAKEN = {"PDF": pdf(), "PNG": picture("PNG"), "JPEG": picture("JPEG"), "WEBP": picture("WEBP")}
TYPES = {"PDF": "application/pdf", "PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}


def kept_of(content, name="letter.pdf"):
    return checked(upload(content, name)).content


def pixels(content):
    return Image.open(BytesIO(content)).convert("RGB").tobytes()


def cost(content):
    """Return the seconds of processor time that looking at ``content`` takes, at best of three."""
    taken = []
    for _round in range(3):
        began = time.process_time()
        with suppress(FileRefused):
            kept_of(content)
        taken.append(time.process_time() - began)
    return min(taken)


def grows_with_its_length(small, large):
    """Say whether eight times as long costs about eight times as much; were it the square, it would be sixty-four."""
    return cost(large) < 24 * cost(small) + 0.05


# --- What it is -------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", TAKEN)
@pytest.mark.parametrize("name", ["letter.pdf", "evil.html", ""])
def test_row_20_its_content_says_what_it_is_and_no_name(kind, name):
    upload_ = upload(TAKEN[kind], name or "x", "text/html")

    assert checked(upload_).content_type == TYPES[kind]


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"PK\x03\x04" + b"\0" * 60,
        b"MZ\x90\0",
        b"GIF89a" + b"\0" * 60,
        b"just text",
        b"<html>" + pdf(),  # readers look for the mark of a PDF further on as well; this one does not begin with it
    ],
)
def test_row_20_anything_else_is_refused(content):
    with pytest.raises(FileRefused, match="Choose a PDF, or a JPEG, PNG or WebP picture"):
        kept_of(content)


def test_an_empty_file_is_told_so():
    with pytest.raises(FileRefused, match="empty"):
        kept_of(b"")


def test_row_21_one_too_large_is_told_so(settings):
    settings.DOCUMENT_MAX_BYTES = 1_000_000

    with pytest.raises(FileRefused, match="larger than 1 MB"):
        kept_of(pdf(more=b" " * 1_000_000))


# --- PDF --------------------------------------------------------------------------------------------
def test_a_pdf_is_kept_byte_for_byte():
    assert kept_of(pdf()) == pdf()


@pytest.mark.parametrize("content", [pdf()[:-20], pdf(end=b""), pdf() + b"<script>alert(1)</script>", b"%PDF-1.4\n"])
def test_row_20_a_pdf_ends_where_it_says(content):
    with pytest.raises(FileRefused, match="damaged or not complete"):
        kept_of(content)


@pytest.mark.parametrize(
    "catalog",
    [
        "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
        "/OpenAction << /S /J#61vaScript /#4aS (app.alert(1)) >>",
        "/AA << /O << /S /Launch /F (cmd.exe) >> >>",
        "/X << /Subtype /RichMedia >>",
        "/X/JS(app.alert(1))",
    ],
)
def test_row_20_a_pdf_that_runs_something_is_refused(catalog):
    with pytest.raises(FileRefused, match="can run programs"):
        kept_of(pdf(catalog=catalog))


def test_row_20_also_where_the_program_lies_packed():
    with pytest.raises(FileRefused, match="can run programs"):
        kept_of(pdf(more=packed(b"<< /S /JavaScript /JS (app.alert(1)) >>")))

    assert kept_of(pdf(more=packed(b"<< /S /GoTo /D [3 0 R /Fit] >>")))


def test_words_about_programs_are_only_words():
    assert kept_of(pdf("Read about /JavaScript and /JS"))
    assert kept_of(pdf(catalog="/JSON (x) /Launched (y)"))


def test_a_locked_pdf_is_told_so():
    with pytest.raises(FileRefused, match="locked with a password"):
        kept_of(pdf(catalog="/Encrypt 9 0 R"))


def test_row_21_a_pdf_that_unpacks_to_no_end_is_refused(monkeypatch):
    monkeypatch.setattr("accounts.documents.pdf.MOST_INFLATED", 1_000_000)

    with pytest.raises(FileRefused, match="damaged"):
        kept_of(pdf(more=packed(b" " * 2_000_000)))


@pytest.mark.parametrize("piece", [b"stream\n", b"stream\nendstream ", b"/J#53", b"%%EOF", b"<<" * 8])
def test_row_21_no_pdf_keeps_the_server_busy(piece):
    small, large = (pdf(more=piece * (length // len(piece))) for length in (SMALL, LARGE))

    assert grows_with_its_length(small, large)


# --- Pictures ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_of_a_picture_every_pixel_stays(kind):
    assert pixels(kept_of(TAKEN[kind])) == pixels(TAKEN[kind])


@pytest.mark.parametrize(
    "options", [{"progressive": True}, {"quality": 100, "subsampling": 0}, {"restart_marker_rows": 1}]
)
def test_jpegs_of_every_make_stay(options):
    content = picture("JPEG", **options)

    assert pixels(kept_of(content)) == pixels(content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_row_84_where_and_by_whom_it_was_taken_is_not_kept(kind):
    content = picture(kind, exif=exif(orientation=6))
    assert SECRET.encode() in content

    kept = kept_of(content)

    assert SECRET.encode() not in kept
    assert ExifTags.IFD.GPSInfo not in Image.open(BytesIO(kept)).getexif()
    assert pixels(kept) == pixels(content)


def test_which_way_up_it_was_taken_stays():
    kept = kept_of(picture("JPEG", exif=exif(orientation=6)))

    assert dict(Image.open(BytesIO(kept)).getexif()) == {ExifTags.Base.Orientation: 6}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("behind", [b"PK\x03\x04 an archive", b"<script>alert(1)</script>", pdf()])
def test_row_20_what_hides_behind_a_picture_ends_here(kind, behind):
    kept = kept_of(TAKEN[kind] + behind)

    assert behind not in kept
    assert pixels(kept) == pixels(TAKEN[kind])


def test_row_20_what_hides_within_one_does_too():
    comment = b"<script>alert(1)</script>"
    content = picture("JPEG", comment=comment)
    assert comment in content

    assert comment not in kept_of(content)


def test_row_84_no_small_picture_within_shows_what_was_cut_off():
    head = b"\xff\xe0\x00\x10JFIF\0"
    shot = TAKEN["JPEG"]
    assert head in shot
    inside = b"JFIF\0" + b"\x01\x01\0\0\x01\0\x01" + b"\x01\x01" + b"RGB"
    with_one = shot.replace(shot[2:20], b"\xff\xe0" + (len(inside) + 2).to_bytes(2, "big") + inside)

    kept = kept_of(with_one)

    assert inside not in kept
    assert pixels(kept) == pixels(shot)
    assert head in kept_of(shot)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_half_a_picture_is_refused(kind):
    with pytest.raises(FileRefused, match="damaged"):
        kept_of(TAKEN[kind][: len(TAKEN[kind]) // 2])


def test_row_21_a_picture_that_would_fill_the_memory_is_refused_by_its_header():
    with pytest.raises(FileRefused, match="more than 50 million pixels"):
        kept_of(png_header(50_000, 50_000))


def test_row_21_and_one_just_above_what_we_take(settings):
    settings.DOCUMENT_MAX_PIXELS = 300 * 200 - 1

    with pytest.raises(FileRefused, match="pixels"):
        kept_of(TAKEN["PNG"])


@pytest.mark.parametrize("piece", [b"\xff", b"\xff\x00", b"\xff\xd0", b"\xff\xfe\x00\x02", b"\xff\xda\x00\x02"])
def test_row_21_no_picture_keeps_the_server_busy(piece):
    shot = TAKEN["JPEG"]
    small, large = (shot[:-2] + piece * (length // len(piece)) + shot[-2:] for length in (SMALL, LARGE))

    assert grows_with_its_length(small, large)


def test_row_21_nor_one_of_a_million_parts():
    shot = TAKEN["JPEG"]
    comment = b"\xff\xfe\x00\x02"

    assert kept_of(shot[:-2] + comment * 500 + shot[-2:])
    with pytest.raises(FileRefused, match="damaged"):
        kept_of(shot[:-2] + comment * (MOST_JPEG_PARTS + 1) + shot[-2:])


def test_row_21_nor_one_that_is_walked_over_again_and_again():
    with pytest.raises(FileRefused, match="damaged"):
        kept_of(TAKEN["JPEG"] + b"\xff\xda" * 30)


def test_a_moving_picture_is_told_so():
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    written = BytesIO()
    frames[0].save(written, "WEBP", save_all=True, append_images=frames[1:], duration=100)

    with pytest.raises(FileRefused, match="moves"):
        kept_of(written.getvalue())


# --- Its name ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Blood test.pdf", "Blood test.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\letter.pdf", "letter.pdf"),
        ("letter\r\nSet-Cookie: a=b.pdf", "letterSet-Cookie a=b.pdf"),
        ("letter\u202efdp.exe", "letterfdp.pdf"),
        ("invoice.pdf.exe", "invoice.pdf.pdf"),
        ("nul\0.pdf", "nul.pdf"),
        ("Überweisung Žofia 检查.pdf", "Überweisung Žofia 检查.pdf"),
        ("..", "document.pdf"),
        ("", "document.pdf"),
        (None, "document.pdf"),
        ("Dr. Osei wrote this", "Dr. Osei wrote this.pdf"),
        ("a" * 300 + ".pdf", "a" * 100 + ".pdf"),
    ],
)
def test_row_20_a_name_is_a_name_and_nothing_more(name, kept):
    assert clean_name(name, "application/pdf") == kept


# --- The clinic's own scanner -----------------------------------------------------------------------
def clean(content):
    return b"virus" not in content


def silent(content):
    raise TimeoutError


@pytest.mark.parametrize(
    ("scanner", "words"),
    [("clean", "virus check stopped"), ("silent", "cannot check files just now"), ("gone", "just now")],
)
def test_a_scanner_has_the_last_word(settings, scanner, words):
    settings.DOCUMENT_SCANNER = f"{__name__}.{scanner}"

    with pytest.raises(FileRefused, match=words):
        kept_of(pdf("virus"))


def test_what_the_scanner_lets_in_comes_in(settings):
    settings.DOCUMENT_SCANNER = f"{__name__}.clean"

    assert kept_of(pdf()) == pdf()
