"""One step from the page of an appointment."""

import pytest

from appointments.lifecycle import Status
from appointments.schedule_check import check_schedule
from tests.appointments.admin_appointments.acting import act, answers, page, status_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_cancels_with_a_reason(desk, booked, now):
    asked_first = desk.get(page(booked, "step", "cancel"))
    answer = desk.post(page(booked, "step", "cancel"), answers(booked, reason_code="doctor_away", note="We call you."))
    event = booked.events.last()

    assert "born" in asked_first.content.decode()
    assert answer["Location"] == page(booked)
    assert status_of(booked) == Status.CANCELLED
    assert (event.reason_code, event.note) == ("doctor_away", "We call you.")
    assert check_schedule(now=now) == []


def test_pressing_twice_cancels_once(desk, booked):
    fields = answers(booked)
    first, second = (desk.post(page(booked, "step", "cancel"), fields) for _time in range(2))

    assert first["Location"] == second["Location"]
    assert booked.events.count() == 2


def test_a_page_about_another_patient_changes_nothing(desk, booked, other_patient):
    answer = desk.post(page(booked, "step", "cancel"), {**answers(booked), "patient": other_patient.record_number})

    assert answer.status_code == 422
    assert "about another patient. Nothing was changed." in answer.content.decode()
    assert status_of(booked) == Status.CONFIRMED


def test_a_stale_page_says_so_and_keeps_the_words(desk, asked, client):
    fields = answers(asked, reason_code="no_time", note="Sorry about that.")
    act(desk, "approve", asked)
    answer = desk.post(page(asked, "step", "decline"), fields)

    assert answer.status_code == 409
    assert "has changed since you opened the page" in answer.content.decode()
    assert "Sorry about that." in answer.content.decode()
    assert status_of(asked) == Status.CONFIRMED


def test_a_step_that_leads_nowhere_is_said(desk, booked):
    answer = desk.get(page(booked, "step", "approve"), follow=True)

    assert "so this cannot be done any more" in answer.content.decode()
    assert desk.get(page(booked, "step", "destroy")).status_code == 404


def test_looking_at_a_step_changes_nothing(desk, booked):
    desk.get(page(booked, "step", "cancel"))

    assert status_of(booked) == Status.CONFIRMED
