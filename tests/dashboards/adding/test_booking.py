"""A doctor books for a patient: at a free time, off the grid, or beside a full one with a reason."""

import pytest

from appointments.lifecycle import Status
from appointments.models import Appointment, Message
from appointments.schedule_check import check_schedule
from scheduling.services.time_off import add_time_off
from scheduling.slot_value import slot_value
from tests.dashboards.adding.pages import latest, page_of, said, text
from tests.factories import ClinicFactory, OfferFactory, PatientFactory, VisitTypeFactory


def test_books_confirmed_and_tells_the_patient(doctor_client, doctor, known, typed, at, now):
    answer = doctor_client.post(page_of(known), typed(known))

    made = latest()
    assert (made.starts_at, made.status, made.reason) == (at(25, 9, 20), Status.CONFIRMED, "A cough")
    assert made.booked_by == doctor.user
    assert answer["Location"] == "/doctor/?date=2026-11-25"
    assert said(answer) == ["Booked: Maria Lopes, Wed 25 Nov, 9:20am."]
    assert Message.objects.filter(event__appointment=made, kind="booked", channel="email").exists()
    assert check_schedule(now=now) == []


def test_leads_back_to_where_it_was_begun(doctor_client, known, typed):
    answer = doctor_client.post(page_of(known) + "?next=/doctor/calendar/", typed(known))

    assert answer["Location"] == "/doctor/calendar/"


def test_notice_horizon_and_the_doctors_yes_are_the_doctors_to_lift(doctor_client, known, typed, by_doctor, follow_up):
    type(follow_up).objects.update(minimum_notice_minutes=7 * 24 * 60)
    doctor_client.post(page_of(known), typed(known, visit_type=by_doctor.visit_type_id, time="11:00"))

    assert latest().status == Status.CONFIRMED


def test_opens_a_start_off_the_grid(doctor_client, known, typed, at, now):
    doctor_client.post(page_of(known), typed(known, time="14:10"))

    assert latest().starts_at == at(25, 14, 10)
    assert check_schedule(now=now) == []


def test_pressed_twice_it_is_booked_once(doctor_client, known, typed):
    fields = typed(known)
    first, second = doctor_client.post(page_of(known), fields), doctor_client.post(page_of(known), fields)

    assert first["Location"] == second["Location"]
    assert Appointment.objects.filter(status=Status.CONFIRMED).count() == 1


def test_a_form_about_another_patient_changes_nothing(doctor_client, appoint, at, known, typed):
    other = appoint(at(24, 11)).patient

    answer = doctor_client.post(page_of(known), typed(other))

    assert answer.status_code == 409
    assert "about another patient" in text(answer)
    assert Appointment.objects.count() == 2


def test_a_time_taken_meanwhile_comes_back_filled_in_with_others_to_tap(doctor_client, appoint, known, typed, at):
    appoint(at(25, 9, 20))
    fields = typed(known)
    answer = doctor_client.post(page_of(known), fields)

    assert answer.status_code == 409
    assert "Somebody has this time." in text(answer)
    assert "A cough</textarea>" in text(answer)
    nearest = answer.context["nearest"]
    assert [time["label"] for time in nearest][:2] == ["9:00am", "9:40am"]
    doctor_client.post(page_of(known), fields | {"slot": nearest[1]["value"]})
    assert latest().starts_at == at(25, 9, 40)


def test_a_tapped_time_of_another_doctor_is_not_read(doctor_client, other_doctor, known, typed, clinic, at):
    doctor_client.post(page_of(known), typed(known, slot="nonsense"))
    doctor_client.post(page_of(known), typed(known, slot=slot_value(other_doctor.pk, 999, at(25, 10)), time="11:00"))

    assert latest().starts_at == at(25, 11)
    assert latest().doctor_id != other_doctor.pk


def test_the_patients_own_clash_is_said(doctor_client, appoint, known, typed, at):
    appoint(at(25, 9, 20), patient=known)
    answer = doctor_client.post(page_of(known), typed(known, because="Fever", anyway="1"))

    assert answer.status_code == 409
    assert "The patient has another appointment at that time." in text(answer)


def test_time_off_is_said_and_not_booked_over(doctor_client, doctor, known, typed, at, now):
    add_time_off(
        doctor=doctor, starts_at=at(25, 9), ends_at=at(25, 10), time_zone="Europe/London", actor=doctor.user, now=now
    )
    answer = doctor_client.post(page_of(known), typed(known, because="Fever", anyway="1"))

    assert answer.status_code == 409
    assert "is away then" in text(answer)
    assert not answer.context["may_overbook"]
    assert answer.context["nearest"][0]["label"] == "10:00am"


@pytest.mark.parametrize("told", [{"visit_type": ""}, {"visit_type": "0"}, {"date": ""}, {"time": "x"}, {"key": "x"}])
def test_what_is_missing_comes_back(doctor_client, known, typed, told):
    answer = doctor_client.post(page_of(known), typed(known, **told))

    assert answer.status_code == 422
    assert "A cough</textarea>" in text(answer)


def test_another_doctors_visit_type_cannot_be_chosen(doctor_client, known, typed, other_doctor):
    theirs = OfferFactory(doctor=other_doctor, visit_type=VisitTypeFactory())

    assert doctor_client.post(page_of(known), typed(known, visit_type=theirs.visit_type_id)).status_code == 422


def test_a_clinic_the_doctor_does_not_work_at_cannot_be_chosen(doctor_client, known, typed):
    assert doctor_client.post(page_of(known), typed(known, clinic=ClinicFactory().pk)).status_code == 422


def test_a_doctor_who_is_their_own_patient_books_as_a_patient_does(doctor_client, doctor, appoint, typed, at):
    self = PatientFactory(user=doctor.user)
    appoint(at(24, 12), patient=self)
    appoint(at(25, 9, 20))

    answer = doctor_client.post(page_of(self), typed(self, because="I wish to", anyway="1"))

    assert answer.status_code == 409
    assert not answer.context["may_overbook"]


def test_a_full_time_is_booked_with_a_reason_only(doctor_client, appoint, known, typed, at, now):
    appoint(at(25, 9, 20))
    fields = typed(known)
    asked = doctor_client.post(page_of(known), fields)
    without = doctor_client.post(page_of(known), fields | {"anyway": "1"})
    booked = doctor_client.post(page_of(known), fields | {"anyway": "1", "because": "Fever since the night"})

    assert "Book it anyway" in text(asked)
    assert without.status_code == 422
    assert "Say why it is booked all the same" in text(without)
    assert "Book it anyway" in text(without)
    assert booked.status_code == 302
    assert Appointment.objects.filter(starts_at=at(25, 9, 20)).count() == 2
    assert check_schedule(now=now) == []


def test_a_reason_without_the_button_opens_nothing(doctor_client, appoint, known, typed, at):
    appoint(at(25, 9, 20))

    assert doctor_client.post(page_of(known), typed(known, because="Fever")).status_code == 409


def test_is_tagged_on_the_day_in_the_week_and_on_its_page(doctor_client, appoint, known, typed, at):
    appoint(at(25, 9, 20))
    doctor_client.post(page_of(known), typed(known, because="Fever since the night", anyway="1"))

    day = text(doctor_client.get("/doctor/?date=2026-11-25"))
    week = text(doctor_client.get("/doctor/calendar/"))
    page = text(doctor_client.get(f"/doctor/appointments/{latest().reference}/"))
    assert day.count("Overbooked") == 1
    assert "Maria Lopes, 9:20am, Overbooked, follow-up" in week
    assert "Clash" not in week
    assert "Fever since the night" in page
    assert "Overbooked" in page
