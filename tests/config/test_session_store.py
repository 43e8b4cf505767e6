"""The row of a session is written although somebody else is writing, and not once it is gone."""

import sqlite3
from types import SimpleNamespace

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError

from config import session_store
from config.session_store import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(monkeypatch):
    """A stored session, written as in a request: outside any transaction."""
    monkeypatch.setattr(session_store, "wait_a_moment", lambda: None)
    monkeypatch.setattr(session_store, "connection", SimpleNamespace(in_atomic_block=False))
    store = SessionStore()
    store["draft"] = "first"
    store.create()
    return store


@pytest.fixture
def busy(monkeypatch):
    """Return a function that makes the next ``times`` writes meet a database that is locked."""
    left = []
    save = Session.save

    def saving(row, *args, **kwargs):
        if left:
            left.pop()
            raise OperationalError("database is locked") from sqlite3.OperationalError("database is locked")
        return save(row, *args, **kwargs)

    monkeypatch.setattr(Session, "save", saving)
    return lambda times: left.extend(range(times))


def test_a_busy_database_is_waited_for(session, busy):
    busy(2)
    session["draft"] = "second"
    session.save()

    assert SessionStore(session.session_key)["draft"] == "second"


def test_in_the_end_it_is_said(session, busy):
    busy(3)

    with pytest.raises(UpdateError):
        session.save()


def test_a_session_that_has_ended_is_not_tried_again(session, busy, monkeypatch):
    waits = []
    monkeypatch.setattr(session_store, "wait_a_moment", lambda: waits.append(1))
    Session.objects.all().delete()

    with pytest.raises(UpdateError):
        session.save()
    assert waits == []
