"""The desk says for a doctor that they run late; it can be undone within the minute, and the doctor's week says it."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.roles import StaffGroup
from appointments.lateness.services.saying import say_late
from appointments.models import Message, RunningLate
from scheduling.models import ClinicStaff
from tests.dashboards.staff import said, staff_member
from tests.dashboards.test_doctor_running_late import text_of
from tests.factories import ClinicFactory, PatientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

MONITOR, CALENDAR = reverse("admin:monitor"), reverse("doctor:calendar")
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def at_ten(appoint, at):
    return appoint(at(24, 10), patient=PatientFactory(full_name="Ana Silva"))


@pytest.fixture
def page(doctor):
    return reverse("admin:running_late", args=[doctor.pk])


@pytest.fixture
def undo(doctor):
    return reverse("admin:running_late_undo", args=[doctor.pk])


@pytest.fixture
def desk(client, front_desk, at_ten):
    client.force_login(front_desk)
    return client


def test_the_monitor_leads_to_it(desk, page):
    assert f'href="{page}"' in desk.get(MONITOR).content.decode()


def test_it_says_who_is_told_and_what_they_read(desk, page):
    told = text_of(desk.get(page))

    assert "10:00am Ana Silva" in told
    assert "How late does the doctor run?" in told
    assert "What the patient at 10:00am reads, with 20 minutes" in told


def test_saying_it_tells_them_and_can_be_undone(desk, page, undo, at_ten, front_desk):
    answer = desk.post(page, {"minutes": "20"})

    assert (answer.status_code, answer["Location"]) == (302, page)
    assert said(answer) == "1 patient is told in a minute."
    row = RunningLate.objects.get()
    assert (row.minutes, row.said_by) == (20, front_desk)
    at_ten.refresh_from_db()
    assert at_ten.late_minutes == 20
    assert "20 minutes late" in text_of(desk.get(MONITOR))
    assert "20 minutes late at Fernhill Clinic" in text_of(desk.get(page))

    assert said(desk.post(undo, {"said": row.pk})) == "It is taken back. What was so before holds again."
    at_ten.refresh_from_db()
    assert at_ten.late_minutes is None
    assert set(Message.objects.filter(kind="running_late").values_list("status", flat=True)) == {"cancelled"}


def test_pressed_twice_it_tells_nobody_anew(desk, page):
    desk.post(page, {"minutes": "20"})
    told = Message.objects.count()

    assert "Nobody was told anew." in said(desk.post(page, {"minutes": "20"})) or RunningLate.objects.count() == 1
    assert Message.objects.count() == told


def test_too_late_to_undo_is_said(desk, page, undo, clock):
    desk.post(page, {"minutes": "20"})
    clock.shift(120)

    assert "too late" in said(desk.post(undo, {"said": RunningLate.objects.get().pk}))
    assert "Undo" not in text_of(desk.get(page))


@pytest.mark.parametrize("given", [{}, {"minutes": "7"}, {"minutes": "twenty"}])
def test_an_answer_that_cannot_be_read_comes_back(desk, page, given):
    answer = desk.post(page, given)

    assert answer.status_code == 422
    assert "errornote" in answer.content.decode()
    assert not RunningLate.objects.exists()


def test_what_somebody_else_said_is_not_the_desks_to_undo(desk, undo, doctor, clinic, now):
    row = say_late(doctor=doctor, clinic=clinic, minutes=10, actor=doctor.user, now=now).row

    assert "nothing of yours to undo" in said(desk.post(undo, {"said": row.pk}))
    assert "nothing of yours to undo" in said(desk.post(undo, {"said": "x"}))


def test_where_nobody_waits_there_is_nobody_to_tell(desk, page, clock, at):
    clock.move_to(at(24, 10, 5), tick=False)

    assert "there is nobody to tell" in text_of(desk.get(page))
    assert "nobody was told" in said(desk.post(page, {"minutes": "20"}))


def test_another_desk_does_not_find_the_doctor(client, page, undo, at_ten):
    stranger = staff_member(StaffGroup.FRONT_DESK)
    ClinicStaff.objects.create(user=stranger, clinic=ClinicFactory())
    client.force_login(stranger)

    assert [client.get(page).status_code, client.post(page, {"minutes": "20"}).status_code] == [404, 404]
    assert client.post(undo, {}).status_code == 404


@pytest.mark.parametrize("group", [StaffGroup.ANALYST, StaffGroup.AUDITOR])
def test_who_changes_no_appointment_is_refused(client, page, undo, at_ten, group):
    client.force_login(staff_member(group))

    assert [client.get(page).status_code, client.post(undo).status_code] == [403, 403]


def test_the_doctors_week_says_it(doctor_client, at_ten, doctor, clinic, now):
    assert "minutes late since" not in text_of(doctor_client.get(CALENDAR))
    say_late(doctor=doctor, clinic=clinic, minutes=20, actor=doctor.user, now=now)

    assert "20 minutes late since 9:00am, Fernhill Clinic." in text_of(doctor_client.get(CALENDAR))
    assert "minutes late since" not in text_of(doctor_client.get(CALENDAR, {"week": "2026-12-01"}))
