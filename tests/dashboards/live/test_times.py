"""Live streams of free times: what is taken, and that something came free."""

import datetime as dt

import pytest
from django.utils import timezone

from scheduling.models import TimeSlot
from scheduling.services.holding import hold, let_go
from tests.dashboards.live.listening import (
    TIMES,
    do,
    listening,
    run,
)
from tests.factories import DoctorFactory, WorkingHoursFactory

pytestmark = pytest.mark.django_db


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
