"""Working hours: the week as it is, more of it, less of it, and what happens to who booked."""

import datetime as dt

import pytest

from appointments.forms.guard import Answer
from appointments.models import Appointment
from appointments.schedule_check import check_schedule
from scheduling.models import TimeSlot, WorkingHours
from tests.factories import ClinicFactory, PatientFactory, WorkingHoursFactory

HOURS = "/doctor/hours/"
ADD = "/doctor/hours/add/"
COPY = "/doctor/hours/copy/"


def text(response):
    return response.content.decode()


@pytest.fixture
def typed(clinic):
    """A session as the form sends it: Thursday, nine to noon."""

    def form(**more):
        return {
            "weekday": "3", "clinic": clinic.pk, "starts": "09:00", "ends": "12:00", "slot_minutes": "20",
            "capacity": "1", "from_date": "2026-11-24", **more,
        }  # fmt: skip

    return form


def change(hours):
    return f"/doctor/hours/{hours.pk}/change/"


def end(hours):
    return f"/doctor/hours/{hours.pk}/end/"


def test_the_week_as_it_is(doctor_client, doctor, hours, clinic, offer, by_doctor):
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=4, valid_from=dt.date(2027, 1, 1), starts=dt.time(14))
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=0, valid_until=dt.date(2026, 11, 1))

    page = doctor_client.get(HOURS)

    week = {str(day.label): [row.words for row in day.sessions] for day in page.context["week"]}
    assert week["Tuesday"] == ["9:00am – 1:00pm"]
    assert week["Monday"] == []
    assert week["Friday"] == ["2:00pm – 5:00pm"]
    assert "From Fri 1 Jan" in text(page)


def test_how_many_visits_a_week_holds(doctor_client, hours, offer, by_doctor):
    page = doctor_client.get(HOURS)

    # Two mornings of four hours: six visits of forty minutes each, or twelve of twenty.
    assert page.context["visits"] == [("First visit", 12), ("Follow-up", 24)]
    assert "12 × First visit" in text(page)


def test_hours_for_one_type_only_hold_no_other(doctor_client, hours, offer, by_doctor):
    hours[0].visit_types.set([offer.visit_type])

    assert doctor_client.get(HOURS).context["visits"] == [("First visit", 6), ("Follow-up", 24)]


def test_several_at_once_and_the_buffer_at_the_end_count(doctor_client, hours, offer):
    WorkingHours.objects.filter(pk=hours[0].pk).update(capacity=3)
    type(offer).objects.filter(pk=offer.pk).update(occupies=30)

    # Two slots each; twelve slots hold six, in three lanes; the other day six more.
    assert doctor_client.get(HOURS).context["visits"] == [("Follow-up", 24)]


def test_hours_that_meet_across_zones_are_shown_as_a_clash(doctor_client, doctor, hours, clinic):
    """London and New York are an hour nearer for two weeks in March, and these hours overlap then."""
    abroad = ClinicFactory(name="Harbour Clinic", city="New York", time_zone="America/New_York")
    WorkingHoursFactory(doctor=doctor, clinic=abroad, weekday=1, starts=dt.time(8), ends=dt.time(10))
    assert not doctor_client.get(HOURS).context["clashes"]
    WorkingHoursFactory(doctor=doctor, clinic=abroad, weekday=2, starts=dt.time(7), ends=dt.time(9))

    page = doctor_client.get(HOURS)

    assert {clash["left_out"].clinic for clash in page.context["clashes"]} == {abroad}
    assert "the hours at Harbour Clinic are not offered, because you work at Fernhill Clinic then." in text(page)


def test_no_hours_yet(doctor_client, clinic):
    assert "You have no hours yet." in text(doctor_client.get(HOURS))
    assert doctor_client.get(ADD).status_code == 200


def test_add_a_session_and_it_is_offered(doctor_client, hours, typed):
    answer = doctor_client.post(ADD, typed())

    assert answer["Location"] == HOURS
    row = WorkingHours.objects.get(weekday=3)
    assert (row.starts, row.ends, row.valid_from) == (dt.time(9), dt.time(12), dt.date(2026, 11, 24))
    assert TimeSlot.objects.filter(local_date=dt.date(2026, 11, 26)).count() == 9
    assert "The hours are added." in text(doctor_client.get(HOURS))


def test_a_single_session_begins_with_its_day(doctor_client, hours, typed, clock):
    day = dt.date(2026, 11, 28)
    slots = text(doctor_client.get("/doctor/slots/?date=2026-11-28"))
    form = doctor_client.get(f"{ADD}?date=2026-11-28").context["form"]
    doctor_client.post(ADD, typed(weekday=5, from_date=day.isoformat(), valid_until=day.isoformat()))

    assert f'href="{ADD}?date=2026-11-28"' in slots
    assert (form["weekday"].value(), form["from_date"].value(), form["valid_until"].value()) == (5, day, day)
    assert set(TimeSlot.objects.filter(starts_at__gte=f"{day}T00:00Z").values_list("local_date", flat=True)) >= {day}
    row = WorkingHours.objects.get(weekday=5)
    assert (row.valid_from, row.valid_until) == (day, day)


@pytest.mark.parametrize("date", ["", "tomorrow", "2026-13-01", "9999-12-31"])
def test_a_day_nobody_can_read_begins_with_nothing(doctor_client, hours, date):
    form = doctor_client.get(f"{ADD}?date={date}").context["form"]

    assert form["valid_until"].value() is None


def test_every_two_weeks_until_a_day(doctor_client, hours, typed):
    """It begins with the first such day: a Monday after the Tuesday that was typed counts itself."""
    doctor_client.post(ADD, typed(weekday="0", every_n_weeks="2", valid_until="2026-12-31"))

    row = WorkingHours.objects.get(weekday=0)
    assert (row.every_n_weeks, row.anchor, row.valid_until) == (2, dt.date(2026, 11, 30), dt.date(2026, 12, 31))
    dates = set(TimeSlot.objects.filter(working_hours=row).values_list("local_date", flat=True))
    assert dates == {dt.date(2026, 11, 30), dt.date(2026, 12, 14), dt.date(2026, 12, 28)}
    assert "every 2 weeks" in text(doctor_client.get(HOURS))


def test_a_changed_rhythm_is_counted_anew_and_a_kept_one_goes_on(doctor_client, doctor, clinic, typed):
    row = WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=1, every_n_weeks=2, anchor=dt.date(2026, 11, 16))

    doctor_client.post(change(row), typed(every_n_weeks="2", starts="10:00"))
    kept = WorkingHours.objects.get(starts=dt.time(10))
    doctor_client.post(change(kept), typed(every_n_weeks="3", starts="11:00", from_date="2026-12-09"))

    assert kept.anchor == dt.date(2026, 11, 16)
    assert WorkingHours.objects.get(starts=dt.time(11)).anchor == dt.date(2026, 12, 14)


def test_an_end_before_the_first_day_comes_back(doctor_client, clinic, typed):
    page = doctor_client.post(ADD, typed(valid_until="2026-11-23"))

    assert page.status_code == 422
    assert "Choose the first day or a later one" in text(page)


def test_added_twice_is_refused_in_words(doctor_client, hours, typed):
    doctor_client.post(ADD, typed())

    again = doctor_client.post(ADD, typed())

    assert again.status_code == 422
    assert "These hours overlap Thursday" in text(again), again.context["form"].errors
    assert WorkingHours.objects.filter(weekday=3).count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"starts": "12:00", "ends": "09:00"}, "The end must be after the start"),
        ({"starts": "09:00", "ends": "09:00"}, "The end must be after the start"),
        ({"starts": ""}, "Choose a time"),
        ({"from_date": "2026-11-23"}, "Choose today or a later day"),
        ({"from_date": "9999-12-31"}, "Choose a day"),
        ({"from_date": ""}, "Choose a day"),
        ({"weekday": "7"}, "Choose from the list"),
        ({"weekday": ""}, "Choose a day"),
        ({"clinic": "999"}, "Choose from the list"),
        ({"slot_minutes": "0"}, "Enter 5 or more"),
        ({"slot_minutes": "200"}, "shorter than one appointment"),
        ({"capacity": "99"}, "Enter 20 or less"),
        ({"visit_types": "999"}, "Choose from the list"),
        ({"visit_types": "9" * 19}, "Choose from the list"),
    ],
)
def test_what_cannot_be_meant_comes_back_filled_in(doctor_client, hours, typed, wrong, sentence):
    answer = doctor_client.post(ADD, typed(**wrong))

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "<title>Error: Add hours" in text(answer)
    assert not WorkingHours.objects.filter(weekday=3).exists()


def test_until_midnight(doctor_client, hours, typed):
    doctor_client.post(ADD, typed(starts="22:00", ends="00:00"))

    assert WorkingHours.objects.get(weekday=3).ends == dt.time(0)


def test_somebody_elses_visit_type_cannot_be_smuggled_in(doctor_client, hours, typed):
    from tests.factories import OfferFactory

    theirs = OfferFactory()

    assert doctor_client.post(ADD, typed(visit_types=theirs.visit_type.pk)).status_code == 422


class TestLess:
    @pytest.fixture
    def booked(self, appoint, at, hours):
        """Two follow-ups next Wednesday: at ten, and at half past twelve or so."""
        morning = appoint(at(25, 10), patient=PatientFactory(full_name="Ben Marsh"))
        noon = appoint(at(25, 12, 20), patient=PatientFactory(full_name="Zara Iqbal"))
        return [morning, noon]

    @pytest.fixture
    def until_noon(self, clinic):
        return {
            "clinic": clinic.pk, "starts": "09:00", "ends": "12:00", "slot_minutes": "20", "capacity": "1",
            "from_date": "2026-11-24",
        }  # fmt: skip

    def told(self, *appointments):
        return [str(Answer.about(Appointment.objects.get(pk=appointment.pk))) for appointment in appointments]

    def attention(self, appointments):
        return [Appointment.objects.get(pk=appointment.pk).attention for appointment in appointments]

    def test_shorter_hours_nobody_booked_just_change(self, doctor_client, hours, until_noon):
        assert doctor_client.post(change(hours[1]), until_noon)["Location"] == HOURS

        (old,) = WorkingHours.objects.filter(weekday=2, ends=dt.time(13))
        assert old.valid_until == dt.date(2026, 11, 23)
        assert WorkingHours.objects.get(weekday=2, ends=dt.time(12)).valid_from == dt.date(2026, 11, 24)

    def test_the_form_shows_the_hours_as_they_are(self, doctor_client, hours):
        page = text(doctor_client.get(change(hours[1])))

        assert "Change the hours of Wednesday" in page
        assert 'value="13:00"' in page

    def test_who_booked_is_listed_before_anything_changes(self, doctor_client, hours, booked, until_noon):
        page = doctor_client.post(change(hours[1]), until_noon)

        assert page.status_code == 200
        assert "1 patient has booked" in text(page)
        assert "Zara Iqbal" in text(page)
        assert "Ben Marsh" not in text(page)
        assert "born 27 Mar 1964" in text(page)
        assert " checked" not in text(page)
        hours[1].refresh_from_db()
        assert hours[1].valid_until is None
        assert self.attention(booked) == ["", ""]

    def test_keep_them_and_they_are_marked(self, doctor_client, hours, booked, until_noon, now):
        answer = doctor_client.post(change(hours[1]), {**until_noon, "what": "keep", "hit": self.told(booked[1])})

        assert answer["Location"] == HOURS
        assert self.attention(booked) == ["", "outside_hours"]
        assert [appointment.status for appointment in Appointment.objects.all()] == ["confirmed", "confirmed"]
        assert "Outside your hours" in text(doctor_client.get("/doctor/"))
        assert check_schedule(now=now) == []

    def test_cancel_and_say_sorry_and_undo(self, doctor_client, hours, booked, until_noon, now):
        answer = doctor_client.post(
            change(hours[1]), {**until_noon, "what": "cancel", "hit": self.told(booked[1]), "note": "I am so sorry."}
        )

        assert answer["Location"] == HOURS
        booked[1].refresh_from_db()
        assert booked[1].status == "cancelled"
        event = booked[1].events.get(kind="cancelled")
        assert (event.reason_code, event.note) == ("doctor_away", "I am so sorry.")
        undo = doctor_client.get(HOURS).context["undo"]
        assert undo.text == "Cancelled Zara Iqbal, Wed 25 Nov, 12:20pm."
        doctor_client.post("/doctor/undo/", {"request": [str(Answer.about(undo.appointments[0]))]})
        booked[1].refresh_from_db()
        assert (booked[1].status, booked[1].attention) == ("confirmed", "outside_hours")
        assert check_schedule(now=now) == []

    def test_nothing_chosen_asks_again(self, doctor_client, hours, booked, until_noon):
        answer = doctor_client.post(change(hours[1]), {**until_noon, "hit": self.told(booked[1])})

        assert answer.status_code == 422
        assert "Choose what should happen" in text(answer)
        assert self.attention(booked) == ["", ""]

    def test_somebody_booked_meanwhile_asks_again(self, doctor_client, hours, booked, appoint, until_noon, at):
        listed = self.told(booked[1])
        appoint(at(25, 12, 40), patient=PatientFactory(full_name="Paul Green"))

        answer = doctor_client.post(change(hours[1]), {**until_noon, "what": "cancel", "hit": listed})

        assert answer.status_code == 409
        assert "Somebody booked meanwhile." in text(answer)
        assert "Paul Green" in text(answer)
        assert Appointment.objects.filter(status="cancelled").count() == 0

    def test_a_list_about_another_patient_changes_nothing(self, doctor_client, hours, booked, until_noon):
        crossed = self.told(booked[1])[0].replace(booked[1].patient.record_number, booked[0].patient.record_number)

        answer = doctor_client.post(change(hours[1]), {**until_noon, "what": "keep", "hit": [crossed]})

        assert answer.status_code == 409
        hours[1].refresh_from_db()
        assert hours[1].valid_until is None

    def test_only_who_is_hit_is_cancelled_whatever_the_form_says(self, doctor_client, hours, booked, until_noon):
        listed = self.told(*booked)

        doctor_client.post(change(hours[1]), {**until_noon, "what": "cancel", "hit": listed})

        assert [Appointment.objects.get(pk=row.pk).status for row in booked] == ["confirmed", "cancelled"]

    def test_hours_end_with_a_day(self, doctor_client, hours):
        page = doctor_client.get(end(hours[1]))
        assert "End the hours of Wednesday?" in text(page)
        assert "Wednesday, 9:00am – 1:00pm, Fernhill Clinic" in text(page)

        doctor_client.post(end(hours[1]), {"last_day": "2026-12-01"})

        hours[1].refresh_from_db()
        assert hours[1].valid_until == dt.date(2026, 12, 1)
        assert not TimeSlot.objects.filter(local_date=dt.date(2026, 12, 2)).exists()

    def test_ending_lists_who_booked_after_it(self, doctor_client, hours, booked):
        page = doctor_client.post(end(hours[1]), {"last_day": "2026-11-24"})
        assert "2 patients have booked" in text(page)

        doctor_client.post(end(hours[1]), {"last_day": "2026-11-24", "what": "keep", "hit": self.told(*booked)})

        assert self.attention(booked) == ["outside_hours", "outside_hours"]

    def test_hours_given_back_take_the_mark_away(self, doctor_client, hours, booked, typed):
        doctor_client.post(end(hours[1]), {"last_day": "2026-11-24", "what": "keep", "hit": self.told(*booked)})

        doctor_client.post(ADD, typed(weekday="2", ends="13:00"))

        assert self.attention(booked) == ["", ""]

    @pytest.mark.parametrize("day", ["2026-11-01", "", "x", "9999-12-31"])
    def test_a_last_day_that_cannot_be(self, doctor_client, hours, day):
        assert doctor_client.post(end(hours[1]), {"last_day": day}).status_code == 422

    def test_ended_twice_is_no_error(self, doctor_client, hours):
        doctor_client.post(end(hours[1]), {"last_day": "2026-12-01"})

        assert doctor_client.post(end(hours[1]), {"last_day": "2026-12-01"}).status_code == 302


class TestCopying:
    def test_monday_to_the_rest_of_the_week_is_ready_made(self, doctor_client, hours):
        form = doctor_client.get(COPY).context["form"]

        assert (form.initial["from_weekday"], form.initial["to_weekdays"]) == (0, [1, 2, 3, 4])

    def test_other_days_look_like_the_one(self, doctor_client, hours):
        answer = doctor_client.post(COPY, {"from_weekday": "1", "to_weekdays": ["3", "4"], "from_date": "2026-11-24"})

        assert answer["Location"] == HOURS
        assert WorkingHours.objects.filter(weekday__in=(3, 4), starts=dt.time(9), ends=dt.time(13)).count() == 2

    def test_who_booked_on_the_other_day_is_listed(self, doctor_client, doctor, clinic, hours, appoint, at, typed):
        doctor_client.post(ADD, typed(weekday="3", starts="14:00", ends="17:00"))
        appoint(at(26, 15), patient=PatientFactory(full_name="Hana Ito"))

        page = doctor_client.post(COPY, {"from_weekday": "1", "to_weekdays": ["3"], "from_date": "2026-11-25"})

        assert "Hana Ito" in text(page)
        assert WorkingHours.objects.get(weekday=3).valid_until is None

    @pytest.mark.parametrize("to", [[], ["1"], ["9"]])
    def test_to_nowhere_is_refused(self, doctor_client, hours, to):
        answer = doctor_client.post(COPY, {"from_weekday": "1", "to_weekdays": to, "from_date": "2026-11-24"})

        assert answer.status_code == 422

    @pytest.mark.parametrize("weekday", ["9", "x", "-1", ""])
    def test_a_weekday_nobody_knows_is_monday(self, doctor_client, hours, weekday):
        assert doctor_client.get(COPY, {"from": weekday}).context["form"].initial["from_weekday"] == 0


def test_another_doctors_hours_are_not_there(client, clock, other_doctor, hours):
    client.force_login(other_doctor.user)

    for address in (change(hours[0]), end(hours[0])):
        assert client.get(address).status_code == 404
        assert client.post(address, {"last_day": "2026-11-24"}).status_code == 404
    assert "9:00am" not in text(client.get(HOURS))


@pytest.mark.parametrize("address", [HOURS, ADD, COPY, "/doctor/hours/1/change/", "/doctor/hours/1/end/"])
def test_hours_are_the_doctors_business(client, clock, db, patient, front_desk, address):
    assert client.get(address)["Location"].startswith("/accounts/login/")
    for user in (patient.user, front_desk):
        client.force_login(user)
        assert client.get(address).status_code == 403


class TestPreview:
    PREVIEW = "/doctor/hours/preview/"

    def test_counts_the_week_with_the_hours_being_typed(self, doctor_client, hours, offer, by_doctor, typed):
        answer = doctor_client.post(self.PREVIEW, typed())

        assert answer.context["visits"] == [("First visit", 16), ("Follow-up", 33)]
        assert "With these hours a week has room for" in text(answer)
        assert WorkingHours.objects.count() == 2

    def test_those_that_are_followed_do_not_count(self, doctor_client, hours, offer, typed):
        answer = doctor_client.post(f"{self.PREVIEW}?replaces={hours[1].pk}", typed(ends="10:00"))

        assert answer.context["visits"] == [("Follow-up", 15)]

    @pytest.mark.parametrize("wrong", [{"starts": ""}, {"ends": "08:00"}, {"clinic": "9"}, {"visit_types": "9" * 19}])
    def test_what_is_half_typed_says_nothing(self, doctor_client, hours, typed, wrong):
        assert doctor_client.post(self.PREVIEW, typed(**wrong)).status_code == 204

    @pytest.mark.parametrize("replaces", ["x", "-1", "٣", "9" * 40])
    def test_a_key_nobody_has_is_no_error(self, doctor_client, hours, typed, replaces):
        assert doctor_client.post(f"{self.PREVIEW}?replaces={replaces}", typed()).status_code == 200

    def test_get_is_refused(self, doctor_client):
        assert doctor_client.get(self.PREVIEW).status_code == 405
