"""Who came and who did not."""

import datetime as dt

import pytest

from appointments.lifecycle import Status, TransitionNotAllowed
from appointments.policies import NotAllowed
from appointments.services.attendance import check_in, complete, mark_no_show, start
from appointments.services.undoing import undo

pytestmark = pytest.mark.django_db


def test_the_day_goes_its_way(book_it, doctor, published):
    appointment = book_it()
    at = {"actor": doctor.user, "now": published[0]}

    assert check_in(appointment=appointment, **at).status == Status.CHECKED_IN
    assert start(appointment=appointment, **at).status == Status.IN_PROGRESS
    assert complete(appointment=appointment, **at).status == Status.COMPLETED


def test_only_on_the_day(book_it, doctor, now):
    with pytest.raises(NotAllowed, match="on the day"):
        check_in(appointment=book_it(), actor=doctor.user, now=now)


def test_missed_only_after_the_grace_and_by_the_clinic(book_it, doctor, patient, published):
    appointment = book_it()

    with pytest.raises(NotAllowed, match="10 minutes after"):
        mark_no_show(appointment=appointment, actor=doctor.user, now=published[0] + dt.timedelta(minutes=9))
    with pytest.raises(NotAllowed, match="Only the clinic"):
        mark_no_show(appointment=appointment, actor=patient.user, now=published[0] + dt.timedelta(minutes=20))
    missed = mark_no_show(appointment=appointment, actor=doctor.user, now=published[0] + dt.timedelta(minutes=10))
    assert missed.status == Status.NO_SHOW
    assert missed.slot_links.exists()


def test_putting_it_right_needs_a_reason_and_the_right(book_it, doctor, front_desk, published):
    after = published[0] + dt.timedelta(minutes=30)
    appointment = mark_no_show(appointment=book_it(), actor=doctor.user, now=after)

    with pytest.raises(NotAllowed, match="Say why"):
        complete(appointment=appointment, actor=doctor.user, now=after)
    with pytest.raises(NotAllowed, match="Ask a manager"):
        complete(appointment=appointment, actor=front_desk, now=after, note="Was in the other room")
    assert (
        complete(appointment=appointment, actor=doctor.user, now=after, note="Was in the other room").status
        == "completed"
    )


def test_undo_takes_a_click_back(book_it, doctor, published):
    appointment = check_in(appointment=book_it(), actor=doctor.user, now=published[0])

    assert undo(appointment=appointment, actor=doctor.user, now=published[0]).status == Status.CONFIRMED


def test_a_request_cannot_be_seen(book_it, by_doctor, doctor, published):
    with pytest.raises((TransitionNotAllowed, NotAllowed)):
        complete(appointment=book_it(offer=by_doctor), actor=doctor.user, now=published[0])
