"""The words of what a doctor is told, as they get them."""

import datetime as dt

import pytest

from appointments.services.cancelling import cancel
from appointments.services.deciding import reject
from appointments.services.rescheduling import reschedule
from tests.appointments.notifications.reading_mail import first_line, says

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def test_new_booking_for_the_doctor(booked, news):
    message = news("doctor_booked", "in_app")

    assert (message.subject, message.text) == ("New booking", "Maria Lopes, Wed 25 Nov, 9:20am, follow-up.")
    assert message.link == f"/doctor/appointments/{booked.reference}/"


def test_new_request_for_the_doctor(asked, news):
    says(
        news("doctor_requested"),
        "1 new request",
        "Maria Lopes, Wed 25 Nov, 9:20am, first visit. Answer by 7:20am on Wed 25 Nov.",
    )


def test_a_request_to_answer_today(book_it, by_doctor, published, now, news):
    morning = published[1].replace(hour=5, minute=0)
    book_it(offer=by_doctor, starts_at=published[1], now=morning)

    assert first_line(news("doctor_requested")).endswith("Answer by 7:20am today.")


def test_the_doctors_other_news(booked, patient, published, now, news):
    reschedule(appointment=booked, starts_at=published[5], actor=patient.user, now=now)
    cancel(appointment=booked, actor=patient.user, now=now)

    moved, cancelled = news("doctor_moved", "in_app"), news("doctor_cancelled", "in_app")
    assert moved.text == "Maria Lopes, Wed 25 Nov, 10:40am, follow-up. Wed 25 Nov, 9:20am is off."
    assert cancelled.text == "Maria Lopes, Wed 25 Nov, 10:40am, follow-up."
    assert (moved.subject, cancelled.subject) == ("Changed by the patient", "Cancelled by the patient")


def test_the_doctors_news_of_what_the_front_desk_did(booked, front_desk, published, now, news):
    reschedule(appointment=booked, starts_at=published[5], actor=front_desk, now=now)
    cancel(appointment=booked, actor=front_desk, now=now, reason_code="other")

    subjects = [news(kind, "in_app").subject for kind in ("doctor_moved", "doctor_cancelled")]
    assert subjects == ["Changed by the clinic", "Cancelled by the clinic"]


def test_the_doctors_news_of_a_request_the_front_desk_declined(asked, front_desk, now, news):
    reject(appointment=asked, actor=front_desk, now=now, reason_code="no_time")

    declined = news("doctor_declined", "in_app")
    assert declined.subject == "Declined by the clinic"
    assert declined.text == "Maria Lopes, Wed 25 Nov, 9:20am, first visit."
    assert declined.link == f"/doctor/appointments/{asked.reference}/"


def test_a_call_to_the_front_desk_is_the_patients_own_cancellation(booked, front_desk, now, news):
    cancel(appointment=booked, actor=front_desk, now=now, reason_code="feels_better")

    assert news("doctor_cancelled", "in_app").subject == "Cancelled by the patient"
