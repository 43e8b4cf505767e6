"""What is sent is no larger than anything we ask for (SECURITY.md row 21), and kept only where nothing serves it."""

import asyncio

import pytest
from django.core.checks import Tags, run_checks
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from config.uploads import BodyLimit


# --- Files of a form --------------------------------------------------------------------------------
def uploaded(*sizes):
    """Return the files of a request as a view gets them."""
    files = {f"file{nth}": SimpleUploadedFile("me.jpg", b"x" * size) for nth, size in enumerate(sizes)}
    return RequestFactory().post("/", files).FILES.values()


@pytest.mark.parametrize("size", [1, 70_000, 3_000_000])
def test_a_file_as_large_as_allowed_arrives_whole(size):
    (file,) = uploaded(size)

    assert (file.size, len(file.read())) == (size, size)


def test_row_21_of_a_larger_one_arrives_what_shows_that_it_is(settings):
    settings.UPLOAD_MAX_BYTES = 1_000_000
    (file,) = uploaded(9_000_000)

    assert 1_000_000 < file.size <= 1_000_000 + 64 * 1024


def test_row_21_many_files_are_together_no_more_than_one(settings):
    settings.UPLOAD_MAX_BYTES = 1_000_000

    assert sum(file.size for file in uploaded(*[800_000] * 20)) <= 1_000_000 + 64 * 1024


# --- The body of a request --------------------------------------------------------------------------
MOST = 1000


def send(*pieces, declared=None, kind="http"):
    """Send a body in pieces to an application that reads it all; return what it read and what was answered."""
    read, answered, waiting = [], [], [*pieces]

    async def application(scope, receive, send):
        if scope["type"] != "http":
            read.append(scope["type"])
            return
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            read.append(message["body"])
            more = message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive():
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def answer(message):
        answered.append(message.get("status"))

    headers = [] if declared is None else [(b"content-length", str(declared).encode())]
    door = BodyLimit(application, most=MOST)
    asyncio.run(door({"type": kind, "headers": headers}, receive, answer))
    return read, answered[0] if answered else None


def test_a_body_within_the_limit_passes():
    assert send(b"x" * 600, b"y" * 400, declared=1000) == ([b"x" * 600, b"y" * 400], 200)


def test_row_21_one_that_says_it_is_larger_is_refused_unread():
    assert send(b"x", declared=MOST + 1) == ([], 413)


def test_row_21_one_that_does_not_say_is_cut_off_where_it_is_too_large():
    assert send(*[b"x" * 400] * 9) == ([b"x" * 400] * 2, 413)


def test_what_is_no_request_passes():
    assert send(kind="lifespan") == (["lifespan"], None)


def test_the_server_has_this_door():
    from config.asgi import application

    assert isinstance(application, BodyLimit)
    assert application.most >= 2 * 10_000_000  # a photo too large is told so by its form


# --- Where they are kept ----------------------------------------------------------------------------
def reasons():
    return [error.id for error in run_checks(tags=[Tags.files])]


@pytest.fixture
def production(settings, disk):
    settings.DEMO_ACCOUNTS_ALLOWED = False
    disk.mkdir()
    settings.PRIVATE_FILES_DIR.mkdir()
    return disk


def test_a_directory_that_can_be_written_will_do(production):
    assert reasons() == []


def test_production_refuses_to_lose_photos(production):
    production.rmdir()

    assert reasons() == ["config.E002"]


def test_production_refuses_a_directory_it_cannot_write(production, monkeypatch):
    monkeypatch.setattr("config.checks.os.access", lambda place, mode: False)  # root may write everywhere

    assert reasons() == ["config.E002"] * 2


@pytest.mark.parametrize("inside", ["", "uploads"])
def test_row_20_production_refuses_a_directory_files_are_served_from(production, settings, inside):
    settings.STATIC_ROOT = production
    (production / inside).mkdir(exist_ok=True)
    settings.MEDIA_ROOT = production / inside

    assert reasons() == ["config.E003"]


def test_production_refuses_to_lose_documents(production, settings):
    settings.PRIVATE_FILES_DIR.rmdir()

    (error,) = run_checks(tags=[Tags.files])
    assert error.id == "config.E002"
    assert "PRIVATE_FILES_DIR" in error.msg
    assert "documents of patients would be lost" in error.msg


def test_row_20_production_refuses_to_keep_documents_where_files_are_served_from(production, settings):
    settings.STATIC_ROOT = settings.PRIVATE_FILES_DIR

    assert reasons() == ["config.E003"]


def test_a_developers_machine_makes_its_own(settings, disk):
    assert reasons() == []


def test_row_20_no_address_leads_to_a_document(client, db, disk, settings):
    settings.PRIVATE_FILES_DIR.mkdir()
    (settings.PRIVATE_FILES_DIR / "note").write_text("<script>alert(1)</script>")

    for address in ("/private/note", "/note", "/static/note", "/documents/note", "/media/note"):
        assert client.get(address).status_code == 404, address


def test_row_20_no_address_leads_to_what_is_stored(client, db, disk):
    disk.mkdir()
    (disk / "note.html").write_text("<script>alert(1)</script>")

    for address in ("/media/note.html", "/note.html", "/static/note.html", "/doctors/note.html"):
        assert client.get(address).status_code == 404
