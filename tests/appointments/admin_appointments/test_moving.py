"""Moving an appointment at the desk."""

import datetime as dt

import pytest

from appointments.schedule_check import check_schedule
from tests.appointments.admin_appointments.acting import (
    new_time,
    page,
)
from tests.factories import ClinicFactory, WorkingHoursFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_moves_and_tells_the_patient(desk, booked, now):
    answer = desk.post(page(booked, "move"), {**new_time(booked), "note": "The doctor asks."})
    booked.refresh_from_db()

    assert answer["Location"] == page(booked)
    assert booked.starts_at == dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
    assert booked.events.last().note == "The doctor asks."
    assert check_schedule(now=now) == []


def test_pressing_move_twice_moves_once(desk, booked):
    fields = new_time(booked)
    first, second = (desk.post(page(booked, "move"), fields) for _time in range(2))

    assert first["Location"] == second["Location"]
    assert booked.events.count() == 2


def test_a_taken_time_shows_others_and_keeps_what_was_typed(desk, booked, book_it, other_patient, published):
    book_it(starts_at=published[3], patient=other_patient, actor=other_patient.user)
    answer = desk.post(page(booked, "move"), {**new_time(booked), "note": "Please."})
    html = answer.content.decode()

    assert answer.status_code == 409
    assert "Dr Amara Osei is not free then. Free nearby: " in html
    assert "Please.</textarea>" in html
    assert 'value="10:00"' in html


def test_off_the_grid_by_right(desk, booked, now):
    refused = desk.post(page(booked, "move"), {**new_time(booked), "time": "10:05"})
    moved = desk.post(page(booked, "move"), {**new_time(booked), "time": "10:05", "by_right": "on"})
    booked.refresh_from_db()

    assert (refused.status_code, moved.status_code) == (409, 302)
    assert booked.starts_at == dt.datetime(2026, 11, 25, 10, 5, tzinfo=dt.UTC)
    assert check_schedule(now=now) == []


def test_a_front_desk_moves_to_its_own_clinics_only(desk, booked, doctor):
    elsewhere = ClinicFactory(name="Elsewhere")
    WorkingHoursFactory(doctor=doctor, clinic=elsewhere, weekday=3)
    answer = desk.post(page(booked, "move"), {**new_time(booked), "clinic": elsewhere.pk, "by_right": "on"})

    assert answer.status_code == 422
    assert "Elsewhere" not in desk.get(page(booked, "move")).content.decode()


@pytest.mark.parametrize(
    ("told", "status", "words"),
    [
        ({"time": ""}, 422, "Free that day: 9:20am"),
        ({"date": ""}, 422, "Choose a day"),
        ({"date": "2026-11-24", "time": "08:00"}, 422, "This time has passed."),
        ({"date": "2027-03-28", "time": "01:30"}, 422, "this time does not exist"),
        ({"seen": "confirmed.7"}, 409, "has changed since you opened the page"),
        ({"seen": ""}, 422, "Nothing was changed."),
        ({"patient": "P0000000"}, 422, "about another patient"),
        ({"time": "09:00"}, 409, "This is the time it already has."),
    ],
)
def test_what_cannot_be_moved_is_said(desk, booked, told, status, words):
    answer = desk.post(page(booked, "move"), {**new_time(booked), **told})

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert booked.events.count() == 1


def test_what_has_begun_is_not_moved(desk, booked, later, published):
    later(published[0] + dt.timedelta(minutes=1))
    answer = desk.get(page(booked, "move"), follow=True)

    assert "has started" in answer.content.decode()
