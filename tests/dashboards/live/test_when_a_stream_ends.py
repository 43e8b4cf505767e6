"""Live streams: when their readers hear nothing more."""

import asyncio

import pytest
from django.contrib.sessions.models import Session
from django.test import AsyncClient
from django.urls import reverse

from accounts.roles import Role
from scheduling.models import ClinicStaff
from tests.dashboards.live.listening import (
    DOCTOR,
    SETTLES,
    STAFF,
    do,
    finish,
    grow_old,
    listening,
    run,
    seen_at,
)

pytestmark = pytest.mark.django_db


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
