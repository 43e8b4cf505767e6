"""What holds for every kind of message: it has words, and its subject gives nothing away."""

import datetime as dt
import re

import pytest

from appointments.lateness.services.saying import say_late
from appointments.lifecycle import Verb
from appointments.models import Message, MessagePreference, PatientSummary
from appointments.notifications.kinds import FOR_DOCTORS, FOR_STAFF, OF_NO_APPOINTMENT, Kind
from appointments.notifications.reminders import plan_reminders
from appointments.notifications.shared_notes import announce_note
from appointments.notifications.wording import LONGEST_SUBJECT, WORDS
from appointments.proposals.services.answering import accept, refuse, seen_of
from appointments.proposals.services.ending import lapse, take_back
from appointments.proposals.services.offering import offer_free
from appointments.services.attendance import record_attendance
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve, reject
from appointments.services.expiring import expire_due
from appointments.services.rescheduling import reschedule
from tests.appointments.notifications.reading_mail import first_line, lines, says

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def test_every_kind_has_words():
    assert set(WORDS) == set(Kind) - set(OF_NO_APPOINTMENT)


def everything_happens(book_it, offer, by_doctor, published, patient, doctor_user, front_desk, now):
    """Take appointments through every event there is news of."""
    week = dt.timedelta(days=7)
    seen = book_it(starts_at=published[0])
    record_attendance(verb=Verb.NO_SHOW, appointment=seen, actor=doctor_user, now=published[0] + 15 * MINUTE)
    announce_note(summary=PatientSummary(pk=1), appointment=seen, now=published[1])
    moved = book_it(starts_at=published[1] + 2 * week)
    after_quiet_hours = dt.timedelta(hours=2)
    plan_reminders(now=moved.starts_at - week + after_quiet_hours)
    plan_reminders(now=moved.starts_at - dt.timedelta(days=1) + after_quiet_hours)
    reschedule(appointment=moved, starts_at=published[2] + 2 * week, actor=patient.user, now=now)
    reschedule(appointment=moved, starts_at=published[3] + 2 * week, actor=doctor_user, now=now)
    cancel(appointment=moved, actor=patient.user, now=now)
    asked_to_choose(book_it(starts_at=published[5] + 2 * week), patient=patient, doctor_user=doctor_user, now=now)
    cancel(appointment=book_it(starts_at=published[4]), actor=doctor_user, now=now, reason_code="doctor_away")
    approve(appointment=book_it(offer=by_doctor, starts_at=published[6]), actor=doctor_user, now=now)
    declined = book_it(offer=by_doctor, starts_at=published[8])
    reject(appointment=declined, actor=front_desk, now=now, reason_code="needs_other_type")
    expire_due(now=book_it(offer=by_doctor, starts_at=published[10]).decide_by)
    late = book_it(starts_at=published[7] + 2 * week)
    say_late(doctor=late.doctor, clinic=late.clinic, minutes=30, actor=doctor_user, now=late.starts_at - 30 * MINUTE)


def asked_to_choose(appointment, *, patient, doctor_user, now):
    """Offer other times four times over: none suits, one is taken, nobody answers, they are taken back."""
    said = {"appointment": appointment, "now": now}
    refuse(seen=seen_of(offer_free(actor=doctor_user, **said)), actor=patient.user, **said)
    taken = offer_free(actor=doctor_user, **said)
    time = taken.options.first()
    accept(seen=seen_of(taken), starts_at=time.starts_at, clinic_id=time.clinic_id, actor=patient.user, **said)
    lapse(appointment=appointment, now=offer_free(actor=doctor_user, **said).answer_by)
    offer_free(actor=doctor_user, **said)
    Message.objects.filter(kind=Kind.OFFERED).update(status=Message.Status.SENT, send_after=now)
    take_back(actor=doctor_user, **said)


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
