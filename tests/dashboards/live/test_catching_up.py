"""Live streams: what a page hears that came late or comes back, and how it knows that somebody is there."""

import asyncio

import pytest
from django.db import OperationalError
from django.utils import timezone

from dashboards.live import audiences
from dashboards.live import stream as streams
from tests.dashboards.live.listening import (
    MINE,
    SETTLES,
    listening,
    run,
)

pytestmark = pytest.mark.django_db


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
