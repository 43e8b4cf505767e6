"""Streams in tests: a request as uvicorn would make it, on the connection of the test, and the lines it is sent."""

import asyncio
import json
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import AsyncClient
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from accounts.session_limits import SEEN_AT
from scheduling.models import ClinicStaff
from tests.factories import UserFactory

MINE, TIMES, DOCTOR, STAFF = (reverse(f"live:{name}") for name in ("appointments", "times", "doctor", "staff"))
PATIENCE = 5
SETTLES = 0.3


def run(scenario):
    """Run an ``async`` scenario so that what it asks of the database happens in the test's own thread."""
    return async_to_sync(scenario)()


async def in_the_tests_thread(question, *arguments):
    """Stand in for ``database.ask``: the test's transaction is only seen on the test's connection."""
    return await sync_to_async(question, thread_sensitive=True)(*arguments)


async def every_moment():
    """Stand in for what wakes the reader."""
    while True:
        yield
        await asyncio.sleep(0.01)


class Listener:
    """A page that listens: collects what its stream says."""

    def __init__(self, response):
        self.response = response
        self.texts = []
        self.ended = False
        self.task = asyncio.create_task(self._read())

    async def _read(self):
        async for part in self.response.streaming_content:
            self.texts.append(part.decode())
        self.ended = True

    @property
    def told(self):
        """What the events carried, in order."""
        lines = "".join(self.texts).splitlines()
        return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]

    @property
    def text(self):
        return "".join(self.texts)

    async def hears(self, condition):
        """Wait until ``condition(self)`` holds; fails when it never does."""
        async with asyncio.timeout(PATIENCE):
            while not condition(self):
                await asyncio.sleep(0.01)

    async def leave(self):
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task
        await finish(self.response)


@sync_to_async
def finish(response):
    """End a response as the server does, but for the connection: that is the test's."""
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)


@asynccontextmanager
async def listening(path, user=None, **headers):
    """Open a stream as ``user``; what is inside may change what it will."""
    client = AsyncClient()
    if user is not None:
        await client.aforce_login(user)
    response = await client.get(path, headers=headers)
    assert response.status_code == 200, response.status_code
    listener = Listener(response)
    await listener.hears(lambda page: page.texts)
    listener.client = client
    try:
        yield listener
    finally:
        await listener.leave()


do = sync_to_async
"""Something of the house, called from a scenario."""


@asynccontextmanager
async def contexts(doors):
    """Open a stream for each ``(path, user)``."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(listening(path, user)) for path, user in doors]


def somebody(role=Role.ADMINISTRATOR, group=None, clinic=None, **more):
    user = UserFactory(role=role, **more)
    if group:
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    if clinic:
        ClinicStaff.objects.create(user=user, clinic=clinic)
    return user


def seen_at():
    (session,) = Session.objects.all()
    return session.get_decoded()[SEEN_AT]


def grow_old(seconds):
    """Let the last request of the one session be so long ago."""
    (session,) = Session.objects.all()
    data = session.get_decoded() | {SEEN_AT: int(timezone.now().timestamp()) - seconds}
    Session.objects.filter(pk=session.pk).update(session_data=Session.objects.encode(data))
