"""A server process that has just started, and what happens at the clinic while somebody listens."""

import pytest

from appointments.services.deciding import approve
from dashboards.live import audiences, database, waking
from dashboards.live import stream as streams
from dashboards.live.hub import Hub
from dashboards.live.places import Places
from tests.dashboards.live.listening import (
    do,
    every_moment,
    in_the_tests_thread,
)


@pytest.fixture(autouse=True)
def _in_this_thread(monkeypatch, settings):
    """The hub of a process that has just started, on the connection of the test; its clocks run fast."""
    monkeypatch.setattr(database, "ask", in_the_tests_thread)
    monkeypatch.setattr(waking, "changes", every_moment)
    monkeypatch.setattr(streams, "hub", Hub())
    monkeypatch.setattr(streams, "places", Places())
    monkeypatch.setattr(audiences, "A_MOMENT", 0)
    monkeypatch.setattr(audiences.Onlookers, "listed", audiences.ListedDoctors())
    monkeypatch.setattr(audiences.ListedDoctors, "SHARED_SECONDS", 0)
    settings.LIVE_RECHECK_SECONDS = 0.2


@pytest.fixture
def request_of_maria(book_it, by_doctor, published):
    """A request, made a moment before anybody listens."""
    asked = book_it(offer=by_doctor, starts_at=published[3])
    assert asked.is_request
    return asked


@pytest.fixture
def said_yes(request_of_maria, doctor, now):
    return do(lambda: approve(appointment=request_of_maria, actor=doctor.user, now=now))
