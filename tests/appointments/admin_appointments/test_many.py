"""Steps with the ticked appointments: asked about first, each on its own."""

import datetime as dt

import pytest
from django.urls import reverse

from appointments.forms.guard import Answer
from appointments.lifecycle import Status
from appointments.schedule_check import check_schedule
from appointments.services.recording import version_seen
from appointments.services.rescheduling import reschedule
from tests.appointments.admin_appointments.acting import (
    act,
    answers_on,
    ask,
    press,
    status_of,
)
from tests.dashboards.staff import administrator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_asks_about_each_patient_before_anything_is_changed(desk, booked, asked, patient):
    html = ask(desk, "approve", booked, asked).content.decode()

    for words in ("Maria Lopes", patient.record_number, "27 Mar 1964", "Wed 25 Nov 2026, 9:00am", "Nadia Vogel"):
        assert words in html
    assert "Approve the selected requests" in html
    assert status_of(asked) == Status.REQUESTED


def test_what_was_not_on_the_page_is_not_approved(desk, asked, other_patient, published, now):
    answers = answers_on(ask(desk, "approve", asked))
    reschedule(appointment=asked, starts_at=published[6], actor=other_patient.user, now=now)
    _answer, said = press(desk, "approve", answers)

    assert said == [
        f"{asked.spoken_reference}, Nadia Vogel: This appointment has changed since you opened the page."
        " Look at it again, then decide."
    ]
    assert status_of(asked) == Status.REQUESTED


def test_what_changed_is_left_out_and_the_rest_is_done(desk, booked, asked, patient, published, now):
    answers = answers_on(ask(desk, "cancel", booked, asked))
    reschedule(appointment=booked, starts_at=published[6], actor=patient.user, now=now)
    _answer, said = press(desk, "cancel", answers)

    assert said[0].startswith(f"{booked.spoken_reference}, Maria Lopes: ")
    assert said[1] == "1: Cancelled."
    assert (status_of(booked), status_of(asked)) == (Status.CONFIRMED, Status.CANCELLED)


def test_an_answer_about_another_patient_is_left_out(desk, asked, patient):
    wrong = Answer(asked.reference, patient.record_number, version_seen(asked))
    _answer, said = press(desk, "approve", [str(wrong)])

    assert said == [
        f"{asked.spoken_reference}, Nadia Vogel: The page you answered was about another patient. Nothing was changed."
    ]
    assert status_of(asked) == Status.REQUESTED


@pytest.mark.parametrize("answers", [[], ["x"], ["{reference}"], ["{reference}.{record}"], ["{reference}.{record}."]])
def test_an_answer_to_no_page_of_ours_is_no_action(desk, asked, answers):
    facts = {"reference": asked.reference, "record": asked.patient.record_number}
    answer, _said = press(desk, "approve", [text.format(**facts) for text in answers])

    assert answer.status_code in {302, 404}
    assert status_of(asked) == Status.REQUESTED


def test_pressing_the_button_for_many_twice_does_it_once(desk, booked, asked):
    answers = answers_on(ask(desk, "cancel", booked, asked))
    press(desk, "cancel", answers)
    _answer, said = press(desk, "cancel", answers)

    assert set(said) == {"2: Cancelled."}
    assert asked.events.count() == 2


def test_only_the_button_takes_a_step(desk, asked):
    address = reverse("admin:appointments_appointment_selected", args=["approve"])

    assert desk.get(address).status_code == 405
    assert desk.post(address.replace("approve", "destroy")).status_code == 404
    assert status_of(asked) == Status.REQUESTED


def test_one_refusal_never_stops_the_rest(desk, booked, asked, now):
    _answer, said = act(desk, "approve", booked, asked)

    assert status_of(asked) == Status.CONFIRMED
    assert status_of(booked) == Status.CONFIRMED
    assert (
        f"{booked.spoken_reference}, Maria Lopes: This appointment is now “Confirmed”, so this cannot be done any more."
        in said
    )
    assert "1: Approved." in said
    assert check_schedule(now=now) == []


def test_declining_takes_a_reason(desk, asked, now):
    without, _said = act(desk, "decline", asked)
    unchanged = status_of(asked)
    act(desk, "decline", asked, reason_code="no_time", note="Sorry.")
    event = asked.events.last()

    assert without.status_code == 422
    assert "Choose a reason." in without.content.decode()
    assert unchanged == Status.REQUESTED
    assert status_of(asked) == Status.REJECTED
    assert (event.reason_code, event.note) == ("no_time", "Sorry.")
    assert check_schedule(now=now) == []


def test_a_reason_nobody_offered_is_no_action(desk, asked):
    act(desk, "decline", asked, reason_code="<script>")

    assert status_of(asked) == Status.REQUESTED


def test_through_the_day_and_back(desk, booked, later, published):
    later(published[0] - dt.timedelta(minutes=5))
    act(desk, "check_in", booked)
    arrived = status_of(booked)
    act(desk, "undo", booked)
    undone = status_of(booked)
    act(desk, "start", booked)
    begun = status_of(booked)
    act(desk, "complete", booked)

    assert (arrived, undone, begun) == (Status.CHECKED_IN, Status.CONFIRMED, Status.IN_PROGRESS)
    assert status_of(booked) == Status.COMPLETED


def test_missed_is_said_after_the_start_only(desk, booked, later, published):
    _answer, early = act(desk, "no_show", booked)
    later(published[0] + dt.timedelta(minutes=11))
    act(desk, "no_show", booked)

    assert "10 minutes after the start" in early[-1]
    assert status_of(booked) == Status.NO_SHOW


def test_putting_right_takes_the_right_and_a_word(desk, client, booked, later, published):
    later(published[0] + dt.timedelta(minutes=11))
    act(desk, "no_show", booked)
    _answer, refused = act(desk, "complete", booked, note="She was there.")
    client.force_login(administrator())
    wordless, _said = act(client, "complete", booked)
    act(client, "complete", booked, note="She was there.")

    assert refused[-1].endswith("You may not put this right. Ask a manager.")
    assert wordless.status_code == 422
    assert "Say why this is put right." in wordless.content.decode()
    assert status_of(booked) == Status.COMPLETED


def test_undoing_what_somebody_else_did_is_refused(desk, client, booked):
    act(desk, "cancel", booked)
    client.force_login(administrator())
    _answer, said = act(client, "undo", booked)

    assert said[-1].endswith("There is nothing of yours to undo here.")
    assert status_of(booked) == Status.CANCELLED
