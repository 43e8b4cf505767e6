"""One email a day to the doctors who want no email for each request."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.models import Message, MessagePreference
from appointments.notifications.delivering import deliver_due
from appointments.notifications.digest import write_digests
from appointments.services.deciding import approve
from tests.appointments.notifications.transports import Recording
from tests.factories import DoctorFactory, PatientFactory

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
MORNING = dt.datetime(2026, 11, 25, 7, tzinfo=dt.UTC)


@pytest.fixture
def daily(doctor_user):
    return MessagePreference.objects.create(user=doctor_user, requests=MessagePreference.Requests.DAILY)


@pytest.fixture
def asked_often(book_it, by_doctor, published):
    """Two patients ask for first visits of next week."""
    starts = [published[0] + dt.timedelta(days=7), published[3] + dt.timedelta(days=7)]
    people = [PatientFactory(), PatientFactory()]
    return [
        book_it(offer=by_doctor, patient=person, actor=person.user, starts_at=start, reason="A rash")
        for person, start in zip(people, starts, strict=True)
    ]


def digests():
    return Message.objects.filter(kind="doctor_digest")


def test_says_how_many_wait(daily, asked_often, doctor_user):
    assert write_digests(now=MORNING) == 1

    email = digests().get()
    assert (email.subject, email.address) == ("2 requests wait for you", doctor_user.email)
    assert "Answer the first by" in email.text
    assert "/doctor/requests/" in email.text
    assert "/doctor/requests/" in email.html
    assert "rash" not in email.text
    assert "Person" not in email.text.replace("Hello", "")  # no patient's name


def test_leaves_like_any_other(daily, asked_often, doctor_user):
    write_digests(now=MORNING)
    Message.objects.exclude(kind="doctor_digest").delete()
    transport = Recording()

    assert deliver_due(now=MORNING, transport=transport) == 1
    assert transport.taken[0].subject == "2 requests wait for you"


def test_one_request_is_one(daily, asked, doctor_user):
    write_digests(now=MORNING)

    assert digests().get().subject == "1 request waits for you"


@pytest.mark.parametrize(
    ("hours", "count"),
    [(-HOUR / 60, 0), (0 * HOUR, 1), (3 * HOUR, 1), (5 * HOUR, 0), (12 * HOUR, 0)],
)
def test_is_written_in_the_morning(daily, asked_often, hours, count):
    assert write_digests(now=MORNING + hours) == count


def test_it_is_the_doctors_morning(daily, asked_often, doctor_user):
    doctor_user.time_zone = "America/New_York"
    doctor_user.save()

    assert write_digests(now=MORNING) == 0
    assert write_digests(now=MORNING + 5 * HOUR) == 1


def test_once_a_day(daily, asked_often):
    assert [write_digests(now=MORNING + minutes * HOUR / 60) for minutes in (0, 5, 200)] == [1, 0, 0]
    assert write_digests(now=MORNING + 24 * HOUR) == 1
    assert digests().count() == 2


def test_two_workers_at_once_write_one(daily, asked_often, monkeypatch):
    """The second has looked before the first has written."""
    write_digests(now=MORNING)
    looked = Message.objects.none()
    monkeypatch.setattr("appointments.notifications.digest.Message.objects.filter", lambda **which: looked)

    write_digests(now=MORNING)
    monkeypatch.undo()
    assert digests().count() == 1


def test_nobody_waits_nothing_is_written(daily, asked_often, doctor_user, now):
    for appointment in asked_often:
        approve(appointment=appointment, actor=doctor_user, now=now)

    assert write_digests(now=MORNING) == 0


@pytest.mark.parametrize("requests", [MessagePreference.Requests.AT_ONCE, MessagePreference.Requests.IN_PORTAL])
def test_only_for_those_who_want_it(daily, asked_often, requests):
    MessagePreference.objects.update(requests=requests)

    assert write_digests(now=MORNING) == 0


def test_not_to_whoever_has_left(daily, asked_often, doctor):
    doctor.is_active = False
    doctor.save()

    assert write_digests(now=MORNING) == 0


def test_a_digest_that_does_not_arrive_marks_no_patient(daily, asked_often):
    write_digests(now=MORNING)
    Message.objects.exclude(kind="doctor_digest").delete()
    digests().update(not_after=MORNING, attempts=3)

    assert deliver_due(now=MORNING + HOUR, transport=Recording()) == 0
    assert digests().get().status == "failed"


def test_costs_the_same_for_many_doctors(daily, asked_often, book_it, by_doctor, published):
    with CaptureQueriesContext(connection) as for_one:
        write_digests(now=MORNING)
    digests().delete()
    for number in range(4):
        other = DoctorFactory(slug=f"other-{number}")
        MessagePreference.objects.create(user=other.user, requests=MessagePreference.Requests.DAILY)
        appointment = asked_often[0]
        appointment.pk, appointment.doctor, appointment.reference = None, other, f"K7QD2M9{'BCDF'[number]}"
        appointment.patient, appointment.idempotency_key = PatientFactory(), None
        appointment.save(force_insert=True)
    with CaptureQueriesContext(connection) as for_five:
        assert write_digests(now=MORNING) == 5

    assert len(for_five) == len(for_one)
