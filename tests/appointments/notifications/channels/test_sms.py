"""Text messages through the outbox: to whom they are written, how they leave, what becomes of those that do not."""

import dataclasses
import datetime as dt

import pytest

from appointments.models import Appointment, Message, MessagePreference
from appointments.notifications import wording
from appointments.notifications.channels.sms import may_be_mobile
from appointments.notifications.delivering import deliver_due
from appointments.notifications.kinds import Kind
from appointments.notifications.reading import told_at
from appointments.notifications.reminders import plan_reminders
from appointments.notifications.sending_again import send_again
from appointments.services.cancelling import cancel
from tests.appointments.notifications.conftest import MOBILE
from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db

LANDLINE = "+441134960000"
TEXT = "Fernhill: about your appointment. https://clinic.example/a"
Status = Message.Status


@pytest.fixture(autouse=True)
def worded(monkeypatch):
    """Every kind the patient's side hears of has a text message, whatever its words are."""
    for kind in (Kind.BOOKED, Kind.CANCELLED_BY_CLINIC, Kind.REMINDER_WEEK, Kind.REMINDER_DAY):
        words_of = wording.WORDS[kind]
        monkeypatch.setitem(
            wording.WORDS, kind, lambda facts, words_of=words_of: dataclasses.replace(words_of(facts), sms=TEXT)
        )


@pytest.fixture
def mobile(patient):
    patient.phone = patient.user.phone = MOBILE
    patient.save()
    patient.user.save()
    return MOBILE


@pytest.fixture
def wants_texts(patient):
    return MessagePreference.objects.create(user=patient.user, visits_sms=True)


def sms(**which):
    return Message.objects.get(channel="sms", **which)


@pytest.mark.parametrize(
    ("number", "may_be"),
    [
        (MOBILE, True),
        ("+447911123456", True),
        ("+12125550123", True),  # mobile and landline share their numbers there
        (LANDLINE, False),
        ("+442079460000", False),
        ("+448001111111", False),
        ("07700 900123", False),
        ("", False),
    ],
)
def test_knows_which_numbers_may_be_a_mobiles(number, may_be):
    assert may_be_mobile(number) is may_be


# --- To whom -----------------------------------------------------------------------------------------


def test_whoever_wants_them_gets_them(service, mobile, wants_texts, book_it, now):
    book_it()
    deliver_due(now=now)

    assert service.texts == [(MOBILE, TEXT)]
    assert (sms().status, sms().sent_at is not None) == (Status.SENT, True)


def test_news_comes_by_them_only_when_asked_for(service, mobile, book_it):
    book_it()

    assert not Message.objects.filter(channel="sms").exists()


def test_reminders_come_by_them_as_a_matter_of_course(service, mobile, book_it, published):
    appointment = book_it(starts_at=published[1] + dt.timedelta(days=14))
    plan_reminders(now=appointment.starts_at - dt.timedelta(days=7))
    assert not Message.objects.filter(channel="sms").exists()
    two_days_before = appointment.starts_at.date() - dt.timedelta(days=2)
    plan_reminders(now=dt.datetime.combine(two_days_before, dt.time(10), dt.UTC))

    assert (sms().kind, sms().address, sms().text) == (Kind.REMINDER_WEEK, MOBILE, TEXT)


def test_a_landline_gets_none(service, mobile, wants_texts, patient, book_it):
    patient.phone = LANDLINE
    patient.save()
    book_it()

    assert not Message.objects.filter(channel="sms").exists()


def test_without_a_backend_there_are_none(mobile, wants_texts, book_it):
    book_it()

    assert not Message.objects.filter(channel="sms").exists()


def test_a_kind_without_words_has_none(service, mobile, wants_texts, by_doctor, book_it, monkeypatch):
    words_of = wording.WORDS[Kind.REQUESTED]
    monkeypatch.setitem(wording.WORDS, Kind.REQUESTED, lambda facts: dataclasses.replace(words_of(facts), sms=""))
    book_it(offer=by_doctor)

    assert Message.objects.filter(kind=Kind.REQUESTED, channel="email").exists()
    assert not Message.objects.filter(channel="sms").exists()


# --- Whoever has nothing but a number ----------------------------------------------------------------


@pytest.fixture
def by_phone_only(db):
    return PatientFactory(full_name="Ivor Hale", user=None, email="", phone=MOBILE)


def test_whoever_has_only_a_mobile_hears_all_by_it(service, by_phone_only, book_it, front_desk, now):
    appointment = book_it(patient=by_phone_only, actor=front_desk)
    deliver_due(now=now)
    cancel(appointment=appointment, actor=front_desk, now=now, reason_code="doctor_away")
    later = now + dt.timedelta(minutes=5)
    deliver_due(now=later)

    assert [to for to, _text in service.texts] == [MOBILE, MOBILE]
    assert Appointment.objects.get().attention == ""


@pytest.mark.parametrize("why", ["no backend", "a landline", "no words"])
def test_whom_no_text_can_tell_has_to_be_called(
    why, service, by_phone_only, book_it, front_desk, now, settings, monkeypatch
):
    appointment = book_it(patient=by_phone_only, actor=front_desk)
    if why == "no backend":
        settings.SMS_BACKEND = ""
    if why == "a landline":
        by_phone_only.phone = LANDLINE
        by_phone_only.save()
    if why == "no words":
        words_of = wording.WORDS[Kind.CANCELLED_BY_CLINIC]
        monkeypatch.setitem(
            wording.WORDS, Kind.CANCELLED_BY_CLINIC, lambda facts: dataclasses.replace(words_of(facts), sms="")
        )
    cancel(appointment=appointment, actor=front_desk, now=now, reason_code="doctor_away")

    assert Appointment.objects.get().attention == Appointment.Attention.UNREACHABLE


def test_a_childs_number_counts_for_less_than_its_parents_account(service, child, parent, book_it):
    child.phone = MOBILE
    child.save()
    book_it(patient=child, actor=parent)

    assert set(Message.objects.filter(kind=Kind.BOOKED).values_list("user", "channel")) == {
        (parent.pk, "email"),
        (parent.pk, "in_app"),
    }


def test_whoever_acts_for_somebody_is_written_to_at_their_own_number(service, child, parent, book_it):
    parent.phone = "+447911123456"
    parent.save()
    child.phone = MOBILE
    child.save()
    MessagePreference.objects.create(user=parent, visits_sms=True)
    book_it(patient=child, actor=parent)

    assert sms().address == "+447911123456"


# --- Those that do not leave ---------------------------------------------------------------------------


def test_a_service_that_is_down_does_not_keep_emails_back(service, mobile, wants_texts, book_it, now):
    book_it()
    Message.objects.filter(channel="sms").update(send_after=now - dt.timedelta(minutes=1))
    service.shutdown()
    service.server_close()

    assert deliver_due(now=now) == 1
    assert Message.objects.get(channel="email").status == Status.SENT
    assert (sms().status, sms().error) == (Status.QUEUED, "The text message service could not be reached.")


def test_one_that_answers_later_takes_what_waited(service, mobile, wants_texts, book_it, now):
    book_it()
    service.behaviour = 503
    deliver_due(now=now)
    service.behaviour = 201
    deliver_due(now=now + dt.timedelta(minutes=3))

    assert (sms().status, sms().attempts, sms().error) == (Status.SENT, 2, "")


def test_a_number_that_said_stop_is_given_up_at_once(service, mobile, wants_texts, book_it, now):
    book_it()
    service.behaviour, service.code = 400, 21610
    deliver_due(now=now)

    assert (sms().status, sms().error) == (Status.FAILED, "The text message service refused the number (21610).")
    assert Appointment.objects.get().attention == ""  # the email was taken


def test_again_it_goes_to_the_number_of_today(service, mobile, wants_texts, patient, book_it, now):
    book_it()
    Message.objects.filter(channel="sms").update(status=Status.FAILED)
    patient.phone = "+447911123456"
    patient.save()
    send_again(message=sms(), now=now)
    deliver_due(now=now)

    assert service.texts == [("+447911123456", TEXT)]


def test_settings_that_are_gone_let_it_wait(service, mobile, wants_texts, book_it, now, settings):
    book_it()
    settings.SMS_BACKEND = ""

    assert deliver_due(now=now, transport=None) == 1
    assert (sms().status, sms().attempts) == (Status.QUEUED, 0)


def test_the_console_prints_them(settings, mobile, wants_texts, book_it, now, capsys):
    settings.SMS_BACKEND = "appointments.notifications.sms.console.Console"
    book_it()
    deliver_due(now=now)

    assert f"Text message to {MOBILE}\n{TEXT}\n" in capsys.readouterr().out


def test_the_page_says_the_end_of_the_number_alone(service, mobile, wants_texts, book_it):
    assert told_at(book_it()) == ["m•••@example.com", "••• 123"]


def test_logs_hold_neither_number_nor_text(service, mobile, wants_texts, book_it, now, caplog):
    caplog.set_level("DEBUG")
    book_it()
    for service.behaviour in (400, 503, "hangs up"):
        deliver_due(now=now)
        Message.objects.filter(channel="sms").update(send_after=now)

    assert "was not sent" in caplog.text
    assert "7700" not in caplog.text
    assert "Fernhill" not in caplog.text
