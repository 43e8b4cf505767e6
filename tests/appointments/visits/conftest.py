"""An appointment that has begun, and a hand that writes about it."""

import datetime as dt
import uuid

import pytest

from appointments.visits.notes_of import NotesOf
from appointments.visits.services.signing import sign
from appointments.visits.services.writing import save_draft

NOTE = {"reason": "A rash", "findings": "Red, dry skin", "assessment": "Eczema", "plan": "Cream, twice a day"}


@pytest.fixture
def visit(book_it):
    """Maria's follow-up with Dr Osei on Wednesday, 9:00am."""
    return book_it(reason="A rash")


@pytest.fixture
def begun(visit):
    """Five minutes into it."""
    return visit.starts_at + dt.timedelta(minutes=5)


@pytest.fixture
def write(visit, doctor, begun):
    """Return a function that saves as the page of the doctor would; everything it is not told is the usual."""

    def run(texts=NOTE, **told):
        usual = {"seen": NotesOf(visit).seen, "page": uuid.uuid4(), "turn": 1, "actor": doctor.user, "now": begun}
        return save_draft(appointment=visit, texts=texts, **usual | told)

    return run


@pytest.fixture
def signed(visit, write, doctor, begun):
    """The note of the visit, signed."""
    write()
    return sign(appointment=visit, seen=NotesOf(visit).seen, actor=doctor.user, now=begun)


@pytest.fixture
def add(visit, signed, write, doctor, begun):
    """Return a function that signs an amendment."""

    def run(text, *, now=begun):
        write({"amendment": text}, now=now)
        return sign(appointment=visit, seen=NotesOf(visit).seen, actor=doctor.user, now=now)

    return run
