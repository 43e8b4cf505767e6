"""Offer other times: each is held, the old one stays, and whatever else happens to the appointment ends the offer."""

import datetime as dt

import pytest

from accounts.models import AuditEntry
from appointments.lifecycle import Status, TransitionNotAllowed
from appointments.models import Message
from appointments.policies import NotAllowed
from appointments.proposals.models import Proposal
from appointments.proposals.services.offering import offer_nearest
from appointments.schedule_check import check_schedule
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve, reject
from appointments.services.expiring import expire, expire_due
from appointments.services.rescheduling import reschedule
from appointments.services.undoing import undo
from scheduling.models import TimeSlot
from scheduling.services.claiming import SlotTaken

pytestmark = pytest.mark.django_db


def held(doctor, now):
    rows = TimeSlot.objects.filter(doctor=doctor, held_until__gt=now).order_by("minute")
    return list(rows.values_list("starts_at", flat=True))


def test_holds_the_times_and_keeps_the_old_one(offered, proposal, doctor, published, now):
    assert held(doctor, now) == [published[3], published[6]]
    assert (offered.status, offered.starts_at, offered.state.label) == (
        Status.CONFIRMED, published[0], "Other time offered",
    )  # fmt: skip
    assert offered.offered_until == proposal.answer_by
    assert AuditEntry.objects.filter(action="offered", patient=offered.patient).count() == 1
    assert check_schedule(now=now) == []


def test_the_answer_is_due_two_hours_before_the_earliest_time(proposal, published, now):
    assert proposal.answer_by == published[0] - dt.timedelta(hours=2) < now + dt.timedelta(hours=24)


def test_a_start_that_is_near_leaves_half_of_what_is_left(booked, published, offer_to):
    near = published[0] - dt.timedelta(minutes=30)

    assert offer_to(booked, [published[3]], now=near).answer_by == near + dt.timedelta(minutes=15)


def test_the_patient_is_told_once_the_minute_is_over(offered, patient, now):
    messages = Message.objects.filter(kind="offered")

    assert set(messages.values_list("user", flat=True)) == {patient.user_id}
    assert {row.send_after > now for row in messages} == {True}
    assert "Wed 25 Nov, 10:00am" in messages.get(channel="email").text
    assert f"/appointments/{offered.reference}/answer/" in messages.get(channel="email").text


def test_others_cannot_book_what_is_offered(offered, book_it, other_patient, published):
    with pytest.raises(SlotTaken):
        book_it(patient=other_patient, actor=other_patient.user, starts_at=published[3])


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ([], "at least one"),
        ([2, 3, 4, 5], "three times at most"),
        ([0], "already has"),
    ],
)
def test_refuses_what_makes_no_offer(booked, published, offer_to, numbers, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        offer_to(booked, [published[number] for number in numbers])


def test_refuses_two_times_that_overlap(book_it, by_doctor, published, offer_to):
    with pytest.raises(NotAllowed, match="overlap"):
        offer_to(book_it(offer=by_doctor), [published[4], published[5]])


def test_refuses_when_the_patient_is_elsewhere(booked, book_it, published, offer_to):
    book_it(starts_at=published[5])

    with pytest.raises(NotAllowed, match="another appointment at one of these times"):
        offer_to(booked, [published[5]])


def test_a_time_that_was_taken_takes_the_whole_offer_back(
    booked, book_it, other_patient, doctor, published, offer_to, now
):
    book_it(patient=other_patient, actor=other_patient.user, starts_at=published[6])

    with pytest.raises(SlotTaken):
        offer_to(booked, [published[3], published[6]])
    assert held(doctor, now) == []
    assert not Proposal.objects.exists()


def test_one_offer_waits_at_a_time(offered, published, offer_to):
    with pytest.raises(NotAllowed, match="offered already"):
        offer_to(offered, [published[8]])


def test_a_patient_offers_nothing(booked, patient, published, offer_to):
    with pytest.raises(NotAllowed, match="Only the clinic"):
        offer_to(booked, [published[3]], actor=patient.user)


def test_is_undone_within_the_minute_and_nobody_hears_of_it(offered, proposal, doctor, now):
    undo(appointment=offered, actor=doctor.user, now=now + dt.timedelta(seconds=30))

    proposal.refresh_from_db()
    assert proposal.status == Proposal.Status.WITHDRAWN
    assert held(doctor, now) == []
    assert set(Message.objects.filter(kind="offered").values_list("status", flat=True)) == {"cancelled"}
    assert check_schedule(now=now) == []


@pytest.mark.parametrize("what", ["cancel", "move", "approve", "reject"])
def test_whatever_else_happens_takes_the_offer_back(book_it, by_doctor, doctor, published, offer_to, now, what):
    asked = book_it(offer=by_doctor)
    proposal = offer_to(asked, [published[4], published[7]])
    said = {"appointment": asked, "actor": doctor.user, "now": now}
    {
        "cancel": lambda: cancel(**said),
        "move": lambda: reschedule(**said, starts_at=published[2], by_right=True),
        "approve": lambda: approve(**said),
        "reject": lambda: reject(**said, reason_code="no_time"),
    }[what]()

    proposal.refresh_from_db()
    asked.refresh_from_db()
    assert (proposal.status, proposal.ended_at, asked.offered_until) == ("withdrawn", now, None)
    assert not set(held(doctor, now)) & {published[4], published[7]}
    assert set(Message.objects.filter(kind="offered").values_list("status", flat=True)) == {"cancelled"}
    assert check_schedule(now=now) == []


def test_a_request_does_not_end_while_the_patient_has_the_word(book_it, by_doctor, published, offer_to, now):
    asked = book_it(offer=by_doctor)
    offer_to(asked, [published[4]])
    type(asked).objects.filter(pk=asked.pk).update(decide_by=now)

    assert expire_due(now=now) == 0
    with pytest.raises(TransitionNotAllowed):
        expire(appointment=asked, now=now)


def test_the_nearest_times_are_found_for_each_and_nothing_is_offered_twice(
    booked, book_it, other_patient, doctor, published, now
):
    other = book_it(patient=other_patient, actor=other_patient.user, starts_at=published[1])

    offers = offer_nearest(appointments=[booked, other], actor=doctor.user, now=now)

    starts = [option.starts_at for proposal in offers.done for option in proposal.options.all()]
    assert [proposal.options.count() for proposal in offers.done] == [3, 3]
    assert sorted(starts) == held(doctor, now)
    assert len(set(starts)) == 6
    assert check_schedule(now=now) == []


def test_says_for_whom_there_is_no_time(booked, doctor, now):
    TimeSlot.objects.filter(status="open").delete()

    offers = offer_nearest(appointments=[booked], actor=doctor.user, now=now)

    assert offers.done == []
    assert "no free time to offer" in offers.refused[0][1]


def test_the_check_finds_an_offer_its_appointment_does_not_know(offered, now):
    type(offered).objects.filter(pk=offered.pk).update(offered_until=None)

    assert [finding.rule for finding in check_schedule(now=now)] == ["offer_and_appointment_disagree"]
