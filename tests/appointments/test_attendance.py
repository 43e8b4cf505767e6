"""Who came and who did not."""

import datetime as dt
from functools import partial

import pytest

from appointments.lifecycle import Status, TransitionNotAllowed, Verb
from appointments.policies import NotAllowed
from appointments.services.attendance import record_attendance
from appointments.services.undoing import undo

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def test_the_day_goes_its_way(book_it, doctor, published):
    record = partial(record_attendance, appointment=book_it(), actor=doctor.user, now=published[0])

    assert record(verb=Verb.CHECK_IN).status == Status.CHECKED_IN
    assert record(verb=Verb.START).status == Status.IN_PROGRESS
    assert record(verb=Verb.COMPLETE).status == Status.COMPLETED


def test_only_on_the_day(book_it, doctor, now):
    with pytest.raises(NotAllowed, match="on the day"):
        record_attendance(appointment=book_it(), verb=Verb.CHECK_IN, actor=doctor.user, now=now)


def test_missed_only_after_the_grace_and_by_the_clinic(book_it, doctor, patient, published):
    record = partial(record_attendance, appointment=book_it(), verb=Verb.NO_SHOW)

    with pytest.raises(NotAllowed, match="10 minutes after"):
        record(actor=doctor.user, now=published[0] + 9 * MINUTE)
    with pytest.raises(NotAllowed, match="Only the clinic"):
        record(actor=patient.user, now=published[0] + 20 * MINUTE)
    missed = record(actor=doctor.user, now=published[0] + 10 * MINUTE)
    assert missed.status == Status.NO_SHOW
    assert missed.slot_links.exists()


def test_putting_it_right_needs_a_reason_and_the_right(book_it, doctor, front_desk, published):
    after = published[0] + 30 * MINUTE
    record = partial(record_attendance, appointment=book_it(), now=after)
    record(verb=Verb.NO_SHOW, actor=doctor.user)

    with pytest.raises(NotAllowed, match="Say why"):
        record(verb=Verb.COMPLETE, actor=doctor.user)
    with pytest.raises(NotAllowed, match="Ask a manager"):
        record(verb=Verb.COMPLETE, actor=front_desk, note="Was in the other room")
    assert record(verb=Verb.COMPLETE, actor=doctor.user, note="Was in the other room").status == Status.COMPLETED


def test_undo_takes_a_click_back(book_it, doctor, published):
    appointment = record_attendance(appointment=book_it(), verb=Verb.CHECK_IN, actor=doctor.user, now=published[0])

    assert undo(appointment=appointment, actor=doctor.user, now=published[0]).status == Status.CONFIRMED


def test_a_request_cannot_be_seen(book_it, by_doctor, doctor, published):
    with pytest.raises((TransitionNotAllowed, NotAllowed)):
        record_attendance(appointment=book_it(offer=by_doctor), verb=Verb.COMPLETE, actor=doctor.user, now=published[0])
