"""The page of messages: what it counts, to whom it is shown, and what stays when messages are deleted."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import StaffGroup
from appointments.lifecycle import Status, Verb
from appointments.models import AppointmentEvent, Message
from appointments.notifications.kinds import Kind
from dashboards.analytics.rolling_up_messages import all_message_days, roll_up_changed_messages, roll_up_messages
from dashboards.models import MessageMetric, ReminderMetric
from tests.dashboards.analytics.conftest import count
from tests.dashboards.analytics.shown import same_tables
from tests.dashboards.staff import administrator, staff_member
from tests.factories import ClinicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = reverse("admin:analytics_messages")
ONE_DAY = dt.timedelta(days=1)


@pytest.fixture
def chief(client):
    user = administrator()
    client.force_login(user)
    return user


@pytest.fixture
def written(db):
    """Return a function that writes ``number`` messages about an appointment, or about none."""
    keys = iter(range(10_000))

    def write(appointment, at, number=1, *, status="sent", channel="email", kind=Kind.BOOKED, key="", **more):
        about = {"event": appointment.events.first(), "patient": appointment.patient} if appointment else {}
        return [
            Message.objects.create(
                channel=channel, kind=kind, status=status, created_at=at, send_after=at, language="en-gb",
                subject="Hello", text="Hello", address="someone@example.com",
                dedupe_key=f"{key or 'key:'}{next(keys)}", **about, **more,
            )
            for _one in range(number)
        ]  # fmt: skip

    return write


def count_all():
    count()
    list(roll_up_messages(all_message_days()))
    call_command("metrics", "verify")


def figures(answer):
    return {figure.title: figure for figure in answer.context["figures"]}


def opened(client, address):
    return client.get(address).context["cl"].result_count


@pytest.fixture
def a_month(ended, october, written):
    """October: 40 mails and 8 text messages left, 2 mails came back, 12 lines stand in the portal."""
    (visit,) = ended("attended", october(20, 9))
    written(visit, october(6, 9), 40)
    written(visit, october(7, 9), 8, channel="sms", kind=Kind.REMINDER_DAY)
    written(visit, october(7, 9), 2, status="failed")
    written(visit, october(7, 9), 12, channel="in_app")
    count_all()
    return visit


def test_shows_what_of_what_and_where_it_stands(client, chief, a_month):
    answer = client.get(PAGE)
    shown = figures(answer)
    rows = {str(row.name): address for row, address in answer.context["rows"]}

    assert shown["Sent"].value == "48"
    assert shown["Delivered"].words.startswith("48 of 50.")
    assert shown["Not delivered"].value == "2"
    assert opened(client, shown["Sent"].address) == 48
    assert opened(client, shown["Not delivered"].address) == 2
    assert opened(client, rows["Booked"]) == 54
    assert client.get(shown["To call now"].address).status_code == 200


def test_is_narrowed_by_clinic(client, chief, a_month, ended, october, written):
    elsewhere = ClinicFactory(name="Elsewhere")
    (visit,) = ended("attended", october(21, 9), clinic=elsewhere)
    written(visit, october(8, 9), 11)
    count_all()
    shown = figures(client.get(PAGE, {"clinic": elsewhere.pk}))

    assert shown["Sent"].value == "11"
    assert opened(client, shown["Sent"].address) == 11


def test_mail_about_accounts_is_counted_for_administrators_alone(client, a_month, october, written):
    written(None, october(8, 9), 5, kind=Kind.ACCOUNT)
    count_all()
    told = {}
    for group in (StaffGroup.ADMINISTRATOR, StaffGroup.MANAGER, StaffGroup.ANALYST):
        client.force_login(staff_member(group))
        told[group] = figures(client.get(PAGE))["Sent"].value

    assert list(told.values()) == ["53", "48", "48"]


def test_names_the_addresses_that_fail_to_whoever_may_see_them(client, a_month):
    client.force_login(administrator())
    shown = client.get(PAGE)
    client.force_login(staff_member(StaffGroup.ANALYST))
    counted = client.get(PAGE)

    assert [row["number"] for row in shown.context["addresses"]] == [2]
    assert reverse("admin:accounts_patient_change", args=[a_month.patient_id]) in shown.content.decode()
    assert "someone@example.com" not in counted.content.decode()
    assert a_month.patient.full_name not in counted.content.decode()


def reminded(written, visits, at, **more):
    for visit in visits:
        written(visit, at, kind=Kind.REMINDER_DAY, key=f"reminder:{visit.pk}:{visit.sequence}:day:", **more)


def test_tells_whether_those_reminded_came_and_who_answered(client, chief, ended, october, written):
    came, stayed = ended("attended", october(20, 9), 58), ended("missed", october(20, 9), 2)
    written(came[0], october(1, 9), status="suppressed")  # messages reach back far enough
    reminded(written, [*came, *stayed], october(19, 9))
    ended("attended", october(20, 11), 30)
    ended("missed", october(20, 11), 30)
    for visit in came[:15]:
        AppointmentEvent.objects.create(
            appointment=visit, kind=Verb.COMING, at=october(19, 10), to_status=Status.CONFIRMED
        )
    count_all()
    answer = client.get(PAGE)

    assert (answer.context["found"].missed_reminded.part, answer.context["found"].missed_reminded.whole) == (2, 60)
    assert (answer.context["found"].missed_otherwise.part, answer.context["found"].missed_otherwise.whole) == (30, 60)
    assert figures(answer)["Reminders answered"].words.startswith("15 of 60.")
    assert "With a reminder clearly fewer visits were missed: 3.3%, 50.0% without." in answer.content.decode()


def test_a_reminder_of_another_time_or_that_never_left_is_none(ended, october, written):
    (visit,) = ended("attended", october(20, 9))
    written(visit, october(1, 9))
    written(visit, october(19, 9), kind=Kind.REMINDER_DAY, key=f"reminder:{visit.pk}:{visit.sequence + 1}:day:")
    reminded(written, [visit], october(19, 9), status="failed")
    reminded(written, [visit], october(19, 9), channel="in_app")
    count_all()

    assert ReminderMetric.objects.get().other_attended == 1


def test_a_visit_told_of_in_the_message_about_another_was_reminded_of(ended, october, written):
    visits = ended("attended", october(20, 9), 2)
    written(visits[0], october(1, 9))
    (sent,) = written(visits[0], october(19, 9), kind=Kind.REMINDER_DAY, key=f"reminder:{visits[0].pk}:0:day:")
    reminded(written, visits[1:], october(19, 9), status="suppressed", told_in=sent)
    count_all()

    assert ReminderMetric.objects.get().reminded_attended == 2


def test_what_was_counted_stays_when_the_messages_are_deleted(client, chief, ended, october, written):
    visits = ended("attended", october(20, 9), 20)
    written(visits[0], october(1, 9), 12)
    reminded(written, visits, october(19, 9))
    written(visits[0], october(30, 9))
    count_all()
    Message.objects.filter(created_at__lt=october(25, 9)).delete()
    call_command("metrics", "rebuild")
    call_command("metrics", "verify")

    assert figures(client.get(PAGE))["Sent"].value == "33"
    assert ReminderMetric.objects.get().reminded_attended == 20


def test_what_moved_on_since_is_counted_again(ended, october, written):
    (visit,) = ended("attended", october(20, 9))
    (old,) = written(visit, october(6, 9), status="failed")
    (queued,) = written(visit, october(7, 9), status="queued")
    written(visit, october(26, 9))
    count_all()
    Message.objects.filter(pk__in=[old.pk, queued.pk]).update(status="sent")
    days = set(roll_up_changed_messages())

    assert {dt.date(2026, 10, 6), dt.date(2026, 10, 7)} <= days
    assert dt.date(2026, 10, 12) not in days
    call_command("metrics", "verify")


def test_a_message_goes_with_its_appointment_to_another_clinic(ended, october, written):
    (visit,) = ended("attended", october(20, 9))
    written(visit, october(6, 9))
    written(visit, october(26, 9))
    count_all()
    old, visit.clinic = visit.clinic, ClinicFactory(name="Elsewhere")
    visit.save()
    AppointmentEvent.objects.create(
        appointment=visit, kind=Verb.RESCHEDULE, at=october(7, 9), to_status=Status.COMPLETED, old_clinic=old,
        old_starts_at=visit.starts_at, new_starts_at=visit.starts_at,
    )  # fmt: skip
    list(roll_up_changed_messages())

    assert set(MessageMetric.objects.values_list("clinic", flat=True)) == {visit.clinic_id}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda: MessageMetric.objects.update(sent=77),
        lambda: MessageMetric.objects.all().delete(),
        lambda: ReminderMetric.objects.update(reminded_missed=7),
        lambda: ReminderMetric.objects.all().delete(),
    ],
)
def test_verify_names_what_differs(ended, october, written, spoil, capsys):
    (visit,) = ended("attended", october(20, 9))
    written(visit, october(6, 9), 3)
    count_all()
    spoil()

    with pytest.raises(CommandError, match="differ"):
        call_command("metrics", "verify")
    assert "2026-10-" in capsys.readouterr().out


def test_a_day_is_the_clinics_own(ended, written):
    """Eleven in the evening in Greenwich is the next day in Auckland."""
    far = ClinicFactory(name="Far", time_zone="Pacific/Auckland")
    late = dt.datetime(2026, 10, 6, 23, tzinfo=dt.UTC)
    (visit,) = ended("attended", late + ONE_DAY, clinic=far)
    written(visit, late)
    written(None, late)
    count_all()

    assert set(MessageMetric.objects.values_list("clinic", "day")) == {
        (far.pk, dt.date(2026, 10, 7)),
        (None, dt.date(2026, 10, 6)),
    }


def test_the_file_is_what_is_shown_but_for_the_addresses(client, chief, a_month):
    answer = client.get(PAGE, {"format": "csv"})

    assert answer["Content-Disposition"] == 'attachment; filename="messages-2026-10-01-2026-10-31.csv"'
    same_tables(client.get(PAGE), answer, but=["failing-title"])
    assert "someone@example.com" not in answer.content.decode()


def test_nothing_is_said_calmly(client, chief):
    assert "No message was written in these days." in client.get(PAGE).content.decode()


@pytest.mark.parametrize("group", [StaffGroup.FRONT_DESK, StaffGroup.AUDITOR])
def test_is_closed_to_others(client, group):
    client.force_login(staff_member(group))

    assert client.get(PAGE).status_code == 403


def test_asks_the_database_the_same_number_of_times_whatever_there_is(client, chief, a_month, ended, october, written):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        return len(asked)

    client.get(PAGE)
    few = queries()
    for number in range(4):
        (visit,) = ended("attended", october(21, 9 + number), clinic=ClinicFactory())
        written(visit, october(8, 9), 3, status="failed", kind=list(Kind)[number])
    count_all()
    client.get(PAGE)  # the clocks of new clinics are remembered

    assert queries() == few
