"""What the first page of the administration says beside the figures: a worker that does nothing, what is not set up."""

import datetime as dt

import pytest

from accounts.roles import StaffGroup
from dashboards.models import DutyRun
from dashboards.services.first_steps import first_steps, is_set_up
from scheduling.models import ClinicStaff
from tests.dashboards.staff import staff_member
from tests.factories import ClinicFactory, SpecialtyFactory

pytestmark = pytest.mark.django_db

INDEX = "/admin/"


@pytest.fixture
def page(client, clock):
    """Return the first page as somebody of a group gets it."""

    def open_it(group=StaffGroup.ADMINISTRATOR):
        client.force_login(staff_member(group))
        return client.get(INDEX).content.decode()

    return open_it


@pytest.fixture
def ended(now):
    """Return a function that lets the duty of every minute have ended so long ago."""

    def run(minutes_ago, **fields):
        ended_at = now - dt.timedelta(minutes=minutes_ago)
        DutyRun.objects.create(duty="expire_requests", due_at=ended_at, last_finished_at=ended_at, **fields)

    return run


def test_a_worker_that_runs_is_not_spoken_of(page, ended):
    ended(9)

    assert "The worker" not in page()


def test_one_that_stopped_is_with_the_time_it_stopped(page, ended, clinic):
    ended(11)

    assert "The worker has done nothing since Tue 24 Nov 2026, 8:49am London time" in page()


def test_one_in_the_middle_of_something_long_has_not_stopped(page, ended, now):
    ended(30)
    DutyRun.objects.create(duty="publish_slots", due_at=now, lease_until=now + dt.timedelta(minutes=1))

    assert "The worker" not in page()


def test_a_duty_there_is_no_more_does_not_count(page, ended, now):
    ended(11)
    DutyRun.objects.create(duty="retired", due_at=now, last_finished_at=now)

    assert "The worker has done nothing since" in page()


def test_one_that_never_ran_is(page):
    assert "The worker has never run" in page()


@pytest.mark.parametrize(
    ("group", "told"),
    [
        (StaffGroup.MANAGER, True),
        (StaffGroup.AUDITOR, True),
        (StaffGroup.FRONT_DESK, False),
        (StaffGroup.ANALYST, False),
    ],
)
def test_it_is_for_those_who_may_see_the_duties(page, group, told):
    assert ("The worker has never run" in page(group)) is told


def test_an_empty_installation_says_what_is_left_to_do(page, clinic):
    html = page()

    assert "Before the first patient can book" in html
    assert '<span class="tag tag-ok">Done</span> Add a clinic, with its time zone' in html
    assert '<a href="/admin/accounts/doctor/add/">Add a doctor</a>' in html


def test_one_that_is_set_up_does_not(page, offer, published, doctor):
    assert not is_set_up()
    doctor.specialties.add(SpecialtyFactory())

    assert is_set_up()
    assert all(step.is_done for step in first_steps())
    assert "Before the first patient can book" not in page()


@pytest.mark.parametrize("group", [StaffGroup.FRONT_DESK, StaffGroup.ANALYST, StaffGroup.AUDITOR])
def test_who_cannot_set_it_up_is_not_asked_to(page, group):
    assert "Before the first patient can book" not in page(group)


def test_a_desk_without_a_clinic_counts_nothing(client, clock, book_it):
    book_it()
    desk = staff_member(StaffGroup.FRONT_DESK)
    client.force_login(desk)
    before = [figure.number for figure in client.get(INDEX).context["desk"]["figures"]]
    ClinicStaff.objects.create(user=desk, clinic=ClinicFactory())
    after = [figure.number for figure in client.get(INDEX).context["desk"]["figures"]]

    assert before == after == [0] * 7
