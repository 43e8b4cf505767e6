"""The words of every kind of message, as people get them; and what no subject may hold."""

import datetime as dt
import re

import pytest

from appointments.lifecycle import Verb
from appointments.models import Message, MessagePreference
from appointments.notifications.kinds import FOR_DOCTORS, FOR_STAFF, OF_NO_APPOINTMENT, Kind
from appointments.notifications.reminders import plan_reminders
from appointments.notifications.wording import LONGEST_SUBJECT, WORDS
from appointments.reading.in_words import AppointmentInWords
from appointments.services.attendance import record_attendance
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve, reject
from appointments.services.expiring import expire_due
from appointments.services.rescheduling import reschedule
from tests.factories import ClinicFactory, OfferFactory, VisitTypeFactory, slots_in_a_row

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def lines(message):
    return message.text.strip().split("\n")


def first_line(message):
    """Return the line below *Hello Maria,*."""
    return lines(message)[2]


def says(message, subject, fact):
    assert (message.subject, first_line(message)) == (subject, fact)


# --- To the patient ---------------------------------------------------------------------------------


def test_booked(booked, news):
    says(news("booked"), "Booked: Wed 25 Nov, 9:20am", "Dr Amara Osei, Fernhill Clinic, 12 Mill Road.")


def test_the_whole_email_in_its_order(booked, news, follow_up):
    email = news("booked")

    assert lines(email) == [
        "Hello Maria,",
        "",
        "Dr Amara Osei, Fernhill Clinic, 12 Mill Road.",
        "",
        "When: Wed 25 Nov, 9:20am",
        "Where: Fernhill Clinic, 12 Mill Road, Oakford",
        "With: Dr Amara Osei",
        f"Ref: {booked.spoken_reference}",
        "",
        "Change or cancel:",
        f"http://127.0.0.1:8000/appointments/{booked.reference}/",
        "",
        "Cannot use the link? Call 0113 496 0000, 8am to 6pm.",
        "",
        lines(email)[-1],
    ]
    assert lines(email)[-1].startswith(
        "You get this because you have an appointment at Fernhill Health. Your settings: http"
    )


def test_the_html_says_the_same_with_one_button(booked, news):
    html = news("booked").html

    assert html.count("<table") == 1
    assert f'href="http://127.0.0.1:8000/appointments/{booked.reference}/"' in html
    for words in ("Hello Maria,", "Dr Amara Osei, Fernhill Clinic, 12 Mill Road.", "Wed 25 Nov, 9:20am", "<html lang="):
        assert words in html
    assert not re.search(r"<img|<style|style=|<script", html)


def test_what_to_bring_stands_below_the_button(book_it, follow_up, offer, news):
    follow_up.instructions = "Your medicines & a list of <allergies>"
    follow_up.save()
    offer.refresh_from_db()
    book_it()

    assert "What to bring or know: Your medicines & a list of <allergies>" in news("booked").text
    assert "Your medicines &amp; a list of &lt;allergies&gt;" in news("booked").html


def test_request_sent(asked, news):
    says(news("requested"), "We asked Dr Osei", "You will hear by 7:20am on Wed 25 Nov. It is not booked yet.")


def test_approved(asked, doctor_user, now, news):
    approve(appointment=asked, actor=doctor_user, now=now)

    says(news("approved"), "Dr Osei said yes: Wed 25 Nov, 9:20am", "Dr Amara Osei, Fernhill Clinic, 12 Mill Road.")


def test_declined_with_a_reason_and_three_other_times(asked, doctor_user, now, news):
    reject(appointment=asked, actor=doctor_user, now=now, reason_code="no_time", note="Private words of mine")
    email = news("rejected")

    says(
        email,
        "Dr Osei cannot see you on Wed 25 Nov",
        "The time is not free after all. Here are 3 other times.",
    )
    offered = [line for line in lines(email) if line.startswith("- ")]
    assert len(offered) == 3
    assert all(line.startswith("- Wed 25 Nov, ") for line in offered)
    assert "- Wed 25 Nov, 9:20am" not in offered
    assert "/doctors/amara-osei/times/" in email.text
    assert "Private words" not in email.text + email.html
    page = f"http://127.0.0.1:8000/appointments/{asked.reference}/"
    assert f"The clinic left you a few words. Sign in to read them:\n{page}\n" in email.text
    assert f'The clinic left you a few words. <a href="{page}">' in email.html


def test_declined_because_the_doctor_is_away(asked, doctor_user, now, news):
    reject(appointment=asked, actor=doctor_user, now=now, reason_code="doctor_away")

    assert first_line(news("rejected")).startswith("Dr Osei is away. Here are 3 other times.")


def test_declined_without_a_reason_or_another_time(asked, doctor_user, doctor, now, news):
    doctor.slots.filter(status="open").delete()
    reject(appointment=asked, actor=doctor_user, now=now, reason_code="other")

    assert first_line(news("rejected")) == "Choose another time."


def test_not_answered(asked, news):
    expire_due(now=asked.decide_by)

    says(news("expired"), "We are sorry, Dr Osei did not answer", "Your request has ended. Pick any other time.")
    assert len([line for line in lines(news("expired")) if line.startswith("- ")]) == 3


def test_not_answered_is_told_to_the_clinic(asked, front_desk, news):
    expire_due(now=asked.decide_by)

    told = news("staff_expired", channel="in_app")
    assert told.subject == "A request ended without an answer"
    assert told.text == (
        "Maria Lopes, Wed 25 Nov, 9:20am, first visit. Dr Osei did not answer."
        " The patient was told, with other times to choose from."
    )
    assert told.link == f"/admin/appointments/appointment/{asked.pk}/change/"


def test_changed_by_the_patient(booked, patient, published, now, news):
    reschedule(appointment=booked, starts_at=published[5], actor=patient.user, now=now)

    says(news("moved"), "Changed: now Wed 25 Nov, 10:40am", "Wed 25 Nov, 9:20am is off.")


def test_changed_by_the_patient_and_asked_again(asked, patient, doctor_user, published, now, news):
    approve(appointment=asked, actor=doctor_user, now=now)
    reschedule(appointment=asked, starts_at=published[5], actor=patient.user, now=now)

    says(
        news("moved"),
        "We asked Dr Osei for Wed 25 Nov, 10:40am",
        "Wed 25 Nov, 9:20am is off. You will hear by 8:40am on Wed 25 Nov. The new time is not booked yet.",
    )


def test_changed_by_the_clinic(booked, doctor_user, published, now, news):
    reschedule(appointment=booked, starts_at=published[5], actor=doctor_user, now=now)

    says(
        news("moved_by_clinic"),
        "We had to move your appointment",
        "Now Wed 25 Nov, 10:40am. We are sorry. Keep it or choose again.",
    )


def test_cancelled_by_the_patient(booked, patient, now, news):
    cancel(appointment=booked, actor=patient.user, now=now, reason_code="feels_better")

    says(news("cancelled"), "Cancelled: Wed 25 Nov, 9:20am", "Thank you for telling us.")


def test_cancelled_by_the_clinic(booked, doctor_user, now, news):
    cancel(appointment=booked, actor=doctor_user, now=now, reason_code="doctor_away")

    says(
        news("cancelled_by_clinic"),
        "Your appointment on Wed 25 Nov is cancelled",
        "Dr Osei is away. We are sorry. You go first: choose a new time.",
    )


def test_cancelled_by_the_clinic_for_a_reason_of_its_own(booked, doctor_user, now, news):
    cancel(appointment=booked, actor=doctor_user, now=now, reason_code="other", note="Private words of mine")

    assert first_line(news("cancelled_by_clinic")) == "We are sorry. You go first: choose a new time."
    assert "Private words" not in news("cancelled_by_clinic").text
    assert "The clinic left you a few words." in news("cancelled_by_clinic").text


def test_what_a_caller_told_the_front_desk_is_not_called_the_clinics_words(booked, doctor_user, now, news):
    cancel(appointment=booked, actor=doctor_user, now=now, reason_code="feels_better", note="She is fine")

    assert "few words" not in news("cancelled").text + news("cancelled").html


def test_missed_without_blame(booked, doctor_user, at_twenty_past, news):
    record_attendance(verb=Verb.NO_SHOW, appointment=booked, actor=doctor_user, now=at_twenty_past + 15 * MINUTE)

    says(news("missed"), "We missed you today", "Still need to be seen? Choose a new time.")


def test_missed_says_the_day_when_it_is_told_on_another(booked, doctor_user, at_twenty_past, news):
    record_attendance(
        verb=Verb.NO_SHOW, appointment=booked, actor=doctor_user, now=at_twenty_past + dt.timedelta(days=1)
    )

    assert news("missed").subject == "We missed you on Wed 25 Nov"


def test_the_day_before(booked, at_twenty_past, news):
    plan_reminders(now=at_twenty_past - dt.timedelta(hours=21, minutes=59))
    assert not Message.objects.filter(kind=Kind.REMINDER_DAY).exists()  # booked less than two hours before it was due

    booked.events.update(at=at_twenty_past - dt.timedelta(days=3))
    plan_reminders(now=at_twenty_past - dt.timedelta(hours=24))

    says(news("reminder_day"), "Tomorrow, 9:20am", "If you cannot come, tell us now.")


def test_the_day_before_says_what_to_bring(book_it, follow_up, offer, published, now, news):
    follow_up.instructions = "Your medicines."
    follow_up.save()
    offer.refresh_from_db()
    appointment = book_it(starts_at=published[1])
    appointment.events.update(at=now - dt.timedelta(days=3))
    plan_reminders(now=published[1] - dt.timedelta(hours=24))

    assert first_line(news("reminder_day")) == "What to bring: Your medicines."


def test_a_week_before(book_it, published, now, news):
    appointment = book_it(starts_at=published[1] + dt.timedelta(days=14))
    plan_reminders(now=appointment.starts_at - dt.timedelta(days=7))

    says(news("reminder_week"), "Reminder: Wed 9 Dec, 9:20am", "If you cannot come, tell us now.")


# --- To the doctor ------------------------------------------------------------------------------------


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


# --- Clocks -------------------------------------------------------------------------------------------


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


# --- Every kind -----------------------------------------------------------------------------------------


def test_every_kind_has_words():
    assert set(WORDS) == set(Kind) - set(OF_NO_APPOINTMENT)


def everything_happens(book_it, offer, by_doctor, published, patient, doctor_user, front_desk, now):
    """Take appointments through every event there is news of."""
    week = dt.timedelta(days=7)
    seen = book_it(starts_at=published[0])
    record_attendance(verb=Verb.NO_SHOW, appointment=seen, actor=doctor_user, now=published[0] + 15 * MINUTE)
    moved = book_it(starts_at=published[1] + 2 * week)
    after_quiet_hours = dt.timedelta(hours=2)
    plan_reminders(now=moved.starts_at - week + after_quiet_hours)
    plan_reminders(now=moved.starts_at - dt.timedelta(days=1) + after_quiet_hours)
    reschedule(appointment=moved, starts_at=published[2] + 2 * week, actor=patient.user, now=now)
    reschedule(appointment=moved, starts_at=published[3] + 2 * week, actor=doctor_user, now=now)
    cancel(appointment=moved, actor=patient.user, now=now)
    cancel(appointment=book_it(starts_at=published[4]), actor=doctor_user, now=now, reason_code="doctor_away")
    approve(appointment=book_it(offer=by_doctor, starts_at=published[6]), actor=doctor_user, now=now)
    declined = book_it(offer=by_doctor, starts_at=published[8])
    reject(appointment=declined, actor=front_desk, now=now, reason_code="needs_other_type")
    expire_due(now=book_it(offer=by_doctor, starts_at=published[10]).decide_by)


@pytest.mark.parametrize("doctor_name", ["Amara Osei", "Anastasia Papadopoulou-Featherstonehaugh-Wolfeschlegelstein"])
@pytest.mark.parametrize("reader_zone", ["", "America/Argentina/ComodRivadavia"])
def test_no_subject_is_long_or_says_anything_private(
    book_it,
    offer,
    by_doctor,
    published,
    patient,
    doctor_user,
    doctor,
    front_desk,
    clinic,
    now,
    doctor_name,
    reader_zone,
):
    doctor.full_name = doctor_name
    doctor.save()
    clinic.city = "Llanfairpwllgwyngyll"
    clinic.save()
    patient.user.time_zone = reader_zone
    patient.user.save()
    offer.refresh_from_db()
    by_doctor.refresh_from_db()
    everything_happens(book_it, offer, by_doctor, published, patient, doctor_user, front_desk, now)

    messages = list(Message.objects.all())
    assert {message.kind for message in messages} == set(Kind) - set(OF_NO_APPOINTMENT)
    private = re.compile(r"maria|lopes|rash|neck|dermat|skin|follow-up|first visit|different kind", re.IGNORECASE)
    for message in messages:
        assert len(message.subject) <= LONGEST_SUBJECT, message.subject
        assert not private.search(message.subject), message.subject
        assert "%(" not in message.subject + message.text
        assert "rash" not in message.text + message.html
        assert "None" not in message.text


def test_private_messages_name_no_doctor_and_no_kind_of_visit(
    book_it, offer, by_doctor, published, patient, doctor_user, front_desk, now, settings
):
    settings.SMS_BACKEND = "appointments.notifications.sms.console.Console"
    doctor_user.full_name = "Mine"  # whoever reads is greeted by their own name
    doctor_user.save()
    for user in (patient.user, doctor_user, front_desk):
        MessagePreference.objects.create(user=user, private=True)
    everything_happens(book_it, offer, by_doctor, published, patient, doctor_user, front_desk, now)

    messages = list(Message.objects.all())
    assert {message.kind for message in messages} == set(Kind) - set(OF_NO_APPOINTMENT)
    telling = re.compile(r"osei|amara|dermat|skin|follow-up|first visit|different kind", re.IGNORECASE)
    for message in messages:
        for text in (message.subject, message.text, message.html):
            assert not telling.search(text), (message.kind, message.channel, telling.search(text), text)
            assert not re.search(r"\bwith:", text, re.IGNORECASE)


def test_private_mail_says_the_rest_as_ever(book_it, patient, at_twenty_past, news):
    MessagePreference.objects.create(user=patient.user, private=True)
    booked = book_it(starts_at=at_twenty_past)

    says(news("booked"), "Booked: Wed 25 Nov, 9:20am", "Fernhill Clinic, 12 Mill Road.")
    assert lines(news("booked"))[4:8] == [
        "When: Wed 25 Nov, 9:20am",
        "Where: Fernhill Clinic, 12 Mill Road, Oakford",
        f"Ref: {booked.spoken_reference}",
        "",
    ]


def test_private_mail_leads_to_the_page_for_what_to_bring(book_it, follow_up, patient, offer, news):
    MessagePreference.objects.create(user=patient.user, private=True)
    follow_up.instructions = "Bring your eye drops"
    follow_up.save()
    offer.refresh_from_db()
    book_it()

    assert "eye drops" not in news("booked").text + news("booked").html
    assert "What to bring or know: Sign in to read it." in news("booked").text


def test_the_in_app_text_is_the_first_line_of_the_email(
    book_it, offer, by_doctor, published, patient, doctor_user, front_desk, now
):
    everything_happens(book_it, offer, by_doctor, published, patient, doctor_user, front_desk, now)

    emails = {(m.kind, m.event_id): m for m in Message.objects.filter(channel="email")}
    without_email = {*FOR_STAFF, *FOR_DOCTORS} - {Kind.DOCTOR_REQUESTED}
    in_app = Message.objects.filter(channel="in_app").exclude(kind__in=without_email)
    assert in_app
    for message in in_app:
        assert message.text == first_line(emails[message.kind, message.event_id])
        assert message.link.startswith(("/appointments/", "/doctor/appointments/"))


def test_a_name_with_line_breaks_or_marks_stays_a_name(book_it, by_doctor, patient, doctor, news):
    doctor.full_name = "Amara Osei\nBcc:everyone@example.com"
    doctor.save()
    patient.user.full_name = "%(time)s{{x}}<b> Lopes"
    patient.user.save()
    book_it(offer=by_doctor)

    assert news("requested").subject == "We asked Dr Osei Bcc:everyone@example.com"
    assert news("requested").text.startswith("Hello %(time)s{{x}}<b>,")
    assert "Hello %(time)s{{x}}&lt;b&gt;," in news("requested").html
