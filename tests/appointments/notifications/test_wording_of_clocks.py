"""Whose clock a time in a message is on: said wherever it could be mistaken."""

import datetime as dt

import pytest

from appointments.reading.in_words import AppointmentInWords
from appointments.services.deciding import reject
from tests.appointments.notifications.reading_mail import first_line, says
from tests.factories import ClinicFactory, OfferFactory, VisitTypeFactory, slots_in_a_row

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def test_the_place_is_named_when_the_readers_clock_shows_another_time(book_it, patient, at_twenty_past, news):
    patient.user.time_zone = "Europe/Madrid"
    patient.user.save()
    book_it(starts_at=at_twenty_past)

    assert news("booked").subject == "Booked: Wed 25 Nov, 9:20am Oakford time"
    assert "When: Wed 25 Nov, 9:20am Oakford time\n" in news("booked").text


def test_the_place_is_not_named_for_another_zone_with_the_same_clock(book_it, patient, at_twenty_past, news):
    patient.user.time_zone = "Europe/Lisbon"
    patient.user.save()
    book_it(starts_at=at_twenty_past)

    assert "When: Wed 25 Nov, 9:20am\n" in news("booked").text


@pytest.fixture
def by_video(doctor):
    return OfferFactory(doctor=doctor, visit_type=VisitTypeFactory(name="Video follow-up", mode="video"))


def test_a_video_visit_shows_both_clocks_the_readers_first(book_it, by_video, patient, at_twenty_past, news):
    patient.user.time_zone = "Europe/Madrid"
    patient.user.save()
    book_it(offer=by_video, starts_at=at_twenty_past)

    says(news("booked"), "Booked: Wed 25 Nov, 10:20am your time", "Dr Amara Osei, by video.")
    assert "When: Wed 25 Nov, 10:20am your time (Madrid). 9:20am for Dr Osei in Oakford.\n" in news("booked").text


def test_a_video_visit_promises_nothing_that_does_not_come(book_it, by_video, news):
    book_it(offer=by_video)

    assert "Where: By video. To hear how to join, call 0113 496 0000.\n" in news("booked").text


def test_a_video_visit_names_the_day_where_it_is_another(book_it, by_video, patient, published, news):
    patient.user.time_zone = "Pacific/Auckland"
    patient.user.save()
    book_it(offer=by_video, starts_at=published[-1])

    assert "When: Thu 26 Nov, 1:40am your time (Auckland). Wed 25 Nov, 12:40pm for Dr Osei in Oakford.\n" in (
        news("booked").text
    )


def test_a_video_visit_names_the_clinics_clock_to_who_has_not_said_theirs(book_it, by_video, at_twenty_past, news):
    book_it(offer=by_video, starts_at=at_twenty_past)

    says(news("booked"), "Booked: Wed 25 Nov, 9:20am Oakford time", "Dr Amara Osei, by video.")
    assert "When: Wed 25 Nov, 9:20am Oakford time\n" in news("booked").text


def test_with_clinics_on_two_clocks_the_place_is_named_to_who_has_not_said_theirs(book_it, by_doctor, published, news):
    ClinicFactory(time_zone="America/New_York")
    book_it(offer=by_doctor, starts_at=published[1])

    assert "When: Wed 25 Nov, 9:20am Oakford time\n" in news("requested").text
    assert first_line(news("requested")) == "You will hear by 7:20am Oakford time on Wed 25 Nov. It is not booked yet."
    assert "Oakford time" not in news("doctor_requested").text


def test_a_clock_change_shortly_before_the_visit_is_said(book_it, offer, clinic, doctor, news):
    monday = dt.datetime(2026, 10, 26, 9, 20, tzinfo=dt.UTC)
    slots_in_a_row(doctor=doctor, clinic=clinic, starts_at=monday, count=2)
    book_it(starts_at=monday, now=monday - dt.timedelta(days=20))

    assert "The clocks go back on Sun 25 Oct. Your appointment is at 9:20am on the new time." in news("booked").text


def test_a_clock_change_after_the_visit_is_not_said(book_it, clinic, doctor):
    friday = dt.datetime(2026, 10, 23, 9, 20, tzinfo=dt.UTC)
    slots_in_a_row(doctor=doctor, clinic=clinic, starts_at=friday, count=2)
    over = book_it(starts_at=friday, now=friday - dt.timedelta(days=20))

    read = AppointmentInWords(over, reader_zone="Europe/London", now=friday + dt.timedelta(days=20))
    assert read.clocks_change == ""


def test_other_times_at_another_clinic_say_which(asked, doctor, doctor_user, now, news):
    doctor.slots.filter(status="open").delete()
    north = ClinicFactory(name="Fernhill North", city="Kathmandu", time_zone="Asia/Kathmandu")
    slots_in_a_row(doctor=doctor, clinic=north, starts_at=dt.datetime(2026, 11, 26, 3, 15, tzinfo=dt.UTC), count=2)
    reject(appointment=asked, actor=doctor_user, now=now, reason_code="no_time")

    assert "- Thu 26 Nov, 9:00am Kathmandu time, Fernhill North" in news("rejected").text
