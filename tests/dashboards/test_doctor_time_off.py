"""Time off: what is to come, ready-made blocks, days typed in, and who had booked."""

import datetime as dt

import pytest

from appointments.forms.guard import Answer
from appointments.models import Appointment
from appointments.schedule_check import check_schedule
from scheduling.models import TimeOff, TimeSlot, WorkingHours
from scheduling.services.publishing import publish
from scheduling.services.time_off import add_time_off
from tests.factories import PatientFactory, WorkingHoursFactory

LIST = "/doctor/time-off/"
ADD = "/doctor/time-off/add/"


def text(response):
    return response.content.decode()


def end(row):
    return f"/doctor/time-off/{row.pk}/end/"


@pytest.fixture
def afternoons(doctor, clinic, hours, now):
    """Tuesday and Wednesday afternoons, two to five, beside the mornings."""
    for weekday in (1, 2):
        WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=weekday, starts=dt.time(14), ends=dt.time(17))
    publish(doctor=doctor, now=now)


@pytest.fixture
def other():
    """Days typed in, as the form sends them."""

    def form(**more):
        return {"preset": "other", "from_date": "2026-11-25", "to_date": "", "all_day": "on", **more}

    return form


def choices(response):
    return dict(response.context["form"].fields["preset"].choices)


def test_ready_made_blocks_are_read_off_the_hours(doctor_client, afternoons):
    assert list(choices(doctor_client.get(ADD)).items()) == [
        ("rest:2026-11-24", "Rest of today, until 5:00pm"),
        ("afternoon:2026-11-24", "This afternoon, midday to 5:00pm"),
        ("day:2026-11-25", "Tomorrow, Wed 25 Nov, all day"),
        ("other", "Other days or times"),
    ]


def test_before_work_the_whole_day_and_after_it_tomorrow_only(doctor_client, afternoons, clock, at):
    clock.move_to(at(24, 7))
    assert "Today, Tue 24 Nov, all day" in choices(doctor_client.get(ADD)).values()
    clock.move_to(at(24, 17, 1))
    assert list(choices(doctor_client.get(ADD))) == ["day:2026-11-25", "other"]


def test_a_day_in_the_address_is_offered_whole_and_in_half(doctor_client, afternoons):
    page = doctor_client.get(ADD, {"date": "2026-12-02"})

    assert choices(page)["day:2026-12-02"] == "Wed 2 Dec, all day"
    assert choices(page)["afternoon:2026-12-02"] == "Wed 2 Dec, afternoon, midday to 5:00pm"


def test_a_week_in_the_address_is_offered_by_the_days_that_are_worked(doctor_client, afternoons):
    page = doctor_client.get(ADD, {"week": "2026-12-03"})

    assert list(choices(page)) == [
        "rest:2026-11-24", "afternoon:2026-11-24", "day:2026-11-25",
        "day:2026-12-01", "afternoon:2026-12-01", "day:2026-12-02", "afternoon:2026-12-02", "other",
    ]  # fmt: skip


def test_this_week_is_offered_from_tomorrow_on(doctor_client, afternoons):
    page = doctor_client.get(ADD, {"week": "2026-11-23"})

    assert choices(page)["afternoon:2026-11-25"] == "Tomorrow afternoon, midday to 5:00pm"
    assert not any(key.endswith("2026-11-23") for key in choices(page))


def test_nothing_is_chosen_beforehand(doctor_client, afternoons):
    page = doctor_client.get(ADD, {"date": "2026-12-02"})

    assert page.context["form"]["preset"].value() is None
    assert doctor_client.post(ADD, {}).status_code == 422


def test_an_afternoon_at_three_presses(doctor_client, afternoons, at, now):
    answer = doctor_client.post(ADD, {"preset": "afternoon:2026-11-24"})

    assert answer["Location"] == LIST
    row = TimeOff.objects.get()
    assert (row.starts_at, row.ends_at, row.label) == (at(24, 12), at(24, 17), "")
    blocked = TimeSlot.objects.filter(starts_at__gte=at(24, 12), starts_at__lt=at(25, 0))
    assert set(blocked.values_list("status", flat=True)) == {"blocked"}
    assert "Blocked: Tue 24 Nov, midday to 5:00pm." in text(doctor_client.get(LIST))
    assert check_schedule(now=now) == []


def test_the_rest_of_today_begins_now(doctor_client, afternoons, clock, at):
    clock.move_to(at(24, 10, 7))

    doctor_client.post(ADD, {"preset": "rest:2026-11-24"})

    assert TimeOff.objects.get().starts_at == at(24, 10, 7)


def test_a_preset_from_yesterdays_page_is_refused(doctor_client, afternoons):
    answer = doctor_client.post(ADD, {"preset": "afternoon:2026-11-23"})

    assert answer.status_code == 422
    assert "That time is over. Choose again." in text(answer)


def test_where_the_morning_ends_before_midday_the_afternoon_begins_with_its_hours(doctor_client, afternoons):
    WorkingHours.objects.filter(ends=dt.time(13)).update(ends=dt.time(12))

    assert choices(doctor_client.get(ADD))["afternoon:2026-11-24"] == "This afternoon, 2:00pm to 5:00pm"


def test_days_typed_in_are_whole_days_of_the_clinic(doctor_client, hours, other, at):
    doctor_client.post(ADD, other(to_date="2026-11-27", label="Conference"))

    row = TimeOff.objects.get()
    assert (row.starts_at, row.ends_at, row.label) == (at(25, 0), at(28, 0), "Conference")
    page = text(doctor_client.get(LIST))
    assert "Wed 25 Nov to Fri 27 Nov, all day" in page
    assert "Conference" in page


def test_times_typed_in(doctor_client, hours, other, at):
    doctor_client.post(ADD, other(all_day="", from_time="10:00", to_time="11:30"))

    row = TimeOff.objects.get()
    assert (row.starts_at, row.ends_at) == (at(25, 10), at(25, 11, 30))


def test_every_week(doctor_client, hours, other):
    doctor_client.post(ADD, other(all_day="", from_time="09:00", to_time="10:00", repeats_until="2026-12-16"))

    assert "Wed 25 Nov, 9:00am to 10:00am, every week until Wed 16 Dec" in text(doctor_client.get(LIST))
    assert TimeSlot.objects.filter(local_date=dt.date(2026, 12, 16), status="blocked").count() == 3
    assert not TimeSlot.objects.filter(local_date=dt.date(2026, 12, 23), status="blocked").exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"from_date": ""}, "Choose the first day"),
        ({"from_date": "x"}, "Choose a day"),
        ({"from_date": "0001-01-01"}, "Choose a day"),
        ({"to_date": "2026-11-24"}, "The last day must not be before the first"),
        ({"to_date": "2028-11-25"}, "A year is the most at once."),
        ({"all_day": "", "from_time": "10:00"}, "Choose a time, or tick"),
        ({"all_day": "", "from_time": "10:00", "to_time": "09:00"}, "The end must be after the start"),
        ({"from_date": "2026-11-20", "to_date": "2026-11-21"}, "This time has passed."),
        ({"repeats_until": "2026-11-01"}, "The last week is before the first."),
        ({"to_date": "2026-12-25", "repeats_until": "2027-01-01"}, "at most a week long"),
        ({"label": "x" * 121}, "Use 120 characters or fewer"),
    ],
)
def test_what_cannot_be_meant_comes_back_filled_in(doctor_client, hours, other, wrong, sentence):
    answer = doctor_client.post(ADD, other(**wrong))

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not TimeOff.objects.exists()


class TestBookedTime:
    @pytest.fixture
    def booked(self, appoint, at):
        return appoint(at(25, 10), patient=PatientFactory(full_name="Ben Marsh"))

    @pytest.fixture
    def asked(self, appoint, by_doctor, at):
        return appoint(at(25, 12), patient=PatientFactory(full_name="Zara Iqbal"), offer=by_doctor)

    def told(self, *appointments):
        return [str(Answer.about(appointment)) for appointment in appointments]

    def test_who_booked_is_listed_and_nothing_changed(self, doctor_client, booked, asked, other):
        page = doctor_client.post(ADD, other(label="Conference"))

        assert "2 patients have booked" in text(page)
        assert page.context["form"]["what"].value() is None
        assert ("label", "Conference") in page.context["carried"]
        assert not TimeOff.objects.exists()

    def test_keep_them(self, doctor_client, booked, asked, other, now):
        doctor_client.post(ADD, other(what="keep", hit=self.told(booked, asked)))

        assert TimeOff.objects.exists()
        assert [row.attention for row in Appointment.objects.all()] == ["doctor_away", "doctor_away"]
        assert "You are away then" in text(doctor_client.get("/doctor/"))
        assert check_schedule(now=now) == []

    def test_cancel_and_say_sorry(self, doctor_client, booked, asked, other, now):
        doctor_client.post(ADD, other(what="cancel", hit=self.told(booked, asked)))

        assert {row.status for row in Appointment.objects.all()} == {"cancelled"}
        assert doctor_client.get(LIST).context["undo"].text == "2 cancelled."
        assert check_schedule(now=now) == []

    def test_ending_it_takes_the_marks_away(self, doctor_client, booked, asked, other):
        doctor_client.post(ADD, other(what="keep", hit=self.told(booked, asked)))

        doctor_client.post(end(TimeOff.objects.get()))

        assert [row.attention for row in Appointment.objects.all()] == ["", ""]


def test_opening_again_frees_the_time(doctor_client, hours, other, at, now):
    doctor_client.post(ADD, other())

    answer = doctor_client.post(end(TimeOff.objects.get()))

    assert answer["Location"] == LIST
    assert set(TimeSlot.objects.filter(local_date=dt.date(2026, 11, 25)).values_list("status", flat=True)) == {"open"}
    assert "No time off ahead." in text(doctor_client.get(LIST))
    assert doctor_client.post(end(TimeOff.objects.get())).status_code == 302
    assert check_schedule(now=now) == []


def test_a_closed_clinic_is_listed_but_not_ours_to_open(doctor_client, clinic, hours, at, now):
    closing = add_time_off(
        clinic=clinic, starts_at=at(25, 0), ends_at=at(26, 0), time_zone="Europe/London", actor=None, now=now
    )

    page = text(doctor_client.get(LIST))

    assert "Fernhill Clinic is closed" in page
    assert end(closing) not in page
    assert doctor_client.post(end(closing)).status_code == 404


def test_another_doctors_time_off_is_not_there(doctor_client, other_doctor, clinic, hours, at, now):
    theirs = add_time_off(
        doctor=other_doctor, starts_at=at(25, 0), ends_at=at(26, 0), time_zone="Europe/London", label="Secret",
        actor=None, now=now,
    )  # fmt: skip

    assert "Secret" not in text(doctor_client.get(LIST))
    assert doctor_client.post(end(theirs)).status_code == 404
    assert doctor_client.get(end(theirs)).status_code == 405


def test_times_across_a_clock_change_keep_the_wall_clock(doctor_client, hours, other, clock, doctor):
    clock.move_to(dt.datetime(2027, 3, 26, 9, tzinfo=dt.UTC))
    doctor_client.force_login(doctor.user)

    doctor_client.post(ADD, other(from_date="2027-03-28", to_date="2027-03-28"))

    row = TimeOff.objects.get()
    assert row.ends_at - row.starts_at == dt.timedelta(hours=23)
    assert "Sun 28 Mar, all day" in text(doctor_client.get(LIST))


@pytest.mark.parametrize("address", [LIST, ADD])
def test_time_off_is_the_doctors_business(client, clock, db, patient, front_desk, address):
    assert client.get(address)["Location"].startswith("/accounts/login/")
    for user in (patient.user, front_desk):
        client.force_login(user)
        assert client.get(address).status_code == 403
