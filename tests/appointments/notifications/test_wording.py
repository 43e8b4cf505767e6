"""The words of what a patient is told, as they get them."""

import datetime as dt
import re

import pytest

from appointments.lateness.services.saying import say_late
from appointments.lifecycle import Verb
from appointments.models import Message
from appointments.notifications.kinds import Kind
from appointments.notifications.reminders import plan_reminders
from appointments.services.attendance import record_attendance
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve, reject
from appointments.services.expiring import expire_due
from appointments.services.rescheduling import reschedule
from tests.appointments.notifications.reading_mail import first_line, lines, says

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


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


def test_running_late_and_on_time_again(booked, doctor, doctor_user, clinic, at_twenty_past, news):
    said = {"doctor": doctor, "clinic": clinic, "actor": doctor_user}
    say_late(minutes=20, now=at_twenty_past - 30 * MINUTE, **said)

    says(
        news("running_late"),
        "Dr Osei is running about 20 minutes late",
        "Expected about 9:40am instead of 9:20am today. You do not need to do anything."
        " If that does not suit you, you can change the time.",
    )

    Message.objects.filter(kind="running_late").update(status="sent")
    say_late(minutes=0, now=at_twenty_past - 20 * MINUTE, **said)

    says(
        Message.objects.filter(kind="running_late", channel="email").first(),
        "Dr Osei is on time again",
        "Your appointment is at 9:20am today, as booked. You do not need to do anything.",
    )


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
