"""The answer to an offer: one of the times, none of them, or no answer at all."""

import datetime as dt

import pytest

from appointments.lifecycle import Status, TransitionNotAllowed
from appointments.models import Appointment, Message
from appointments.policies import NotAllowed
from appointments.proposals.models import Proposal
from appointments.proposals.services.answering import accept, refuse, refuse_and_cancel, seen_of
from appointments.proposals.services.ending import lapse, lapse_due, take_back
from appointments.schedule_check import check_schedule
from appointments.services.recording import Stale
from scheduling.models import TimeSlot
from scheduling.services.time_off import add_time_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(offered, proposal, patient, now):
    return {"appointment": offered, "seen": seen_of(proposal), "actor": patient.user, "now": now}


def of_doctor(kind):
    return Message.objects.filter(kind=kind, channel="in_app")


def free(doctor, now):
    return TimeSlot.objects.filter(doctor=doctor).free(now=now).count()


def test_takes_the_time_and_frees_the_old_one_and_the_others(said, clinic, doctor, proposal, published, now):
    moved = accept(**said, starts_at=published[3], clinic_id=clinic.pk)

    proposal.refresh_from_db()
    assert (moved.starts_at, moved.status, moved.offered_until) == (published[3], Status.CONFIRMED, None)
    assert proposal.status == Proposal.Status.ACCEPTED
    assert free(doctor, now) == TimeSlot.objects.filter(doctor=doctor).count() - 1
    assert "Wed 25 Nov, 10:00am" in of_doctor("doctor_offer_accepted").get().text
    assert Message.objects.filter(kind="moved", channel="email").count() == 1
    assert check_schedule(now=now) == []


def test_a_request_ends_confirmed(book_it, by_doctor, clinic, patient, published, offer_to, now):
    asked = book_it(offer=by_doctor)
    proposal = offer_to(asked, [published[4]])

    taken = accept(
        appointment=asked, seen=seen_of(proposal), actor=patient.user, now=now,
        starts_at=published[4], clinic_id=clinic.pk,
    )  # fmt: skip

    assert (taken.status, taken.starts_at) == (Status.CONFIRMED, published[4])
    assert check_schedule(now=now) == []


def test_the_patients_own_cut_off_does_not_stand_against_it(said, clinic, proposal, published):
    Appointment.objects.update(changeable_until=said["now"] - dt.timedelta(hours=1))

    assert accept(**said, starts_at=published[6], clinic_id=clinic.pk).starts_at == published[6]


def test_only_an_offered_time_can_be_taken(said, clinic, published):
    with pytest.raises(NotAllowed, match="Choose one of the times"):
        accept(**said, starts_at=published[8], clinic_id=clinic.pk)


def test_a_time_the_doctor_is_away_at_by_now_is_kept_and_marked(said, clinic, doctor, published, now):
    add_time_off(
        doctor=doctor, starts_at=published[3], ends_at=published[4], time_zone="Europe/London",
        actor=doctor.user, now=now,
    )  # fmt: skip

    assert accept(**said, starts_at=published[3], clinic_id=clinic.pk).attention == "doctor_away"
    assert check_schedule(now=now) == []


def test_an_answer_to_an_earlier_offer_is_stale(said, offered, clinic, doctor, published, offer_to, now):
    take_back(appointment=offered, actor=doctor.user, now=now)
    offer_to(offered, [published[3]])

    with pytest.raises(Stale):
        accept(**said, starts_at=published[3], clinic_id=clinic.pk)


def test_none_of_them_keeps_the_old_time(said, offered, doctor, proposal, published, now):
    refuse(**said)

    offered.refresh_from_db()
    proposal.refresh_from_db()
    assert (offered.status, offered.starts_at, offered.offered_until) == (Status.CONFIRMED, published[0], None)
    assert proposal.status == Proposal.Status.REFUSED
    assert "said no to the other times" in of_doctor("doctor_offer_refused").get().text
    assert TimeSlot.objects.filter(hold_key__isnull=False).count() == 0
    assert check_schedule(now=now) == []


def test_a_refused_request_gives_the_doctor_time_anew(book_it, by_doctor, patient, published, offer_to, now):
    asked = book_it(offer=by_doctor)
    proposal = offer_to(asked, [published[4]])
    Appointment.objects.filter(pk=asked.pk).update(decide_by=now)

    refused = refuse(appointment=asked, seen=seen_of(proposal), actor=patient.user, now=now)

    assert refused.status == Status.REQUESTED
    assert refused.decide_by == published[0] - dt.timedelta(hours=2)


def test_none_of_them_and_no_visit_at_all(said, offered, proposal, now):
    assert refuse_and_cancel(**said).status == Status.CANCELLED

    proposal.refresh_from_db()
    assert proposal.status == Proposal.Status.REFUSED
    assert check_schedule(now=now) == []


def test_answering_twice_does_it_once(said, clinic, offered, published):
    accept(**said, starts_at=published[3], clinic_id=clinic.pk)

    with pytest.raises(NotAllowed, match="time to answer is over"):
        accept(**said, starts_at=published[6], clinic_id=clinic.pk)
    assert offered.events.filter(kind="accepted").count() == 1


def test_lapses_and_frees_the_times(offered, proposal, doctor, published):
    Appointment.objects.filter(pk=offered.pk).update(attention="doctor_away")
    end = proposal.answer_by

    assert lapse_due(now=end - dt.timedelta(seconds=1)) == 0
    assert lapse_due(now=end) == 1
    assert lapse_due(now=end) == 0

    offered.refresh_from_db()
    proposal.refresh_from_db()
    assert (offered.starts_at, offered.attention) == (published[0], "doctor_away")
    assert (proposal.status, proposal.ended_at) == (Proposal.Status.LAPSED, end)
    assert TimeSlot.objects.filter(hold_key__isnull=False).count() == 0
    assert "free again" in of_doctor("doctor_offer_lapsed").get().text


def test_nobody_answers_after_the_end(said, clinic, proposal, published):
    with pytest.raises(NotAllowed, match="time to answer is over"):
        accept(**{**said, "now": proposal.answer_by}, starts_at=published[3], clinic_id=clinic.pk)


def test_what_was_answered_does_not_lapse(said, clinic, offered, proposal, published):
    accept(**said, starts_at=published[3], clinic_id=clinic.pk)

    with pytest.raises(TransitionNotAllowed):
        lapse(appointment=offered, now=proposal.answer_by)


def test_is_taken_back_by_the_clinic_alone(offered, doctor, patient, proposal, now):
    with pytest.raises(NotAllowed, match="Only the clinic"):
        take_back(appointment=offered, actor=patient.user, now=now)

    take_back(appointment=offered, actor=doctor.user, now=now)

    proposal.refresh_from_db()
    assert proposal.status == Proposal.Status.WITHDRAWN
    with pytest.raises(NotAllowed, match="no offer to take back"):
        take_back(appointment=offered, actor=doctor.user, now=now)
    assert check_schedule(now=now) == []
