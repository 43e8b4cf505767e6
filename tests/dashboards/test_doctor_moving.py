"""Moving an appointment: from the list, past the patients' limits, or to a start nobody had planned."""

import datetime as dt

import pytest

from appointments.models import Appointment
from appointments.schedule_check import check_schedule
from appointments.services.booking import book
from scheduling.models import TimeSlot
from scheduling.services.time_off import add_time_off
from scheduling.slot_value import slot_value
from tests.factories import ClinicFactory, DoctorFactory, PatientFactory, WorkingHoursFactory


def text(response):
    return response.content.decode()


@pytest.fixture
def booked(appoint, at, patient):
    return appoint(at(25, 9, 20), patient=patient)


@pytest.fixture
def address(booked):
    return f"/doctor/appointments/{booked.reference}/reschedule/"


@pytest.fixture
def value(doctor, clinic):
    return lambda starts_at: slot_value(doctor.pk, clinic.pk, starts_at)


def times(response):
    return {
        day.date.day: [time["label"] for _clinic, group in day.groups for time in group]
        for day in response.context["days"]
    }


def starts_at(appointment):
    return Appointment.objects.get(pk=appointment.pk).starts_at


def test_lists_the_free_times_of_its_week(doctor_client, appoint, booked, address, at):
    appoint(at(25, 10))

    listed = times(doctor_client.get(address))

    assert "9:20am" not in listed[25]
    assert "10:00am" not in listed[25]
    assert listed[25][:3] == ["9:00am", "9:40am", "10:20am"]
    assert listed[24][0] == "9:20am"
    assert listed[26] == []


def test_the_doctor_sees_times_past_the_patients_notice_and_horizon(doctor_client, booked, address, follow_up):
    follow_up.minimum_notice_minutes, follow_up.horizon_days = 7 * 24 * 60, 8
    follow_up.save()

    assert times(doctor_client.get(address))[24][0] == "9:20am"
    assert times(doctor_client.get(address, {"week": "2026-12-14"}))[15][0] == "9:00am"


def test_dropped_on_free_time_it_leads_to_the_nearest_start_and_moves_nothing(
    doctor_client, booked, address, clinic, value, at
):
    where = {"near": "2026-11-25T11:08:30.000Z", "clinic": clinic.pk, "next": "/doctor/calendar/?week=2026-11-23"}

    answer = doctor_client.get(address, where)
    page = doctor_client.get(answer["Location"])

    assert (page.context["starts_at"], page.context["by_hand"]) == (at(25, 11), False)
    assert page.context["next"] == where["next"]
    assert "Move this appointment?" in text(page)
    assert starts_at(booked) == at(25, 9, 20)


@pytest.mark.parametrize("near", ["2026-11-25T16:00Z", "2026-11-25T10:00Z", "", "soon", "9999-12-31T23:59:59Z"])
def test_dropped_where_it_has_no_room_it_chooses_from_the_list(
    doctor_client, appoint, booked, address, clinic, at, near
):
    for minute in (40, 60, 80):
        appoint(at(25, 9) + dt.timedelta(minutes=minute))

    page = doctor_client.get(address, {"near": near, "clinic": clinic.pk})

    assert page.status_code == 422
    assert "not enough free time where you dropped it" in text(page)


def test_dropped_at_a_clinic_that_is_not_there_it_chooses_from_the_list(doctor_client, booked, address):
    assert doctor_client.get(address, {"near": "2026-11-25T11:00Z", "clinic": 999999}).status_code == 422


def test_a_long_visit_is_offered_only_where_it_fits(doctor_client, appoint, by_doctor, at):
    asked = appoint(at(25, 9), offer=by_doctor)
    appoint(at(25, 10))

    listed = times(doctor_client.get(f"/doctor/appointments/{asked.reference}/reschedule/"))

    # Its own forty minutes count as free, so 9:20 fits; 9:40 would run into ten o'clock.
    assert listed[25][:2] == ["9:20am", "10:20am"]
    assert listed[25][-1] == "12:20pm"


def test_a_buffer_is_not_offered_where_somebody_sits(doctor_client, appoint, offer, at):
    """Only where the session ends may it fall off: the last start of the morning is offered."""
    appoint(at(25, 9, 20))
    type(offer).objects.filter(pk=offer.pk).update(occupies=40)
    offer.refresh_from_db()
    moving = appoint(at(25, 11), offer=offer)

    listed = times(doctor_client.get(f"/doctor/appointments/{moving.reference}/reschedule/"))

    assert "9:00am" not in listed[25]
    assert listed[25][0] == "9:40am"
    assert "10:40am" in listed[25]
    assert listed[25][-1] == "12:40pm"


def test_an_empty_week_leads_to_the_next_one_with_times(doctor_client, doctor, booked, address, at, now):
    add_time_off(
        doctor=doctor, starts_at=at(30, 0), ends_at=at(30, 0) + dt.timedelta(days=7), time_zone="Europe/London",
        actor=doctor.user, now=now,
    )  # fmt: skip

    page = doctor_client.get(address, {"week": "2026-12-02"})

    assert page.context["is_empty"]
    assert "No free times this week." in text(page)
    assert "?week=2026-12-08" in text(page)


@pytest.mark.parametrize("week", ["x", "", "2026-02-30", "0001-01-01"])
def test_a_week_nobody_can_read_is_its_own(doctor_client, booked, address, week):
    assert doctor_client.get(address, {"week": week}).context["monday"] == dt.date(2026, 11, 23)


def test_shows_old_and_new_before_anything_happens(doctor_client, booked, address, value, at):
    page = doctor_client.get(address, {"slot": value(at(25, 11))})

    assert "Wed 25 Nov, 9:20am" in text(page)
    assert "Wed 25 Nov, 11:00am" in text(page)
    assert not page.context["by_hand"]
    assert starts_at(booked) == at(25, 9, 20)


def test_moves_with_words_for_the_patient_and_undoes(doctor_client, booked, address, value, guard, at, now):
    answer = doctor_client.post(address, guard(booked, slot=value(at(25, 11)), note="Sorry about that."))

    assert answer.status_code == 302
    assert starts_at(booked) == at(25, 11)
    assert booked.events.get(kind="rescheduled").note == "Sorry about that."
    page = doctor_client.get(f"/doctor/appointments/{booked.reference}/")
    assert page.context["undo"].text == "Moved Maria Lopes to Wed 25 Nov, 11:00am."
    doctor_client.post(f"/doctor/appointments/{booked.reference}/undo/", guard(booked))
    assert starts_at(booked) == at(25, 9, 20)
    assert check_schedule(now=now) == []


def test_a_moved_request_counts_as_approved(doctor_client, appoint, by_doctor, guard, value, at):
    asked = appoint(at(25, 9), offer=by_doctor)
    where = f"/doctor/appointments/{asked.reference}/reschedule/"
    assert "The request counts as approved at the new time." in text(
        doctor_client.get(where, {"slot": value(at(25, 12))})
    )

    doctor_client.post(where, guard(asked, slot=value(at(25, 12))))

    asked.refresh_from_db()
    assert (asked.status, asked.starts_at) == ("confirmed", at(25, 12))


def test_pressed_twice_moves_once(doctor_client, booked, address, value, guard, at):
    form = guard(booked, slot=value(at(25, 11)))
    doctor_client.post(address, form)

    assert doctor_client.post(address, form).status_code == 302
    assert booked.events.filter(kind="rescheduled").count() == 1


def test_an_old_page_moving_elsewhere_is_refused(doctor_client, booked, address, value, guard, at):
    old = guard(booked, slot=value(at(25, 12)))
    doctor_client.post(address, guard(booked, slot=value(at(25, 11))))

    assert doctor_client.post(address, old).status_code == 409
    assert starts_at(booked) == at(25, 11)


def test_somebody_was_quicker(doctor_client, appoint, booked, address, value, guard, at):
    form = guard(booked, slot=value(at(25, 11)))
    appoint(at(25, 11))

    answer = doctor_client.post(address, form)

    assert answer.status_code == 409
    assert "This time has just been taken." in text(answer)
    assert [time["label"] for time in answer.context["taken"]] == ["10:20am", "10:40am", "11:20am", "11:40am", "midday"]
    assert starts_at(booked) == at(25, 9, 20)


def test_the_patient_has_another_appointment_then(doctor_client, booked, address, value, guard, at):
    Appointment.objects.create(
        patient=booked.patient, doctor=DoctorFactory(), clinic=booked.clinic, visit_type=booked.visit_type,
        starts_at=at(25, 11), ends_at=at(25, 11, 20), time_zone=booked.time_zone, mode=booked.mode, minutes=20,
        currency="GBP", visit_type_name="Heart check", changeable_until=at(25, 7), late_after=at(24, 11),
        status="confirmed",
    )  # fmt: skip

    answer = doctor_client.post(address, guard(booked, slot=value(at(25, 11))))

    assert answer.status_code == 409
    assert "The patient has another appointment at that time." in text(answer)
    assert "Heart check" not in text(answer)
    assert starts_at(booked) == at(25, 9, 20)


@pytest.mark.parametrize("sent", ["", "x", "1.1.20261125T0920", "9.9.20261125T0920Z", "0.1.20261125T0920Z"])
def test_a_crafted_value_is_refused_in_words(doctor_client, booked, address, guard, sent):
    for answer in (doctor_client.get(address, {"slot": sent}), doctor_client.post(address, guard(booked, slot=sent))):
        assert answer.status_code == 422
        assert "There is a problem" in text(answer)


def test_another_doctors_slot_is_refused(doctor_client, booked, address, guard, other_doctor, clinic, at):
    theirs = slot_value(other_doctor.pk, clinic.pk, at(25, 11))

    assert doctor_client.post(address, guard(booked, slot=theirs)).status_code == 422


def test_a_time_that_has_passed_is_refused(doctor_client, booked, address, guard, value, at):
    answer = doctor_client.post(address, guard(booked, slot=value(at(24, 8))))

    assert answer.status_code == 422
    assert "This time has passed." in text(answer)


def test_what_has_begun_is_not_moved(doctor_client, booked, address, doctor, clock, at):
    clock.move_to(at(25, 9, 21))
    doctor_client.force_login(doctor.user)

    answer = doctor_client.get(address)

    assert answer.status_code == 409
    assert "has started" in text(answer)


class TestByHand:
    def other(self, place, **typed):
        return {"date": "2026-11-25", "time": "14:10", "clinic": place.pk, **typed}

    def test_a_start_off_the_list_is_announced_then_opened(
        self, doctor_client, booked, address, clinic, guard, value, at, now
    ):
        page = doctor_client.get(address, self.other(clinic))
        assert page.context["by_hand"]
        assert "It will be opened for this appointment only." in text(page)

        doctor_client.post(address, guard(booked, slot=value(at(25, 14, 10)), by_hand="on"))

        assert starts_at(booked) == at(25, 14, 10)
        assert TimeSlot.objects.get(starts_at=at(25, 14, 10)).status == "booked"
        assert check_schedule(now=now) == []

    def test_a_start_between_two_slots_takes_their_place(
        self, doctor_client, booked, address, clinic, guard, value, at, now
    ):
        doctor_client.post(address, guard(booked, slot=value(at(25, 11, 10)), by_hand="on"))

        assert starts_at(booked) == at(25, 11, 10)
        assert check_schedule(now=now) == []

    def test_a_typed_time_that_is_on_the_list_needs_no_opening(self, doctor_client, booked, address, clinic):
        assert not doctor_client.get(address, self.other(clinic, time="11:00")).context["by_hand"]

    def test_not_where_somebody_else_is(self, doctor_client, appoint, booked, address, clinic, guard, value, at):
        appoint(at(25, 11))

        answer = doctor_client.post(address, guard(booked, slot=value(at(25, 11, 10)), by_hand="on"))

        assert answer.status_code == 409
        assert "Someone has this time" in text(answer)
        assert starts_at(booked) == at(25, 9, 20)

    def test_not_over_its_own_time(self, doctor_client, booked, address, guard, value, at):
        answer = doctor_client.post(address, guard(booked, slot=value(at(25, 9, 30)), by_hand="on"))

        assert answer.status_code == 409
        assert "overlaps the time it already has" in text(answer)

    def test_not_while_the_doctor_is_away(self, doctor_client, doctor, booked, address, guard, value, at, now):
        add_time_off(
            doctor=doctor, starts_at=at(25, 14), ends_at=at(25, 16), time_zone="Europe/London", actor=None, now=now
        )

        answer = doctor_client.post(address, guard(booked, slot=value(at(25, 14, 10)), by_hand="on"))

        assert answer.status_code == 409
        assert "is away then" in text(answer)

    def test_without_the_announcement_nothing_is_opened(self, doctor_client, booked, address, guard, value, at):
        assert doctor_client.post(address, guard(booked, slot=value(at(25, 14, 10)))).status_code == 409
        assert not TimeSlot.objects.filter(starts_at=at(25, 14, 10)).exists()

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"date": ""}, "Choose a day"),
            ({"date": "1026-11-25"}, "Choose a day"),
            ({"time": ""}, "Choose a time"),
            ({"time": "25:00"}, "Choose a time"),
            ({"date": "2026-11-23"}, "This time has passed."),
            ({"date": "2027-03-28", "time": "01:30"}, "this time does not exist"),
            ({"clinic": "999"}, "Choose from the list"),
        ],
    )
    def test_what_cannot_be_meant_comes_back_with_a_sentence(
        self, doctor_client, booked, address, clinic, typed, sentence
    ):
        answer = doctor_client.get(address, self.other(clinic, **typed))

        assert answer.status_code == 422
        assert sentence in text(answer)

    def test_at_another_clinic_on_its_own_clock(self, doctor_client, doctor, booked, address, guard, at, now):
        abroad = ClinicFactory(name="Harbour Clinic", city="New York", time_zone="America/New_York")
        WorkingHoursFactory(doctor=doctor, clinic=abroad, weekday=4, starts=dt.time(9), ends=dt.time(10))
        page = doctor_client.get(address, {"date": "2026-11-27", "time": "12:00", "clinic": abroad.pk})
        assert page.context["starts_at"] == dt.datetime(2026, 11, 27, 17, tzinfo=dt.UTC)

        there = slot_value(doctor.pk, abroad.pk, page.context["starts_at"])
        doctor_client.post(address, guard(booked, slot=there, by_hand="on"))

        booked.refresh_from_db()
        assert (booked.clinic, booked.time_zone) == (abroad, "America/New_York")
        assert check_schedule(now=now) == []


def test_weeks_cost_the_same_however_full(doctor_client, appoint, booked, address, at, django_assert_max_num_queries):
    for minute in (0, 20, 40):
        appoint(at(25, 12, minute), patient=PatientFactory())

    with django_assert_max_num_queries(11):
        doctor_client.get(address)


def test_a_visit_may_move_within_its_own_time(doctor_client, doctor, clinic, by_doctor, guard, value, hours, at, now):
    """Forty minutes from 9:00 to 9:20 later: the second half is its own already."""
    person = PatientFactory()
    asked = book(
        patient=person, offer=by_doctor, clinic=clinic, starts_at=at(25, 9), actor=person.user,
        now=now - dt.timedelta(hours=9),
    )  # fmt: skip

    doctor_client.post(f"/doctor/appointments/{asked.reference}/reschedule/", guard(asked, slot=value(at(25, 9, 20))))

    assert starts_at(asked) == at(25, 9, 20)
    assert check_schedule(now=now) == []
