"""Another doctor at the same time: theirs is claimed, the old one's is given back, and everybody concerned is told."""

import datetime as dt

import pytest

from accounts.models import RecordGrant
from appointments.lifecycle import Status
from appointments.models import Appointment, AppointmentSlot, Message
from appointments.policies import NotAllowed
from appointments.schedule_check import check_schedule
from appointments.services.changing_doctor import change_doctor
from appointments.services.recording import Stale, version_seen
from appointments.services.undoing import undo
from scheduling.models import TimeSlot
from scheduling.services.claiming import SlotTaken

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def hand_over(booked, colleague, front_desk, now):
    def run(**told):
        return change_doctor(**{"appointment": booked, "doctor": colleague, "actor": front_desk, "now": now} | told)

    return run


def owners_of(appointment):
    links = AppointmentSlot.objects.filter(appointment=appointment)
    return set(links.values_list("slot__doctor__full_name", flat=True))


def may_read(doctor, patient, now):
    return RecordGrant.objects.filter(doctor=doctor, patient=patient, until__gt=now + MINUTE).exists()


def test_the_colleague_has_the_time_and_the_other_is_free_after_the_undo(hand_over, booked, doctor, colleague, now):
    moved = hand_over()

    assert (moved.doctor, moved.starts_at, moved.reference) == (colleague, booked.starts_at, booked.reference)
    assert (moved.sequence, moved.status, owners_of(moved)) == (1, Status.CONFIRMED, {"Rosa Kim"})
    given_back = TimeSlot.objects.get(doctor=doctor, starts_at=moved.starts_at)
    assert (given_back.status, given_back.held_until) == ("open", now + MINUTE)
    assert check_schedule(now=now) == []


def test_leave_to_read_the_record_goes_along_and_comes_back(hand_over, booked, doctor, colleague, front_desk, now):
    hand_over()
    assert (may_read(doctor, booked.patient, now), may_read(colleague, booked.patient, now)) == (False, True)

    undo(appointment=Appointment.objects.get(), actor=front_desk, now=now + MINUTE / 2)
    assert (may_read(doctor, booked.patient, now), may_read(colleague, booked.patient, now)) == (True, False)


def test_undoing_gives_it_back_to_who_had_it(hand_over, booked, doctor, front_desk, now):
    back = undo(appointment=hand_over(), actor=front_desk, now=now + MINUTE / 2)

    assert (back.doctor, back.starts_at, owners_of(back)) == (doctor, booked.starts_at, {"Amara Osei"})
    assert set(Message.objects.filter(event__old_doctor=doctor).values_list("status", flat=True)) == {"cancelled"}
    assert check_schedule(now=now + MINUTE / 2) == []


def test_each_is_told_once(hand_over, booked, doctor, colleague):
    hand_over()
    told = Message.objects.filter(event__old_doctor=doctor)

    in_app = {row.user: row for row in told.filter(channel="in_app")}
    assert set(in_app) == {booked.patient.user, doctor.user, colleague.user}
    assert "Another doctor will see you" in in_app[booked.patient.user].subject
    assert "Dr Rosa Kim sees you, Wed 25 Nov, 9:00am as booked" in in_app[booked.patient.user].text
    assert "Dr Kim has it now" in in_app[doctor.user].text
    assert in_app[doctor.user].link == "/doctor/"
    assert "Maria Lopes" in in_app[colleague.user].text


def test_an_absent_doctor_is_the_reason_and_no_mark_any_more(hand_over, booked, doctor):
    Appointment.objects.update(attention="doctor_away")
    moved = hand_over(note="Flu")

    assert moved.attention == ""
    assert (moved.last_event.reason_code, moved.last_event.old_doctor) == ("doctor_away", doctor)


def test_who_is_busy_then_gets_nothing(hand_over, booked, colleague, other_patient, book_it, now):
    book_it(patient=other_patient, actor=other_patient.user, offer=colleague.offers.get())

    with pytest.raises(SlotTaken):
        hand_over()
    booked.refresh_from_db()
    assert (booked.doctor.full_name, owners_of(booked)) == ("Amara Osei", {"Amara Osei"})
    assert check_schedule(now=now) == []


def test_who_does_not_offer_the_visit_gets_nothing(hand_over, colleague):
    colleague.offers.update(is_active=False)

    with pytest.raises(NotAllowed, match="Dr Rosa Kim does not offer this kind of visit"):
        hand_over()


def test_whoever_has_it_is_no_other_doctor(hand_over, doctor):
    with pytest.raises(NotAllowed, match="has this appointment already"):
        hand_over(doctor=doctor)


def test_hours_that_name_other_visits_are_left_alone(hand_over, colleague, by_doctor):
    colleague.working_hours.get().visit_types.add(by_doctor.visit_type)

    with pytest.raises(SlotTaken):
        hand_over()


def test_patients_do_not_choose_for_the_clinic(hand_over, patient):
    with pytest.raises(NotAllowed):
        hand_over(actor=patient.user)


def test_the_page_of_the_doctor_before_is_old(hand_over, booked, colleague, front_desk, now):
    seen = version_seen(booked)
    hand_over(seen=seen)

    with pytest.raises(Stale):
        hand_over(seen=seen)
    with pytest.raises(Stale):  # the doctor locked is not the one it has
        change_doctor(appointment=booked, doctor=booked.doctor, actor=front_desk, now=now)
