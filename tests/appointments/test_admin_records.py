"""Events, messages and drafts in the admin: who reads what, and sending again what did not arrive."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.db import connection

from accounts.roles import StaffGroup
from appointments.admin.seen import seen_messages, with_seen_appointment
from appointments.models import AppointmentEvent, BookingDraft, Message
from appointments.notifications.sending_again import NotSentAgain, send_again
from appointments.services.cancelling import cancel
from tests.dashboards.staff import administrator, staff_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

MESSAGES = "/admin/appointments/message/"
EVENTS = "/admin/appointments/appointmentevent/"


@pytest.fixture
def failed(book_it, now):
    """The mail about a booking, given up."""
    message = book_it().events.get().messages.filter(channel="email", patient__isnull=False).first()
    Message.objects.filter(pk=message.pk).update(
        status="failed", attempts=9, error="Mailbox full", not_after=now - dt.timedelta(hours=1)
    )
    message.refresh_from_db()
    return message


@pytest.fixture
def account_mail(now):
    return Message.objects.create(
        address="maria@example.com",
        channel="email",
        kind="account",
        language="en-gb",
        subject="Your code is 123456",
        text="123456",
        html="<p>123456</p>",
        link="/secret/",
        dedupe_key="account:1",
        send_after=now,
        created_at=now,
        status="failed",
    )


def change(message):
    return f"{MESSAGES}{message.pk}/change/"


def again(client, *messages):
    answer = client.post(MESSAGES, {"action": "send_again", "_selected_action": [message.pk for message in messages]})
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def test_the_front_desk_reads_what_its_patients_were_told(desk, failed):
    html = desk.get(change(failed)).content.decode()

    assert "Mailbox full" in html
    assert failed.subject in html
    assert failed.text.splitlines()[0] in html


def test_account_mail_is_for_administrators_and_its_words_for_nobody(desk, client, account_mail):
    listed, shown = desk.get(MESSAGES), desk.get(change(account_mail))
    client.force_login(staff_member(StaffGroup.MANAGER))
    of_a_manager = client.get(change(account_mail))
    client.force_login(administrator())
    pages = [client.get(change(account_mail)), client.get(MESSAGES), client.get(MESSAGES, {"q": "123456"})]

    assert list(listed.context["cl"].result_list) == []
    assert (shown.status_code, of_a_manager.status_code) == (302, 302)
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert list(pages[2].context["cl"].result_list) == []
    for page in pages[:2]:
        assert "123456" not in page.content.decode()
        assert "/secret/" not in page.content.decode()


def test_what_failed_is_sent_again_to_the_corrected_address(desk, failed, patient, now):
    patient.user.email = "right@example.com"
    patient.user.save()
    words = again(desk, failed)
    failed.refresh_from_db()

    assert words == "1 will be sent again."
    assert (failed.status, failed.address, failed.error) == ("queued", "right@example.com", "")
    assert failed.send_after == now
    assert failed.not_after is None


def test_one_that_cannot_be_sent_again_never_stops_the_rest(client, failed, account_mail):
    client.force_login(administrator())
    sent = Message.objects.exclude(status="failed").first()
    words = again(client, failed, account_mail, sent)

    assert "1 will be sent again." in words
    assert "The person asks for a new one." in words
    assert "Only messages that were not delivered" in words


def test_a_reminder_whose_time_has_passed_is_not_sent_again(failed, now):
    Message.objects.filter(pk=failed.pk).update(dedupe_key=f"reminder:{failed.event.appointment_id}:0:day:user-1:email")

    with pytest.raises(NotSentAgain, match="time of this reminder"):
        send_again(message=failed, now=now)


def test_who_may_not_change_appointments_sends_nothing_again(client, failed):
    client.force_login(staff_member(StaffGroup.AUDITOR))

    assert client.post(MESSAGES, {"action": "send_again", "_selected_action": [failed.pk]}).status_code == 403
    failed.refresh_from_db()
    assert failed.status == "failed"


def test_the_auditor_sees_who_did_what_and_not_what_was_said(client, book_it, now, front_desk):
    booked = book_it()
    cancel(appointment=booked, actor=front_desk, now=now, reason_code="other", note="Because of her knee.")
    client.force_login(staff_member(StaffGroup.AUDITOR))
    event = AppointmentEvent.objects.get(kind="cancelled")
    listed = client.get(EVENTS)
    shown = client.get(f"{EVENTS}{event.pk}/change/").content.decode()
    client.force_login(front_desk)

    assert len(listed.context["cl"].result_list) == 2
    assert "Cancelled" in shown
    assert "knee" not in shown
    assert "knee" in client.get(f"{EVENTS}{event.pk}/change/").content.decode()


def test_a_draft_shows_neither_words_nor_the_key_of_its_hold(client, doctor, clinic, patient, now):
    draft = BookingDraft.objects.create(
        doctor=doctor,
        clinic=clinic,
        patient=patient,
        reason="My knee",
        created_at=now,
        expires_at=now,
        address="1.2.3.4",
    )
    client.force_login(administrator())

    for page in ("/admin/appointments/bookingdraft/", f"/admin/appointments/bookingdraft/{draft.pk}/change/"):
        html = client.get(page).content.decode()

        assert "Maria Lopes" in html
        assert "knee" not in html
        assert str(draft.hold_key) not in html
        assert "1.2.3.4" not in html


@pytest.fixture
def long_tables():
    """Have PostgreSQL plan as for many rows: a few are read faster without any index."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")


def test_the_newest_messages_are_read_from_an_index(chief, long_tables):
    assert "message_newest" in seen_messages(chief).order_by("-created_at", "-pk")[:100].explain()


def test_the_newest_events_are_read_from_an_index(chief, long_tables):
    events = with_seen_appointment(AppointmentEvent.objects.all(), chief)

    assert "event_by_time" in events.order_by("-at", "-pk")[:100].explain()
