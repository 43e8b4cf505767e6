"""The usual week: set on one page, copied from Monday, and what it leaves alone."""

import datetime as dt

import pytest

from appointments.forms.guard import Answer
from appointments.models import Appointment
from scheduling.models import TimeSlot, WorkingHours
from scheduling.services.usual_week import set_usual_week
from scheduling.services.working_hours import HoursRefused
from scheduling.usual_week import UsualDay
from tests.factories import WorkingHoursFactory

WEEK = "/doctor/hours/week/"
HOURS = "/doctor/hours/"
PREVIEW = "/doctor/hours/week/preview/"
TODAY = "2026-11-24"


def text(response):
    return response.content.decode()


@pytest.fixture
def typed(clinic):
    """Return the page as it is sent: ``days`` maps a day's number to from, to, and the break where there is one."""

    def form(days, **more):
        sent = {f"clinic_{day}": clinic.pk for day in range(7)} | {"slot_minutes": "20", "from_date": TODAY}
        for day, (starts, ends, *pause) in days.items():
            sent |= {f"works_{day}": "on", f"starts_{day}": starts, f"ends_{day}": ends}
            if pause:
                sent |= {f"break_from_{day}": pause[0], f"break_to_{day}": pause[1]}
        return sent | more

    return form


NINE_TO_FIVE = ("09:00", "17:00", "12:30", "13:30")


def spans(**filters):
    rows = WorkingHours.objects.filter(valid_until=None, **filters).order_by("weekday", "starts")
    return [(row.weekday, f"{row.starts:%H:%M}", f"{row.ends:%H:%M}") for row in rows]


def test_a_doctor_without_hours_gets_the_week_as_a_form(doctor_client, clinic):
    page = doctor_client.get(HOURS)

    assert "You have no hours yet." in text(page)
    assert 'name="starts_0"' in text(page)
    assert "Change the week" not in text(page)


def test_five_days_with_a_break_are_saved_and_offered(doctor_client, doctor, clinic, offer, typed):
    answer = doctor_client.post(WEEK, typed(dict.fromkeys(range(5), NINE_TO_FIVE)))

    assert answer["Location"] == HOURS
    assert spans(doctor=doctor) == [
        (day, *span) for day in range(5) for span in (("09:00", "12:30"), ("13:30", "17:00"))
    ]
    wednesday = TimeSlot.objects.filter(doctor=doctor, local_date=dt.date(2026, 11, 25))
    assert wednesday.count() == 10 + 10


def test_monday_is_copied_and_nothing_is_saved_yet(doctor_client, clinic, typed):
    page = doctor_client.post(WEEK, typed({0: NINE_TO_FIVE, 5: ("10:00", "12:00")}, copy="0", from_date="2026-12-01"))

    form = page.context["form"]
    assert page.status_code == 200
    assert not WorkingHours.objects.exists()
    for day in range(5):
        assert [form[f"{part}_{day}"].value() for part in ("starts", "ends", "break_from", "break_to")] == [
            *NINE_TO_FIVE
        ]
    assert form["starts_5"].value() == "10:00"
    assert not form["works_6"].value()
    assert form["from_date"].value() == "2026-12-01"


def test_copied_half_typed_it_shows_no_errors(doctor_client, clinic, typed):
    page = doctor_client.post(WEEK, typed({0: ("09:00", "")}, copy="0"))

    assert page.status_code == 200
    assert "There is a problem" not in text(page)
    assert page.context["form"]["starts_4"].value() == "09:00"


def test_only_what_differs_is_changed(doctor_client, doctor, hours, clinic, typed, by_doctor):
    tuesday = WorkingHours.objects.get(doctor=doctor, weekday=1)
    days = {row.weekday: (f"{row.starts:%H:%M}", f"{row.ends:%H:%M}") for row in hours} | {3: ("14:00", "16:00")}

    doctor_client.post(WEEK, typed(days, slot_minutes=str(tuesday.slot_minutes)))

    assert WorkingHours.objects.get(pk=tuesday.pk).valid_until is None
    assert WorkingHours.objects.filter(doctor=doctor).count() == len(hours) + 1
    assert (3, "14:00", "16:00") in spans(doctor=doctor)


def test_the_page_shows_the_week_there_is(doctor_client, hours, clinic):
    WorkingHoursFactory(doctor=hours[0].doctor, clinic=clinic, weekday=1, starts=dt.time(14), ends=dt.time(17))

    form = doctor_client.get(WEEK).context["form"]

    values = [form[f"{part}_1"].value() for part in ("works", "starts", "break_from", "break_to", "ends")]
    assert values == [True, dt.time(9), dt.time(13), dt.time(14), dt.time(17)]


@pytest.mark.parametrize(
    "special",
    [
        {"capacity": 2},
        {"every_n_weeks": 2, "anchor": dt.date(2026, 1, 5)},
        {"valid_until": dt.date(2027, 3, 1)},
        {"valid_from": dt.date(2027, 1, 1)},
    ],
)
def test_a_day_with_hours_of_its_own_stays_as_it_is(doctor_client, doctor, hours, clinic, typed, special):
    row = WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=4, **special)

    page = doctor_client.get(WEEK)
    assert "This day has hours of its own" in text(page)
    assert 'name="works_4"' not in text(page)
    doctor_client.post(WEEK, typed({4: NINE_TO_FIVE, 0: NINE_TO_FIVE}))

    kept = WorkingHours.objects.get(pk=row.pk)
    assert (kept.valid_from, kept.valid_until, kept.capacity) == (row.valid_from, row.valid_until, row.capacity)
    assert WorkingHours.objects.filter(weekday=4).count() == 1


def test_monday_is_not_copied_to_a_day_of_its_own(doctor_client, doctor, hours, clinic, typed):
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=4, capacity=2)

    page = doctor_client.post(WEEK, typed({0: NINE_TO_FIVE}, copy="0"))

    assert page.status_code == 200
    assert page.context["form"].followers == "1 2 3"


def test_patients_who_booked_are_asked_about_first(doctor_client, doctor, appoint, at, typed, clinic):
    """The same three choices as wherever time is taken away; nothing is changed before."""
    booked = appoint(at(25, 9))

    page = doctor_client.post(WEEK, typed({0: NINE_TO_FIVE}))

    assert "patient has booked" in text(page)
    assert "Nothing has been changed yet." in text(page)
    assert not spans(doctor=doctor, weekday=0)
    carried = dict(page.context["carried"])
    doctor_client.post(WEEK, carried | {"hit": [str(Answer.about(booked))], "what": "keep"})

    assert spans(doctor=doctor) == [(0, "09:00", "12:30"), (0, "13:30", "17:00")]
    assert Appointment.objects.get(pk=booked.pk).attention == "outside_hours"


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (("17:00", "09:00"), "Monday: the end must be after the start"),
        (("09:00", ""), "Monday: choose a time"),
        (("09:00", "17:00", "12:00", ""), "Monday: a break has a start and an end"),
        (("09:00", "17:00", "", "13:00"), "Monday: a break has a start and an end"),
        (("09:00", "17:00", "13:00", "12:00"), "Monday: the break must lie within the hours"),
        (("09:00", "17:00", "08:00", "08:30"), "Monday: the break must lie within the hours"),
        (("09:00", "17:00", "16:00", "17:00"), "Monday: the break must lie within the hours"),
        (("noon", "17:00"), "Choose a time"),
    ],
)
def test_what_cannot_be_comes_back_with_a_sentence(doctor_client, clinic, typed, day, sentence):
    page = doctor_client.post(WEEK, typed({0: day}))

    assert page.status_code == 422
    assert sentence in text(page)
    assert f'value="{day[1]}"' in text(page) or not day[1]
    assert not WorkingHours.objects.exists()


def test_hours_until_midnight(doctor_client, doctor, clinic, typed):
    doctor_client.post(WEEK, typed({0: ("14:00", "00:00", "18:00", "19:00")}))

    assert spans(doctor=doctor) == [(0, "14:00", "18:00"), (0, "19:00", "00:00")]


def test_hours_shorter_than_a_visit_are_refused_whole(doctor_client, clinic, typed):
    page = doctor_client.post(WEEK, typed({0: NINE_TO_FIVE, 1: ("09:00", "09:10")}))

    assert page.status_code == 422
    assert "shorter than one appointment" in text(page)
    assert not WorkingHours.objects.exists()


def test_hours_of_its_own_since_the_page_was_opened_are_not_lost(doctor, hours, clinic, now):
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=4, capacity=3)

    with pytest.raises(HoursRefused, match="Friday has hours of its own by now"):
        set_usual_week(doctor=doctor, days={4: UsualDay()}, from_date=dt.date(2026, 11, 24), actor=doctor.user, now=now)


def test_the_preview_counts_what_is_typed(doctor_client, offer, by_doctor, clinic, typed):
    page = doctor_client.post(PREVIEW, typed({0: NINE_TO_FIVE, 1: ("09:00", "10:00")}))

    assert "With these hours a week has room for" in text(page)
    assert "23 × Follow-up" in text(page) or "22 × Follow-up" in text(page)


def test_the_preview_says_nothing_of_half_a_week(doctor_client, clinic, typed):
    assert doctor_client.post(PREVIEW, typed({0: ("09:00", "")})).status_code == 204


def test_as_many_queries_for_seven_days_as_for_one(doctor_client, doctor, clinic, hours, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        doctor_client.get(WEEK)
    for weekday in range(7):
        WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=weekday, starts=dt.time(18), ends=dt.time(19))
    with django_assert_max_num_queries(15):
        doctor_client.get(WEEK)
