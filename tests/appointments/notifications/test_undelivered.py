"""The front desk hears, in the portal, how many messages did not arrive."""

import datetime as dt

import pytest

from accounts.models import PatientAccess
from accounts.roles import StaffGroup
from appointments.models import Message
from appointments.notifications.undelivered import tell_staff
from appointments.services.calling import record_call
from scheduling.models import ClinicStaff
from tests.dashboards.staff import staff_member
from tests.factories import ClinicFactory, PatientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HOUR = dt.timedelta(hours=1)


def fail(appointment, now, *, channel="email"):
    Message.objects.filter(event__appointment=appointment, kind="booked", channel=channel).update(
        status="failed", attempts=12, error="The mail server refused the address (550).", send_after=now
    )


@pytest.fixture
def unheard(book_it, now):
    appointment = book_it()
    fail(appointment, now)
    return appointment


def told(user):
    return list(Message.objects.filter(kind="staff_undelivered", user=user).values_list("text", flat=True))


def test_nobody_is_told_of_nothing(book_it, front_desk, now, django_assert_num_queries):
    book_it()

    with django_assert_num_queries(1):
        assert tell_staff(now=now) == 0


def test_says_how_many_and_leads_to_the_list(client, unheard, front_desk, now):
    assert tell_staff(now=now) == 1

    message = Message.objects.get(kind="staff_undelivered")
    assert (message.text, message.link) == ("1 message did not arrive. Call this patient.", "/admin/calls/")
    assert unheard.patient.full_name not in message.text + message.subject
    client.force_login(front_desk)
    assert "1 message did not arrive." in client.get("/me/notifications/").content.decode()
    assert client.get(message.link).status_code == 200


def test_once_however_often_it_runs_and_again_once_there_are_more(book_it, unheard, front_desk, published, now):
    tell_staff(now=now)
    assert tell_staff(now=now + HOUR) == 0

    other = PatientFactory()
    fail(book_it(patient=other, actor=other.user, starts_at=published[5]), now + HOUR)
    assert tell_staff(now=now + 2 * HOUR) == 1
    assert told(front_desk)[0] == "2 messages did not arrive. Call these patients."


def test_one_message_by_two_ways_is_one(unheard, front_desk, now):
    mail = Message.objects.get(kind="booked", channel="email")
    Message.objects.create(
        **{name: getattr(mail, name) for name in ("event", "patient", "user", "kind", "language", "subject", "text")},
        channel="sms", status="failed", send_after=now, created_at=now, dedupe_key="the same by sms",
    )  # fmt: skip

    tell_staff(now=now)
    assert told(front_desk) == ["1 message did not arrive. Call this patient."]


def test_only_the_clinic_it_is_about(unheard, now):
    elsewhere = staff_member(StaffGroup.FRONT_DESK)
    ClinicStaff.objects.create(user=elsewhere, clinic=ClinicFactory(name="Mill Road Surgery", slug="mill-road"))
    analyst, chief = staff_member(StaffGroup.ANALYST), staff_member(StaffGroup.ADMINISTRATOR)

    tell_staff(now=now)
    assert (told(elsewhere), told(analyst)) == ([], [])
    assert told(chief) == ["1 message did not arrive. Call this patient."]


def test_who_was_called_is_not_counted(unheard, front_desk, now):
    record_call(appointment=unheard, note="Told her.", actor=front_desk, now=now + HOUR)

    assert tell_staff(now=now + HOUR) == 0


def test_is_no_news_to_who_works_at_the_desk_no_more(client, unheard, front_desk, now):
    tell_staff(now=now)
    front_desk.role = "patient"
    front_desk.is_staff = False
    front_desk.save()
    PatientAccess.objects.all().delete()

    client.force_login(front_desk)
    assert "did not arrive" not in client.get("/me/notifications/").content.decode()
