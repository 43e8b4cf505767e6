"""Live streams: who hears of what, and when they hear nothing more."""

import asyncio
import datetime as dt
import json

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import AsyncClient
from django.urls import reverse
from django.utils import timezone

from accounts.models import PatientAccess
from accounts.roles import Role, StaffGroup
from accounts.session_limits import SEEN_AT
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve
from dashboards.live import audiences, database, waking
from dashboards.live import stream as streams
from dashboards.live.hub import WAITING_MOST, Hub
from dashboards.live.places import Places
from dashboards.models import LiveEvent
from scheduling.models import ClinicStaff, TimeSlot
from scheduling.services.holding import hold, let_go
from tests.dashboards.live import contexts, do, every_moment, finish, in_the_tests_thread, listening, run
from tests.factories import ClinicFactory, DoctorFactory, PatientFactory, UserFactory, WorkingHoursFactory

pytestmark = pytest.mark.django_db

MINE, TIMES, DOCTOR, STAFF = (reverse(f"live:{name}") for name in ("appointments", "times", "doctor", "staff"))
SETTLES = 0.3


@pytest.fixture(autouse=True)
def _in_this_thread(monkeypatch, settings):
    """The hub of a process that has just started, on the connection of the test; its clocks run fast."""
    monkeypatch.setattr(database, "ask", in_the_tests_thread)
    monkeypatch.setattr(waking, "changes", every_moment)
    monkeypatch.setattr(streams, "hub", Hub())
    monkeypatch.setattr(streams, "places", Places())
    monkeypatch.setattr(audiences, "A_MOMENT", 0)
    monkeypatch.setattr(audiences.Onlookers, "listed", audiences.ListedDoctors())
    monkeypatch.setattr(audiences.ListedDoctors, "SHARED_SECONDS", 0)
    settings.LIVE_RECHECK_SECONDS = 0.2


@pytest.fixture
def request_of_maria(book_it, by_doctor, published):
    """A request, made a moment before anybody listens."""
    asked = book_it(offer=by_doctor, starts_at=published[3])
    assert asked.is_request
    return asked


@pytest.fixture
def said_yes(request_of_maria, doctor, now):
    return do(lambda: approve(appointment=request_of_maria, actor=doctor.user, now=now))


def somebody(role=Role.ADMINISTRATOR, group=None, clinic=None, **more):
    user = UserFactory(role=role, **more)
    if group:
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    if clinic:
        ClinicStaff.objects.create(user=user, clinic=clinic)
    return user


# --- Who hears of an appointment ------------------------------------------------------------------
def test_all_it_concerns_hear_of_a_change_and_nobody_else(
    request_of_maria, doctor, patient, other_patient, clinic, said_yes
):
    from dashboards.staff_rights import write_rights

    write_rights()
    carer, elsewhere = UserFactory(), ClinicFactory()
    PatientAccess.objects.create(user=carer, patient=patient, relation="parent", scope="book")
    theirs = [
        (MINE, patient.user),
        (MINE, carer),
        (DOCTOR, doctor.user),
        (STAFF, somebody(group=StaffGroup.MANAGER)),
        (STAFF, somebody(group=StaffGroup.FRONT_DESK, clinic=clinic)),
    ]
    nobodys = [
        (MINE, other_patient.user),
        (DOCTOR, DoctorFactory().user),
        (STAFF, somebody(group=StaffGroup.FRONT_DESK, clinic=elsewhere)),
    ]

    async def scenario():
        async with contexts([*theirs, *nobodys]) as pages:
            await said_yes()
            for page in pages[: len(theirs)]:
                await page.hears(lambda page: page.told)
            await asyncio.sleep(SETTLES)
            return [page.text for page in pages]

    texts = run(scenario)

    for text in texts[: len(theirs)]:
        assert request_of_maria.reference in text
        assert patient.full_name not in text
    assert [text for text in texts[len(theirs) :] if "data" in text] == []


def test_who_may_not_open_the_pages_may_not_listen(client, patient, doctor):
    refused = {MINE: doctor.user, DOCTOR: patient.user, STAFF: doctor.user}
    for path, user in refused.items():
        client.force_login(user)
        assert client.get(path).status_code in {302, 403}, path
    client.force_login(somebody(group=StaffGroup.ANALYST))
    assert client.get(STAFF).status_code == 403
    client.logout()

    for path in refused:
        assert client.get(path)["Location"].startswith(reverse("account_login"))


def test_a_carer_whose_leave_ends_hears_nothing_more(request_of_maria, patient, said_yes):
    carer = PatientFactory().user
    leave = PatientAccess.objects.create(user=carer, patient=patient, relation="parent", scope="book")

    async def scenario():
        async with listening(MINE, carer) as page:
            await do(leave.delete)()
            await said_yes()
            await asyncio.sleep(SETTLES)
            return page.told

    assert run(scenario) == []


def test_an_appointment_that_moves_to_another_clinic_is_news_for_both(request_of_maria, clinic, doctor):
    from dashboards.staff_rights import write_rights

    write_rights()
    new = ClinicFactory()
    desks = [somebody(group=StaffGroup.FRONT_DESK, clinic=place) for place in (clinic, new)]

    async def scenario():
        async with contexts([(STAFF, desk) for desk in desks]) as pages:
            await do(type(request_of_maria).objects.filter(pk=request_of_maria.pk).update)(clinic=new)
            for page in pages:
                await page.hears(lambda page: page.told)
            return [page.told[0]["appointments"] for page in pages]

    assert run(scenario) == [[], [request_of_maria.reference]]


# --- When a stream ends ---------------------------------------------------------------------------
ENDS = {
    "signed out": lambda user: Session.objects.all().delete(),
    "deactivated": lambda user: type(user).objects.filter(pk=user.pk).update(is_active=False),
    "another role": lambda user: type(user).objects.filter(pk=user.pk).update(role=Role.PATIENT),
    "password changed": lambda user: type(user).objects.filter(pk=user.pk).update(password="another"),
    "no doctor any more": lambda user: type(user.doctor).objects.filter(user=user).update(is_active=False),
}


@pytest.mark.parametrize("what", ENDS)
def test_closes_when_its_reader_is_no_doctor_at_work_any_more(doctor, what):
    async def scenario():
        async with listening(DOCTOR, doctor.user) as page:
            await asyncio.sleep(SETTLES)
            assert not page.ended
            await do(ENDS[what])(doctor.user)
            await page.hears(lambda page: page.ended)
            return page.text

    assert "event: over" in run(scenario)


def test_closes_when_nobody_was_at_the_page_for_too_long(doctor, settings):
    settings.SESSION_IDLE_SECONDS = {"patient": 30 * 60, "staff": 15 * 60}

    async def scenario():
        async with listening(DOCTOR, doctor.user) as page:
            await asyncio.sleep(SETTLES)
            assert not page.ended
            await do(grow_old)(16 * 60)
            await page.hears(lambda page: page.ended)

    run(scenario)


def test_a_front_desk_that_leaves_its_clinic_hears_nothing_more(front_desk, request_of_maria, said_yes):
    from dashboards.staff_rights import write_rights

    write_rights()

    async def scenario():
        async with listening(STAFF, front_desk) as page:
            await do(ClinicStaff.objects.all().delete)()
            await said_yes()
            await page.hears(lambda page: page.ended)
            return page.told

    assert run(scenario) == [{}]


def test_a_stream_keeps_nobody_signed_in(doctor, settings):
    settings.SESSION_IDLE_SECONDS = {"patient": 30 * 60, "staff": 15 * 60}

    async def scenario():
        client = AsyncClient()
        await client.aforce_login(doctor.user)
        await do(grow_old)(5 * 60)
        before = await do(seen_at)()
        await finish(await client.get(DOCTOR))
        await client.get(reverse("doctor:today"), headers={"X-Unattended": "1"})
        unattended = await do(seen_at)()
        await client.get(reverse("doctor:today"))
        return before, unattended, await do(seen_at)()

    before, unattended, attended = run(scenario)

    assert unattended == before
    assert attended > before


def seen_at():
    (session,) = Session.objects.all()
    return session.get_decoded()[SEEN_AT]


def grow_old(seconds):
    """Let the last request of the one session be so long ago."""
    (session,) = Session.objects.all()
    data = session.get_decoded() | {SEEN_AT: int(timezone.now().timestamp()) - seconds}
    Session.objects.filter(pk=session.pk).update(session_data=Session.objects.encode(data))


# --- Times ----------------------------------------------------------------------------------------
@pytest.fixture
def tomorrow(doctor, clinic, offer):
    """Free starts of the doctor, on the real clock: what is held is asked of it."""
    from scheduling.services.publishing import publish

    now = timezone.now()
    for weekday in range(7):
        WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=weekday, starts=dt.time(9), ends=dt.time(13))
    publish(doctor=doctor, now=now)
    return list(TimeSlot.objects.filter(doctor=doctor, starts_at__gt=now + dt.timedelta(days=1)).order_by("minute")[:4])


def hold_it(offer, clinic, slot, key):
    now = timezone.now()
    hold(
        offer=offer,
        clinic=clinic,
        starts_at=slot.starts_at,
        hold_key=key,
        until=now + dt.timedelta(minutes=10),
        now=now,
    )


def test_who_looks_at_times_hears_what_is_taken_and_that_something_came_free(offer, clinic, doctor, tomorrow):
    other = DoctorFactory()
    key, slot = "5b0ff7d6-3c1b-4f2c-9a55-0a7d4a4a0d11", tomorrow[0]

    async def scenario():
        async with listening(f"{TIMES}?doctor={doctor.pk}") as page, listening(f"{TIMES}?doctor={other.pk}") as others:
            await do(hold_it)(offer, clinic, slot, key)
            await page.hears(lambda page: len(page.told) == 1)
            await do(let_go)(hold_key=key, now=timezone.now())
            await page.hears(lambda page: len(page.told) == 2)
            return page.told, others.told

    told, others = run(scenario)

    value = f"{doctor.pk}.{clinic.pk}.{slot.starts_at:%Y%m%dT%H%M}Z"
    assert [news["taken"] for news in told] == [[value], []]
    assert others == []


def test_a_time_with_room_for_another_is_not_taken(doctor, clinic, offer, tomorrow):
    slot = tomorrow[0]
    TimeSlot.objects.create(
        **{
            field: getattr(slot, field)
            for field in (
                "doctor",
                "clinic",
                "starts_at",
                "ends_at",
                "minute",
                "local_date",
                "local_minute",
                "minutes_left",
            )
        },
        lane=1,
    )

    async def scenario():
        async with listening(f"{TIMES}?doctor={doctor.pk}") as page:
            await do(hold_it)(offer, clinic, slot, "5b0ff7d6-3c1b-4f2c-9a55-0a7d4a4a0d12")
            await page.hears(lambda page: page.told)
            return page.told

    assert run(scenario)[0]["taken"] == []


def test_a_doctor_the_public_does_not_see_has_no_times(client, doctor):
    type(doctor).objects.update(is_listed=False)

    assert client.get(f"{TIMES}?doctor={doctor.pk}").status_code == 403


def test_closes_when_the_doctor_is_shown_to_nobody_any_more(doctor):
    async def scenario():
        async with listening(f"{TIMES}?doctor={doctor.pk}") as page:
            await do(type(doctor).objects.update)(is_listed=False)
            await page.hears(lambda page: page.ended)

    run(scenario)


@pytest.mark.parametrize(
    "query", ["", "?doctor=", "?doctor=x", "?doctor=" + "&doctor=".join(map(str, range(1, 60))), "?doctor=٣"]
)
def test_a_question_without_sense_is_refused(client, query, db):
    assert client.get(TIMES + query).status_code == 400


# --- How many, and how slow -----------------------------------------------------------------------
def test_a_person_has_so_many_streams_and_gets_their_places_back(doctor, settings):
    settings.LIVE_STREAMS_PER_USER = 2

    async def scenario():
        async with listening(DOCTOR, doctor.user) as first:
            async with listening(DOCTOR, doctor.user):
                third = await first.client.get(DOCTOR)
            again = await first.client.get(DOCTOR)
            await finish(again)
            return third, again

    third, again = run(scenario)

    assert (third.status_code, third["Retry-After"]) == (429, "60")
    assert again.status_code == 200


def test_an_address_has_so_many_and_a_process_has(doctor, patient, settings):
    settings.LIVE_STREAMS_PER_ADDRESS = 1

    async def scenario():
        async with listening(f"{TIMES}?doctor={doctor.pk}") as page:
            answers = [await page.client.get(f"{TIMES}?doctor={doctor.pk}")]
            settings.LIVE_STREAMS_PER_PROCESS = 1
            await page.client.aforce_login(doctor.user)
            answers.append(await page.client.get(DOCTOR))
            return answers

    assert [(answer.status_code, answer["Retry-After"]) for answer in run(scenario)] == [(429, "60"), (503, "60")]


def test_a_client_that_takes_nothing_is_let_go(patient, settings):
    """What waits for a client that reads nothing piles up, or it is stuck in one line: its task ends, others go on."""
    settings.LIVE_SLOW_SECONDS = 0.2

    async def scenario():
        hub, ended = Hub(), []

        async def read_nothing(*, stuck):
            subscription = await hub.join(lambda news: True)
            if stuck:
                subscription.sending_since = 0.0
            try:
                await asyncio.sleep(60)
            finally:
                ended.append(stuck)
                hub.leave(subscription)

        slow = [asyncio.create_task(read_nothing(stuck=stuck)) for stuck in (False, True)]
        healthy = await hub.join(lambda news: False)
        await do(many_events)(WAITING_MOST + 5)
        await asyncio.wait(slow, timeout=5)
        alive = healthy in hub.subscriptions
        hub.leave(healthy)
        return list(ended), alive

    ended, alive = run(scenario)

    assert sorted(ended) == [False, True]
    assert alive


def many_events(count):
    now = timezone.now()
    LiveEvent.objects.bulk_create(
        LiveEvent(at=now, kind="appointment", appointment_id=1, patient_id=1, doctor_id=1, clinic_id=1)
        for _each in range(count)
    )


# --- What came before -----------------------------------------------------------------------------
def test_a_page_that_comes_back_hears_what_it_missed(request_of_maria, patient, said_yes):
    async def scenario():
        async with listening(MINE, patient.user) as page:
            await said_yes()
            await page.hears(lambda page: page.told)
            (key,) = [line.removeprefix("id: ") for line in page.text.splitlines() if line.startswith("id: ")]
            async with listening(MINE, patient.user, **{"Last-Event-ID": str(int(key) - 1)}) as again:
                await again.hears(lambda page: page.told)
                async with listening(f"{MINE}?after={key}", patient.user) as up_to_date:
                    await asyncio.sleep(SETTLES)
                    return page.told, again.told, up_to_date.told

    told, again, up_to_date = run(scenario)

    assert again == told
    assert up_to_date == []


def test_a_page_hears_what_happened_between_its_making_and_its_stream(request_of_maria, patient, said_yes):
    async def scenario():
        async with listening(MINE, patient.user) as page:
            made = timezone.now().timestamp()
            await said_yes()
            await page.hears(lambda page: page.told)
            async with listening(f"{MINE}?since={made}", patient.user) as late:
                await late.hears(lambda page: page.told)
                return late.told

    assert run(scenario) == [{"appointments": [request_of_maria.reference]}]


@pytest.mark.parametrize("query", ["after=999999", "since=1000000000"])
def test_a_page_that_was_away_too_long_reads_itself_anew(request_of_maria, patient, query):
    async def scenario():
        async with listening(f"{MINE}?{query}", patient.user) as page:
            await page.hears(lambda page: page.told)
            return page.told

    assert run(scenario) == [{"read_all": True}]


def test_says_that_it_is_alive(patient, settings):
    settings.LIVE_PING_SECONDS = 0.05

    async def scenario():
        async with listening(MINE, patient.user) as page:
            await page.hears(lambda page: page.text.count(": still here") > 2)
            return page.text

    assert run(scenario).startswith("retry: 3000\n\n")


def test_ends_when_nobody_can_say_whether_it_may_go_on(patient, monkeypatch):
    def unreachable(_audience):
        raise OperationalError

    async def scenario():
        async with listening(MINE, patient.user) as page:
            monkeypatch.setattr(audiences.PatientsSide, "look_again", unreachable)
            await page.hears(lambda page: page.ended)
            return page.text

    assert "over" not in run(scenario)


def test_ends_by_itself_when_the_server_stops(patient):
    async def scenario():
        async with listening(MINE, patient.user) as page:
            streams.hub.end_all()
            await page.hears(lambda page: page.ended)
            return page.text

    assert "over" not in run(scenario)


# --- Answers --------------------------------------------------------------------------------------
def test_no_proxy_may_keep_or_hold_back_a_stream(patient):
    async def scenario():
        async with listening(MINE, patient.user) as page:
            return page.response.headers

    headers = run(scenario)

    assert headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert headers["Cache-Control"] == "no-store, no-transform"
    assert headers["X-Accel-Buffering"] == "no"


def test_a_server_that_cannot_stream_says_so_at_once(signed_in):
    answer = signed_in.get(MINE)

    assert answer.status_code == 204
    assert signed_in.post(MINE).status_code == 405


def test_what_is_told_is_keys_and_kinds_only(request_of_maria, patient, now):
    cancel(appointment=request_of_maria, actor=patient.user, now=now)

    told = json.dumps(list(LiveEvent.objects.values()), default=str)

    assert patient.full_name not in told
    assert {field.get_internal_type() for field in LiveEvent._meta.fields} == {
        "BigAutoField", "DateTimeField", "CharField", "BigIntegerField", "IntegerField",
    }  # fmt: skip
