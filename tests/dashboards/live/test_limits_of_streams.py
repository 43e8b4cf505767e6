"""Live streams: how many there are, how slow one may be, and what is answered where there is none."""

import asyncio
import json

import pytest
from django.utils import timezone

from appointments.services.cancelling import cancel
from dashboards.live.hub import WAITING_MOST, Hub
from dashboards.models import LiveEvent
from tests.dashboards.live.listening import (
    DOCTOR,
    MINE,
    TIMES,
    do,
    finish,
    listening,
    run,
)

pytestmark = pytest.mark.django_db


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
