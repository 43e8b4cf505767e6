"""The messages page: one's own, newest first, unread marked, opened by a POST."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import PatientAccess
from accounts.services.doctor_leaving import set_active
from appointments.models import Appointment, Message
from appointments.notifications.reading import unread_count
from scheduling.models import ClinicStaff
from tests.dashboards.staff import administrator
from tests.factories import ClinicFactory, DoctorFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/me/notifications/"


@pytest.fixture
def real_now():
    """Pages read the clock themselves."""
    return timezone.now()


@pytest.fixture
def message_to(real_now):
    """Return a function that writes an in-app message, an hour old unless told otherwise."""

    def write(user, **fields):
        number = Message.objects.count()
        fields = {
            "user": user,
            "channel": "in_app",
            "kind": "booked",
            "language": "en-gb",
            "subject": f"Booked: number {number}",
            "text": "Dr Amara Osei, Fernhill Clinic, 12 Mill Road.",
            "link": "/appointments/K7QD2M9X/",
            "status": "sent",
            "dedupe_key": f"event:{number}:user:in_app",
            "send_after": real_now - dt.timedelta(hours=1),
            "created_at": real_now - dt.timedelta(hours=1),
            **fields,
        }
        return Message.objects.create(**fields)

    return write


@pytest.fixture
def signed_in():
    def sign_in(user):
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def subjects(answer):
    return [message.subject for message in answer.context["page"]]


def test_a_stranger_is_sent_to_sign_in(message_to, patient):
    message = message_to(patient.user)

    for method, path in [("get", PAGE), ("post", f"{PAGE}read/"), ("post", f"{PAGE}{message.pk}/open/")]:
        answer = getattr(Client(), method)(path)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")
    message.refresh_from_db()
    assert message.read_at is None


def test_shows_mine_newest_first(message_to, patient, other_patient, signed_in, real_now):
    message_to(patient.user, subject="Older", send_after=real_now - dt.timedelta(days=2))
    message_to(patient.user, subject="Newer")
    message_to(other_patient.user, subject="Somebody else's")
    answer = signed_in(patient.user).get(PAGE)

    assert subjects(answer) == ["Newer", "Older"]
    assert "Somebody else" not in answer.content.decode()


def test_shows_what_a_booking_wrote(book_it, patient, doctor, signed_in):
    book_it()
    Message.objects.update(send_after=timezone.now())

    page = signed_in(patient.user).get(PAGE).content.decode()
    assert "Dr Amara Osei, Fernhill Clinic, 12 Mill Road." in page
    assert "Maria Lopes, Wed 25 Nov" in signed_in(doctor.user).get(PAGE).content.decode()


def test_does_not_show_what_is_to_come_or_was_called_back(message_to, patient, signed_in, real_now):
    message_to(patient.user, subject="Later", send_after=real_now + dt.timedelta(hours=1))
    message_to(patient.user, subject="Called back", status="cancelled")
    message_to(patient.user, subject="An email", channel="email")

    assert subjects(signed_in(patient.user).get(PAGE)) == []


def test_unread_is_said_in_a_word_and_counted(message_to, patient, signed_in, real_now):
    message_to(patient.user)
    message_to(patient.user, read_at=real_now)
    page = signed_in(patient.user).get(PAGE).content.decode()

    assert page.count('<span class="unread">Unread</span>') == 1
    assert re.search(r'Unread <span class="count count-quiet">1</span>', page)
    assert unread_count(patient.user, now=real_now) == 1


def test_unread_alone(message_to, patient, signed_in, real_now):
    message_to(patient.user, subject="Read", read_at=real_now)
    message_to(patient.user, subject="Unread")
    answer = signed_in(patient.user).get(f"{PAGE}?show=unread")

    assert subjects(answer) == ["Unread"]


def test_looking_marks_nothing_read(message_to, patient, signed_in):
    message = message_to(patient.user)
    signed_in(patient.user).get(PAGE)
    message.refresh_from_db()

    assert message.read_at is None


def test_opening_marks_it_read_and_leads_to_what_it_is_about(message_to, patient, signed_in):
    message = message_to(patient.user)
    answer = signed_in(patient.user).post(f"{PAGE}{message.pk}/open/")
    message.refresh_from_db()

    assert (answer.status_code, answer.url) == (302, "/appointments/K7QD2M9X/")
    assert message.read_at is not None


def test_opening_again_keeps_the_first_reading(message_to, patient, signed_in, real_now):
    first = real_now - dt.timedelta(minutes=30)
    message = message_to(patient.user, read_at=first)
    signed_in(patient.user).post(f"{PAGE}{message.pk}/open/")
    message.refresh_from_db()

    assert message.read_at == first


@pytest.mark.parametrize("link", ["", "https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_leads_nowhere_else(message_to, patient, signed_in, link):
    message = message_to(patient.user, link=link)

    assert signed_in(patient.user).post(f"{PAGE}{message.pk}/open/").url == PAGE


def test_another_persons_message_does_not_exist(message_to, patient, other_patient, signed_in):
    message = message_to(patient.user)
    client = signed_in(other_patient.user)
    theirs, nobodys = client.post(f"{PAGE}{message.pk}/open/"), client.post(f"{PAGE}999999/open/")
    message.refresh_from_db()

    assert theirs.status_code == nobodys.status_code == 404
    assert message.read_at is None
    assert message.subject not in theirs.content.decode()


@pytest.mark.parametrize("path", ["read/", "1/open/"])
def test_changing_takes_a_post(patient, signed_in, path):
    assert signed_in(patient.user).get(f"{PAGE}{path}").status_code == 405


def test_marks_all_read_mine_only(message_to, patient, other_patient, signed_in, real_now):
    message_to(patient.user)
    message_to(patient.user)
    theirs = message_to(other_patient.user)
    answer = signed_in(patient.user).post(f"{PAGE}read/", follow=True)
    theirs.refresh_from_db()

    assert unread_count(patient.user, now=real_now) == 0
    assert theirs.read_at is None
    assert "2 messages marked read." in answer.content.decode()


def test_says_so_when_there_is_nothing(patient, signed_in):
    page = signed_in(patient.user).get(PAGE).content.decode()

    assert "You have no messages." in page
    assert "Mark all read" not in page
    assert page.count("<h1") == 1


def test_says_so_when_all_is_read(message_to, patient, signed_in, real_now):
    message_to(patient.user, read_at=real_now)

    assert "You have read all your messages." in signed_in(patient.user).get(f"{PAGE}?show=unread").content.decode()


def test_a_doctor_without_a_patient_reads_their_own(message_to, signed_in):
    doctor = DoctorFactory()
    message_to(doctor.user, subject="New booking")

    assert subjects(signed_in(doctor.user).get(PAGE)) == ["New booking"]


def test_who_acts_for_somebody_sees_whom_it_is_about(message_to, signed_in):
    parent, leo = UserFactory(), PatientFactory(full_name="Leo Silva", user=None)
    PatientAccess.objects.create(user=parent, patient=leo, relation="parent", scope="messages")
    message_to(None, patient=leo)
    client = signed_in(parent)

    assert "About Leo:" in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}read/").status_code == 302
    assert unread_count(parent, now=timezone.now()) == 0


def test_access_that_has_ended_shows_nothing(message_to, signed_in, real_now):
    parent, leo = UserFactory(), PatientFactory(full_name="Leo Silva", user=None)
    PatientAccess.objects.create(user=parent, patient=leo, relation="parent", until=real_now)
    message_to(None, patient=leo)

    assert subjects(signed_in(parent).get(PAGE)) == []


def test_access_that_has_ended_takes_what_was_written_to_the_carer_too(message_to, signed_in, real_now):
    carer, ended = UserFactory(), real_now - dt.timedelta(minutes=5)
    leo, own = PatientFactory(full_name="Leo Silva", user=None, email=""), PatientFactory(user=carer)
    access = PatientAccess.objects.create(user=carer, patient=leo, relation="parent")
    about_leo = message_to(carer, patient=leo)
    about_me, about_the_account = message_to(carer, patient=own), message_to(carer, kind="account")
    before = subjects(signed_in(carer).get(PAGE))
    PatientAccess.objects.filter(pk=access.pk).update(until=ended)

    assert about_leo.subject in before
    assert set(subjects(signed_in(carer).get(PAGE))) == {about_me.subject, about_the_account.subject}
    assert unread_count(carer, now=real_now) == 2
    assert signed_in(carer).post(f"{PAGE}{about_leo.pk}/open/").status_code == 404


def test_a_doctor_who_has_left_reads_no_news_of_patients(message_to, signed_in, real_now):
    doctor = DoctorFactory()
    news, own = message_to(doctor.user, kind="doctor_booked"), message_to(doctor.user, kind="account")
    before = subjects(signed_in(doctor.user).get(PAGE))
    set_active(doctor=doctor, is_active=False, actor=administrator(), now=real_now)

    assert set(before) == {news.subject, own.subject}
    assert subjects(signed_in(doctor.user).get(PAGE)) == [own.subject]
    assert signed_in(doctor.user).post(f"{PAGE}{news.pk}/open/").status_code == 404


def test_a_front_desk_that_works_elsewhere_reads_no_news_of_the_clinic(message_to, signed_in, booked, front_desk):
    news = message_to(front_desk, kind="staff_expired", event=booked.events.get())
    before = subjects(signed_in(front_desk).get(PAGE))
    ClinicStaff.objects.filter(user=front_desk).update(clinic=ClinicFactory())

    assert before == [news.subject]
    assert subjects(signed_in(front_desk).get(PAGE)) == []


def test_hours_are_the_readers(message_to, patient, signed_in):
    patient.user.time_zone = "Asia/Kathmandu"
    patient.user.save()
    message_to(patient.user, send_after=dt.datetime(2026, 1, 5, 10, 0, tzinfo=dt.UTC))

    page = signed_in(patient.user).get(PAGE).content.decode()
    assert "Mon 5 Jan, 3:45pm" in page
    assert "Times are" not in page


def test_a_zone_this_machine_does_not_know_is_no_zone(message_to, patient, signed_in):
    patient.user.time_zone = "Mars/Olympus"
    patient.user.save()
    message_to(patient.user)

    assert "Times are UTC time." in signed_in(patient.user).get(PAGE).content.decode()


def test_hours_are_all_of_one_named_place_for_who_has_not_said_a_zone(message_to, patient, booked, signed_in):
    Message.objects.all().delete()
    Appointment.objects.update(time_zone="Asia/Kathmandu")
    message_to(patient.user, send_after=dt.datetime(2026, 1, 5, 10, 0, tzinfo=dt.UTC))
    message_to(patient.user, send_after=dt.datetime(2026, 1, 5, 11, 0, tzinfo=dt.UTC), event=booked.events.get())
    page = signed_in(patient.user).get(PAGE).content.decode()

    assert "Times are Kathmandu time." in page
    assert "Mon 5 Jan, 3:45pm" in page
    assert "Mon 5 Jan, 4:45pm" in page


def test_twenty_a_page_and_a_nonsense_page_is_the_first_or_last(message_to, patient, signed_in):
    for _number in range(25):
        message_to(patient.user)
    client = signed_in(patient.user)

    assert len(subjects(client.get(PAGE))) == 20
    assert len(subjects(client.get(f"{PAGE}?page=2"))) == 5
    assert len(subjects(client.get(f"{PAGE}?page=99"))) == 5
    assert len(subjects(client.get(f"{PAGE}?page=nonsense&show=x"))) == 20
    assert 'rel="next"' in client.get(PAGE).content.decode()


def test_costs_the_same_for_one_and_for_twenty(message_to, patient, booked, signed_in):
    Message.objects.all().delete()
    client, event = signed_in(patient.user), booked.events.get()

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        return len(captured)

    message_to(patient.user, patient=patient, event=event)
    cost_of_one = queries()
    for _number in range(19):
        message_to(patient.user, patient=patient, event=event)

    assert queries() == cost_of_one
    assert cost_of_one <= 7


def test_text_from_people_is_inert(message_to, patient, signed_in):
    message_to(patient.user, text="<script>alert(1)</script>", subject='"><img src=x onerror=alert(1)>')
    page = signed_in(patient.user).get(PAGE).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_number_in_the_header_is_counted_only_where_it_is_shown(message_to, patient, signed_in, rf, real_now):
    from appointments.notifications.context import unread_messages

    message_to(patient.user)
    request = rf.get("/")
    request.user = patient.user
    with CaptureQueriesContext(connection) as captured:
        number = unread_messages(request)["unread_messages"]
    assert len(captured) == 0
    assert number == 1
    page = signed_in(patient.user).get(PAGE).content.decode()
    assert re.search(r'count count-quiet">1<span class="visually-hidden"> unread', page)
