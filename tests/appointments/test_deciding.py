"""Approve and decline, one and many."""

import datetime as dt

import pytest

from appointments.lifecycle import Status, TransitionNotAllowed, Verb
from appointments.models import Message
from appointments.policies import NotAllowed
from appointments.schedule_check import check_schedule
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve, decide_many, reject
from appointments.services.expiring import expire, expire_due
from appointments.services.recording import Stale, version_seen
from appointments.services.undoing import undo
from scheduling.models import TimeSlot
from scheduling.services.claiming import SlotTaken
from tests.factories import PatientFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(book_it, by_doctor):
    """A request for the first two slots of Wednesday."""
    return book_it(offer=by_doctor)


def test_yes_confirms_and_keeps_the_time(request_, doctor, now):
    approved = approve(appointment=request_, actor=doctor.user, now=now)

    assert approved.status == Status.CONFIRMED
    assert approved.slot_links.count() == 2
    assert check_schedule(now=now) == []


def test_the_news_of_a_yes_waits_for_the_minute_of_undo(request_, doctor, now):
    approve(appointment=request_, actor=doctor.user, now=now)

    email = Message.objects.get(event__kind=Verb.APPROVE, channel="email")
    assert email.send_after == now + dt.timedelta(seconds=60)


def test_no_gives_the_time_back_after_the_minute(request_, doctor, book_it, by_doctor, other_patient, now):
    rejected = reject(appointment=request_, actor=doctor.user, now=now, reason_code="wrong_doctor")

    assert rejected.status == Status.REJECTED
    assert not rejected.slot_links.exists()
    assert check_schedule(now=now) == []
    other = {"offer": by_doctor, "patient": other_patient, "actor": other_patient.user}
    with pytest.raises(SlotTaken):
        book_it(**other)
    assert book_it(**other, now=now + dt.timedelta(seconds=61)).status == Status.REQUESTED


def test_undo_puts_a_no_back_and_calls_the_news_back(request_, doctor, now):
    reject(appointment=request_, actor=doctor.user, now=now, reason_code="other")

    back = undo(appointment=request_, actor=doctor.user, now=now + dt.timedelta(seconds=30))

    assert back.status == Status.REQUESTED
    assert back.slot_links.count() == 2
    assert not Message.objects.filter(event__kind=Verb.REJECT, status="queued").exists()
    assert check_schedule(now=now) == []


def test_undo_is_refused_after_the_minute_and_to_others(request_, doctor, front_desk, now):
    approve(appointment=request_, actor=doctor.user, now=now)

    with pytest.raises(NotAllowed, match="too late"):
        undo(appointment=request_, actor=doctor.user, now=now + dt.timedelta(seconds=61))
    with pytest.raises(NotAllowed, match="nothing of yours"):
        undo(appointment=request_, actor=front_desk, now=now)


def test_undo_is_refused_once_something_else_happened(request_, doctor, patient, now):
    approve(appointment=request_, actor=doctor.user, now=now)
    cancel(appointment=request_, actor=patient.user, now=now)

    with pytest.raises(NotAllowed):
        undo(appointment=request_, actor=doctor.user, now=now)


def test_undo_cannot_be_undone(request_, doctor, now):
    approve(appointment=request_, actor=doctor.user, now=now)
    undo(appointment=request_, actor=doctor.user, now=now)

    with pytest.raises(NotAllowed):
        undo(appointment=request_, actor=doctor.user, now=now)


def test_only_the_clinic_decides(request_, patient, now):
    for stranger in (patient.user, UserFactory(role="doctor")):
        with pytest.raises(NotAllowed, match="Only the clinic"):
            approve(appointment=request_, actor=stranger, now=now)


def test_a_yes_counts_after_the_deadline_but_not_after_the_start(request_, doctor, now):
    with pytest.raises(NotAllowed, match="has passed"):
        approve(appointment=request_, actor=doctor.user, now=request_.starts_at)

    assert approve(appointment=request_, actor=doctor.user, now=request_.decide_by + dt.timedelta(minutes=1)).is_active


def test_deciding_twice_is_refused(request_, doctor, now):
    approve(appointment=request_, actor=doctor.user, now=now)

    with pytest.raises(NotAllowed, match="Confirmed"):
        reject(appointment=request_, actor=doctor.user, now=now, reason_code="other")


def test_an_answer_to_an_old_page_is_stale(request_, doctor, front_desk, now):
    seen = version_seen(request_)
    approve(appointment=request_, actor=front_desk, now=now)

    with pytest.raises(Stale):
        reject(appointment=request_, actor=doctor.user, now=now, reason_code="other", seen=seen)


def test_many_are_decided_and_one_refusal_stops_nobody(book_it, by_doctor, published, doctor, now):
    people = PatientFactory.create_batch(3)
    requests = [
        book_it(offer=by_doctor, patient=person, actor=person.user, starts_at=published[2 * number])
        for number, person in enumerate(people)
    ]
    cancel(appointment=requests[1], actor=people[1].user, now=now)

    decisions = decide_many(appointments=requests, verb=Verb.APPROVE, actor=doctor.user, now=now)

    assert [done.pk for done in decisions.done] == [requests[0].pk, requests[2].pk]
    assert [(appointment.pk, "Cancelled" in words) for appointment, words in decisions.refused] == [
        (requests[1].pk, True)
    ]


def test_the_deadline_ends_a_request_and_offers_other_times(request_, now):
    assert expire_due(now=request_.decide_by) == 1

    request_.refresh_from_db()
    assert request_.status == Status.EXPIRED
    assert not TimeSlot.objects.filter(status="booked").exists()
    assert Message.objects.filter(event__kind=Verb.EXPIRE, channel="email", patient=request_.patient).count() == 1
    assert expire_due(now=request_.decide_by) == 0


def test_nothing_expires_before_its_deadline(request_, now):
    with pytest.raises(TransitionNotAllowed):
        expire(appointment=request_, now=now)
