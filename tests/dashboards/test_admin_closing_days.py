"""A clinic is closed on public holidays and other days; who is booked is asked about before anything changes."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import StaffGroup
from appointments.models import Appointment, AppointmentEvent
from appointments.schedule_check import check_schedule
from dashboards.forms.closing_days import ClosingDays
from dashboards.services import closing as closing_module
from dashboards.services.closing import Closing, close
from dashboards.services.withdrawing import PatientsBooked
from scheduling.models import TimeOff, TimeSlot
from scheduling.services.publishing import publish
from scheduling.services.time_off import add_time_off
from tests.dashboards.staff import said, staff_member
from tests.factories import DoctorFactory, PatientFactory, WorkingHoursFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

CHRISTMAS = "2026-12-25"
WEDNESDAY = dt.date(2026, 11, 25)


@pytest.fixture
def address(clinic):
    return f"/admin/scheduling/clinic/{clinic.pk}/closing-days/"


def text(answer):
    return answer.content.decode()


def closed(clinic):
    return {
        (f"{row.starts_at:%m-%d}", f"{row.ends_at:%m-%d}")
        for row in TimeOff.objects.filter(clinic=clinic, ended_at=None)
    }


def statuses(day):
    return set(TimeSlot.objects.filter(local_date=day).values_list("status", flat=True))


# --- Public holidays ----------------------------------------------------------------------------
def test_proposes_the_holidays_to_come_of_the_clinics_country(client, chief, address):
    page = client.get(address)
    days = [key for key, _words in page.context["adminform"].form.fields["holidays"].choices]

    assert days == ["2026-12-25", "2026-12-26", "2026-12-28"]
    assert "Friday 25 December 2026: Christmas Day" in text(page)


def test_another_year_is_a_click_away(client, chief, address):
    page = client.get(f"{address}?year=2027")

    assert "Friday 1 January 2027" in text(page)
    assert "2026: Christmas" not in text(page)


def test_a_tick_closes_the_day_and_its_name_is_kept(client, chief, address, clinic):
    answer = client.post(address, {"holidays": [CHRISTMAS]})

    row = TimeOff.objects.get()
    assert answer.status_code == 302
    assert (closed(clinic), row.label, row.doctor) == ({("12-25", "12-26")}, "Christmas Day", None)


def test_a_day_that_is_closed_is_ticked_and_without_its_tick_it_is_open_again(client, chief, address, clinic):
    client.post(address, {"holidays": [CHRISTMAS]})
    ticked = client.get(address).context["adminform"].form.initial["holidays"]
    client.post(address, {"was_closed": ticked, "holidays": ["2026-12-28"]})

    assert ticked == [CHRISTMAS]
    assert closed(clinic) == {("12-28", "12-29")}


def test_a_day_closed_while_the_page_was_open_stays_closed(client, chief, address, clinic):
    client.post(address, {"holidays": [CHRISTMAS]})
    client.post(address, {"holidays": ["2026-12-28"]})  # from a page that showed no tick at Christmas

    assert closed(clinic) == {("12-25", "12-26"), ("12-28", "12-29")}


def test_a_day_within_a_longer_closing_is_not_proposed(client, chief, address, clinic):
    client.post(address, {"first": "2026-12-24", "last": "2027-01-03", "label": "Winter break"})
    page = client.get(address)

    assert not page.context["adminform"].form.proposals
    assert "Thu 24 Dec to Sun 3 Jan, all day: Winter break" in text(page)


# --- Other days ---------------------------------------------------------------------------------
def test_days_from_the_first_to_the_last_are_closed(client, chief, address, clinic):
    client.post(address, {"first": "2026-12-01", "last": "2026-12-03"})

    assert closed(clinic) == {("12-01", "12-04")}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"first": "2026-11-23"}, "Choose today or a later day"),
        ({"first": "2026-12-02", "last": "2026-12-01"}, "must not be before the first"),
        ({"first": "2026-12-02", "last": "2027-12-01"}, "Two months are the most at once"),
        ({"label": "Party"}, "Choose the first day"),
        ({"first": "soon"}, "Choose a day"),
        ({"holidays": ["2026-07-14"]}, "Choose from the list"),
    ],
)
def test_says_what_is_wrong_and_closes_nothing(client, chief, address, told, words):
    answer = client.post(address, {"holidays": [CHRISTMAS]} | told)

    assert answer.status_code == 422
    assert words in text(answer)
    assert not TimeOff.objects.exists()


def test_the_times_of_every_doctor_of_the_clinic_are_taken_back(client, chief, address, clinic, published, now):
    other = DoctorFactory()
    WorkingHoursFactory(doctor=other, clinic=clinic, weekday=2, starts=dt.time(9), ends=dt.time(10))
    publish(doctor=other, now=now)
    assert statuses(WEDNESDAY) == {"open"}

    client.post(address, {"first": f"{WEDNESDAY}"})

    assert statuses(WEDNESDAY) == {"blocked"}
    assert check_schedule(now=now) == []


# --- Who is booked ------------------------------------------------------------------------------
@pytest.fixture
def booked(book_it, published):
    return book_it(starts_at=published[0])


def ask(client, address):
    return client.post(address, {"first": f"{WEDNESDAY}", "label": "Water damage"})


def answer_it(client, address, asked, **told):
    fields = {"first": f"{WEDNESDAY}", "label": "Water damage", "hit": asked.context["answers"]}
    return client.post(address, fields | told)


def test_names_who_is_booked_and_closes_nothing_yet(client, chief, address, booked):
    asked = ask(client, address)

    assert "1 patient has booked" in text(asked)
    assert booked.patient.full_name in text(asked)
    assert ("label", "Water damage") in asked.context["carried"]
    assert not TimeOff.objects.exists()


def test_kept_they_stay_booked_and_are_marked(client, chief, address, booked):
    answer = answer_it(client, address, ask(client, address), what="keep")
    booked.refresh_from_db()

    assert said(answer) == "The closing days are saved."
    assert (booked.status, booked.attention) == ("confirmed", "doctor_away")
    assert TimeOff.objects.get().label == "Water damage"


def test_cancelled_they_are_told_that_the_clinic_is_closed(client, chief, address, booked, now):
    answer_it(client, address, ask(client, address), what="cancel", note="We are sorry.")
    booked.refresh_from_db()
    event = AppointmentEvent.objects.filter(appointment=booked).latest("pk")

    assert booked.status == "cancelled"
    assert (event.reason_code, event.note, event.actor) == ("clinic_closed", "We are sorry.", chief)
    assert statuses(WEDNESDAY) == {"blocked"}
    assert check_schedule(now=now) == []


def test_an_answer_is_asked_for(client, chief, address, booked):
    answer = answer_it(client, address, ask(client, address))

    assert answer.status_code == 422
    assert "Choose what should happen" in text(answer)
    assert not TimeOff.objects.exists()


def test_somebody_who_booked_after_the_list_is_asked_about(client, chief, address, booked, book_it, published):
    asked = ask(client, address)
    late = PatientFactory()
    book_it(starts_at=published[3], patient=late, actor=late.user)
    answer = answer_it(client, address, asked, what="cancel")

    assert answer.status_code == 409
    assert "Somebody booked meanwhile" in text(answer)
    assert late.full_name in text(answer)
    assert not TimeOff.objects.exists()
    assert Appointment.objects.filter(status="confirmed").count() == 2


def test_who_was_answered_is_cancelled_though_another_day_is_asked_about_again(
    client, chief, address, booked, book_it, published, monkeypatch
):
    """Somebody books the second day between the look and its closing; the first is closed, with what was chosen."""
    late, second, real = PatientFactory(), WEDNESDAY + dt.timedelta(weeks=1), closing_module.close

    def booked_first(*, closing, **told):
        if closing.first == second:
            book_it(starts_at=published[0] + dt.timedelta(weeks=1), patient=late, actor=late.user)
        return real(closing=closing, **told)

    monkeypatch.setattr("dashboards.admin.clinics.close", booked_first)
    monkeypatch.setattr(ClosingDays, "to_close", lambda form: [Closing(day, day) for day in (WEDNESDAY, second)])
    answer = answer_it(client, address, ask(client, address), what="cancel")
    booked.refresh_from_db()

    assert answer.status_code == 409
    assert late.full_name in text(answer)
    assert booked.status == "cancelled"
    assert TimeOff.objects.count() == 1


def test_an_answer_about_another_patient_closes_nothing(client, chief, address, booked):
    asked = ask(client, address)
    hit = asked.context["answers"][0].replace(booked.patient.record_number, "P0000000")
    answer = client.post(address, {"first": f"{WEDNESDAY}", "hit": hit, "what": "cancel"})

    assert answer.status_code == 409
    assert not TimeOff.objects.exists()


def test_whoever_books_while_it_is_closed_stops_it(clinic, chief, booked, now):
    with pytest.raises(PatientsBooked):
        close(clinic=clinic, closing=Closing(WEDNESDAY, WEDNESDAY), agreed=(), actor=chief, now=now)

    assert not TimeOff.objects.exists()


def test_closing_twice_is_closing_once(clinic, chief, now):
    for _time in range(2):
        close(clinic=clinic, closing=Closing(WEDNESDAY, WEDNESDAY), agreed=(), actor=chief, now=now)

    assert TimeOff.objects.count() == 1


# --- Who may, and how much it asks --------------------------------------------------------------
def test_a_manager_may_a_front_desk_and_an_analyst_may_not(client, address, clinic):
    for group, status in [(StaffGroup.MANAGER, 200), (StaffGroup.FRONT_DESK, 403), (StaffGroup.ANALYST, 403)]:
        client.force_login(staff_member(group))
        assert client.get(address).status_code == status


def test_the_page_of_the_clinic_leads_there_for_whoever_may(client, chief, address, clinic):
    assert f'href="{address}"' in text(client.get(f"/admin/scheduling/clinic/{clinic.pk}/change/"))
    client.force_login(staff_member(StaffGroup.FRONT_DESK))
    assert address not in text(client.get(f"/admin/scheduling/clinic/{clinic.pk}/change/"))


def test_no_such_clinic_is_404(client, chief):
    assert client.get("/admin/scheduling/clinic/0/closing-days/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_closings(client, chief, address, clinic, now):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    for day in range(8):
        starts_at = now + dt.timedelta(days=day)
        add_time_off(
            clinic=clinic,
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(hours=1),
            time_zone="UTC",
            actor=chief,
            now=timezone.now(),
        )
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few)


def test_each_doctor_more_costs_three_queries_and_the_rest_are_for_all(clinic, chief, now):
    def a_closing(day):
        with CaptureQueriesContext(connection) as queries:
            close(clinic=clinic, closing=Closing(day, day), agreed=(), actor=chief, now=now)
        assert statuses(day) == {"blocked"}
        return len(queries)

    def doctors(count):
        for _number in range(count):
            doctor = DoctorFactory()
            for weekday in range(5):
                WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=weekday)
            publish(doctor=doctor, now=now)

    doctors(2)
    few = a_closing(WEDNESDAY)
    doctors(6)
    many = a_closing(WEDNESDAY + dt.timedelta(days=1))

    # Of each: its slots are read, locked and blocked.
    assert many - few <= 6 * 3
