"""Which requests are counted, under which name, and what they asked the database: under WSGI and ASGI alike."""

import logging
import time

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test import AsyncClient, Client
from django.urls import reverse

from dashboards.measuring import ongoing
from dashboards.measuring.flushing import Flushing
from dashboards.measuring.recorder import Recorder

pytestmark = pytest.mark.django_db


def counted(recorder):
    """Return ``{(name, method, hundreds of the status): how often}``."""
    found = {}
    for (_hour, _kind, name, method, status, _step), (number, *_sums) in recorder.system.sums.items():
        found[name, method, status] = found.get((name, method, status), 0) + number
    return found


def test_pages_are_counted_under_the_name_of_their_address(measured):
    client = Client()
    client.get(reverse("scheduling:home"))
    client.get(reverse("scheduling:home"))
    client.get(reverse("admin:index"))
    client.get("/doctors/nobody/")
    client.get("/no/such/page/")
    client.post(reverse("scheduling:home"))

    assert counted(measured) == {
        ("scheduling:home", "GET", 2): 2,
        ("admin:index", "GET", 3): 1,
        ("scheduling:doctor", "GET", 4): 1,
        ("", "GET", 4): 1,
        ("scheduling:home", "POST", 4): 1,
    }


@pytest.mark.parametrize("address", ["/static/css/tokens.css", "/health/", "/health/ready/"])
def test_files_and_health_are_nobodys_page(measured, address):
    Client().get(address)

    assert counted(measured) == {}


def test_a_page_that_fails_is_counted_as_failed(measured, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("scheduling.views.search.Specialty", fails)
    logging.getLogger("django.request").disabled = True
    try:
        answer = Client(raise_request_exception=False).get(reverse("scheduling:home"))
    finally:
        logging.getLogger("django.request").disabled = False

    assert answer.status_code == 500
    assert counted(measured) == {("scheduling:home", "GET", 5): 1}


def test_a_request_writes_nothing_and_its_queries_are_counted(measured, django_assert_num_queries):
    client = Client()
    client.get(reverse("scheduling:home"))
    ((_key, (_number, _micro, queries)),) = measured.system.take().items()

    with django_assert_num_queries(queries):
        client.get(reverse("scheduling:home"))
    assert queries > 1


def test_under_asgi_too(measured):
    ongoing.watch_connections()  # in a server they are opened later, and watched from then on
    async_to_sync(AsyncClient().get)(reverse("scheduling:home"))

    assert counted(measured) == {("scheduling:home", "GET", 2): 1}
    assert next(iter(measured.system.sums.values()))[2] > 1


def test_is_off_where_the_installation_says_so(settings, measured):
    settings.MEASURING = False
    Client().get(reverse("scheduling:home"))

    assert counted(measured) == {}


# --- Slow statements ---------------------------------------------------------------------------------


def test_a_slow_statement_is_kept_with_its_page_and_without_values(settings, measured):
    settings.SLOW_STATEMENT_SECONDS = 0.0
    Client().get(reverse("scheduling:results"), {"specialty": "dermatology", "q": "secret"})

    told = {key[3] for key in measured.statements.sums}
    assert told
    assert {key[1] for key in measured.statements.sums} == {"scheduling:results"}
    assert not any("secret" in text or "dermatology" in text for text in told)
    assert sum(number for number, _micro in measured.statements.sums.values()) <= ongoing.MOST_KEPT


def test_quick_ones_and_those_outside_of_requests_are_not(measured):
    Client().get(reverse("scheduling:home"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")

    assert measured.statements.sums == {}


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ("SELECT a FROM t1 WHERE b = 'Maria''s' AND c = 12", "SELECT a FROM t1 WHERE b = ? AND c = ?"),
        ('SELECT "t2"."x3" FROM t2  LIMIT 21', 'SELECT "t2"."x3" FROM t2 LIMIT ?'),
        ("x IN (%s, %s, %s)", "x IN (%s, …)"),
        ("x > -1.5", "x > ?"),
    ],
)
def test_a_text_has_no_values_left(sql, text):
    assert ongoing.without_values(sql) == text


# --- The thread --------------------------------------------------------------------------------------


class Writes:
    """A recorder that says when it was written."""

    def __init__(self):
        self.times = 0

    def write(self):
        self.times += 1


def test_the_thread_writes_by_the_clock_and_once_more_at_the_end():
    recorder = Writes()
    flushing = Flushing(recorder, every=0.01)
    flushing.begin()
    thread = flushing.thread
    flushing.begin()
    until = time.monotonic() + 5
    while recorder.times < 2 and time.monotonic() < until:
        time.sleep(0.01)
    written = recorder.times
    flushing.end()

    assert flushing.thread is None
    assert not thread.is_alive()
    assert recorder.times > written >= 2


def test_a_child_has_nothing_counted_and_no_thread():
    recorder = Recorder(clock=lambda: 0)
    recorder.page(name="x", method="GET", status=200, seconds=1)
    flushing = Flushing(recorder)
    flushing.thread = object()
    flushing.forget()

    assert flushing.thread is None
    assert not recorder.has_something
