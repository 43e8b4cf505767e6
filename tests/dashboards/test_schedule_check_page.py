"""Whether the schedule is sound: checked by the worker, kept, shown in the admin, and checked again on demand."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.roles import StaffGroup
from appointments.schedule_check import Finding
from dashboards import duties
from dashboards.models import DutyRun, ScheduleCheck
from dashboards.services import checking_schedule
from tests.dashboards.staff import staff_member
from tests.dashboards.test_duties import carried_out

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = reverse("admin:schedule_check")
INDEX = reverse("admin:index")


@pytest.fixture
def broken(monkeypatch):
    """Return a function that lets the next check find ``number`` rules broken."""

    def found(number):
        findings = [Finding("slots_have_one_owner", f"slot {one}") for one in range(number)]
        monkeypatch.setattr(checking_schedule, "check_rule_by_rule", lambda *, now: iter([[], findings]))

    return found


@pytest.fixture
def enrolled(now):
    """The duty's row, due tonight."""
    return DutyRun.objects.create(duty="check_schedule", due_at=now + dt.timedelta(hours=9))


def check(now):
    return carried_out(duties.check_the_schedule(now), now)


def test_a_sound_schedule_is_said_on_the_page_and_on_the_first_one(client, chief, book_it, now):
    book_it()

    assert check(now) == "The schedule is sound."
    assert "no time is given to two people" in client.get(PAGE).content.decode()
    assert f'href="{PAGE}"' in client.get(INDEX).content.decode()


def test_what_is_broken_is_named_and_stands_out(client, chief, broken, now):
    broken(2)

    assert check(now) == "2 rules are broken."
    html = client.get(PAGE).content.decode()
    assert "Slots have one owner" in html
    assert "slot 1" in html
    assert "rules of the schedule are broken" in client.get(INDEX).content.decode()


def test_the_worker_does_something_else_between_two_rules(now):
    assert sum(1 for _pause in duties.check_the_schedule(now)) >= 10


def test_names_a_hundred_and_counts_all(client, chief, broken, now):
    broken(101)
    check(now)

    last = ScheduleCheck.objects.get()
    assert (last.broken, len(last.findings)) == (101, 100)
    assert "The first 100 are listed" in client.get(PAGE).content.decode()


def test_keeps_thirty(now, broken):
    broken(0)
    for day in range(33):
        check(now + dt.timedelta(days=day))

    assert ScheduleCheck.objects.count() == 30
    assert ScheduleCheck.objects.first().finished_at.date() == (now + dt.timedelta(days=32)).date()


def test_is_checked_again_on_demand_by_the_worker(client, chief, enrolled, now):
    answer = client.post(PAGE, follow=True)

    enrolled.refresh_from_db()
    assert enrolled.due_at == now
    assert "It is being checked." in answer.content.decode()
    assert AuditEntry.objects.filter(object_label="schedule_check", actor=chief).exists()


def test_without_a_worker_it_says_so(client, chief):
    assert "No worker has run yet" in client.post(PAGE, follow=True).content.decode()


def test_the_auditor_looks_and_starts_nothing(client, enrolled):
    client.force_login(staff_member(StaffGroup.AUDITOR))

    assert client.get(PAGE).status_code == 200
    assert "Check now" not in client.get(PAGE).content.decode()
    assert client.post(PAGE).status_code == 403


@pytest.mark.parametrize("group", [StaffGroup.FRONT_DESK, StaffGroup.ANALYST])
def test_is_closed_to_others(client, group):
    client.force_login(staff_member(group))

    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE).status_code == 403
