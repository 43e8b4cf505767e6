"""Several appointments on one day: one message to one person, told anew when one of them moves or is off."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import PatientAccess
from appointments.models import Appointment, Message
from appointments.notifications.delivering import deliver_due
from appointments.notifications.reminder_bundles import TOLD_IN_ANOTHER
from appointments.notifications.reminders import plan_reminders
from tests.appointments.notifications.confirmed import confirmed
from tests.appointments.notifications.transports import Recording
from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
MORNING = dt.datetime(2026, 12, 9, 9, 20, tzinfo=dt.UTC)
NOON, AFTERNOON = MORNING.replace(hour=12), MORNING.replace(hour=16)
DUE = MORNING - DAY


def mails():
    return Message.objects.filter(channel="email", status__in=["queued", "sent"]).order_by("pk")


@pytest.fixture
def two(patient, clinic):
    """Maria comes twice on one day."""
    return [confirmed(starts_at=start, clinic=clinic, patient=patient) for start in (MORNING, AFTERNOON)]


def test_two_visits_of_one_day_are_one_mail_that_lists_both(two):
    assert plan_reminders(now=DUE) == 3  # a mail, and a line in the portal for each

    mail = mails().get()
    assert mail.subject == "Tomorrow, 9:20am and 1 more"
    assert "That day, too:\n- Wed 9 Dec, 4:20pm, " in mail.text
    assert mail.text.count("/answer/") == mail.html.count("/answer/") == 2
    assert Message.objects.filter(channel="in_app", status="sent").count() == 2


def test_the_later_one_is_not_told_of_again(two):
    plan_reminders(now=DUE)

    assert plan_reminders(now=AFTERNOON - DAY) == 0
    assert Message.objects.get(status="suppressed").error == TOLD_IN_ANOTHER


def test_a_visit_of_another_day_is_for_itself(two, clinic, patient):
    confirmed(starts_at=MORNING + DAY, clinic=clinic, patient=patient)
    plan_reminders(now=DUE)

    assert "10 Dec" not in mails().get().text
    assert plan_reminders(now=DUE + DAY) == 2


def test_the_day_is_that_of_the_readers_own_clock(clinic, patient):
    """11pm and 1am in London are the evening of one day in New York."""
    patient.user.time_zone = "America/New_York"
    patient.user.save()
    late = dt.datetime(2026, 12, 9, 23, tzinfo=dt.UTC)
    for start in (late, late + 2 * HOUR):
        confirmed(starts_at=start, clinic=clinic, patient=patient)
    plan_reminders(now=late - DAY)

    assert mails().count() == 1


def test_a_parent_hears_of_two_children_and_of_themselves_in_one_mail(parent, child, clinic):
    other = PatientFactory(full_name="Rui Silva", user=None, email="")
    PatientAccess.objects.create(user=parent, patient=other, relation="parent")
    own = PatientFactory(full_name="Ana Silva", user=parent)
    for whose, start in ((child, MORNING), (other, NOON), (own, AFTERNOON)):
        confirmed(starts_at=start, clinic=clinic, patient=whose)
    plan_reminders(now=DUE)

    mail = mails().get()
    assert (mail.address, mail.patient) == ("ana@example.com", child)
    assert "For: Leo" in mail.text
    assert [line.rpartition(", ")[2] for line in mail.text.splitlines() if line.startswith("- ")] == [
        "for Rui",
        clinic.name,
    ]
    assert plan_reminders(now=AFTERNOON - DAY) == 0


def test_both_parents_are_told_of_a_child_even_where_one_is_told_of_more(parent, child, clinic, other_patient):
    """The other parent has no visit that day that is due before the child's: they are told with the first parent."""
    PatientAccess.objects.create(user=other_patient.user, patient=child, relation="parent")
    confirmed(starts_at=MORNING, clinic=clinic, patient=PatientFactory(full_name="Ana Silva", user=parent))
    confirmed(starts_at=AFTERNOON, clinic=clinic, patient=child)
    plan_reminders(now=DUE)

    assert sorted(mails().values_list("address", flat=True)) == ["ana@example.com", "nadia@example.com"]


def test_one_booked_just_now_is_not_told_of_with_the_other(two):
    two[1].events.update(at=DUE - HOUR)
    plan_reminders(now=DUE)

    assert "4:20pm" not in mails().get().text
    assert plan_reminders(now=AFTERNOON - DAY) == 2


@pytest.mark.parametrize("which", [0, 1], ids=["the first", "the second"])
@pytest.mark.parametrize(
    "change", [{"status": "cancelled"}, {"sequence": 1, "starts_at": MORNING + 5 * DAY, "ends_at": NOON + 5 * DAY}]
)
def test_a_mail_of_which_a_part_is_not_true_any_more_is_dropped_and_the_rest_told_anew(two, which, change):
    plan_reminders(now=DUE)
    Appointment.objects.filter(pk=two[which].pk).update(**change)
    transport = Recording()

    assert deliver_due(now=DUE, transport=transport) == 0
    again = DUE + dt.timedelta(minutes=5) if which == 1 else AFTERNOON - DAY  # when what is left of it is due
    assert plan_reminders(now=again) == 2
    assert deliver_due(now=again, transport=transport) == 1
    (mail,) = transport.taken
    assert ("9:20am" in mail.body, "4:20pm" in mail.body) == (which == 1, which == 0)
    assert Message.objects.filter(channel="in_app", status="sent").count() == 1
    assert plan_reminders(now=AFTERNOON - DAY) == 0


def test_what_changes_between_reading_and_writing_waits_for_the_next_round(two, monkeypatch):
    from appointments.notifications import reminders

    insert = reminders._insert

    def after_a_cancellation(bundles):
        Appointment.objects.filter(pk=two[1].pk).update(status="cancelled")
        return insert(bundles)

    monkeypatch.setattr(reminders, "_insert", after_a_cancellation)

    assert plan_reminders(now=DUE) == 0
    assert plan_reminders(now=DUE) == 2
    assert "4:20pm" not in mails().get().text


def test_costs_the_same_for_one_person_and_for_ten(clinic):
    def queries(day):
        with CaptureQueriesContext(connection) as captured:
            plan_reminders(now=MORNING + day * DAY - DAY)
        return len(captured)

    for count, day in ((1, 0), (1, 10), (10, 20)):
        for _number in range(count):
            patient = PatientFactory()
            for start in (MORNING, AFTERNOON):
                confirmed(starts_at=start + day * DAY, clinic=clinic, patient=patient)

    queries(0)  # what is remembered from then on

    assert queries(10) == queries(20)
    assert mails().count() == 12
