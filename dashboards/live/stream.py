"""One stream of server-sent events (WHATWG HTML 9.2): what waits in a subscription, as lines of text."""

import asyncio
import json
import logging
import random
import time

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import StreamingHttpResponse

from dashboards.live import database
from dashboards.live.audiences import Over
from dashboards.live.hub import Sign, hub
from dashboards.live.places import places

log = logging.getLogger(__name__)

COMES_BACK_AFTER_MS = 3000
GATHERS_SECONDS = 0.02
"""News come in bursts: two slots of one booking are told together."""


class Stream:
    """What a ``StreamingHttpResponse`` iterates over. Its place is given back when the response is closed."""

    def __init__(self, audience, *, after=None, since=None):
        self.audience, self.after, self.since = audience, after, since
        self.holder, most = audience.holder
        places.take(self.holder, most=most)
        self.has_place = True

    def close(self):
        if self.has_place:
            self.has_place = False
            places.give_back(self.holder)

    async def __aiter__(self):
        await database.let_go_of_the_request()
        subscription = await hub.join(self._concerns, after=self.after, since=self.since)
        try:
            async for text in self._texts(subscription):
                subscription.sending_since = time.monotonic()
                yield text
                subscription.sending_since = None
        except Over:
            yield "event: over\ndata: {}\n\n"
        except (DatabaseError, InterfaceError) as error:
            # Nobody can say whether it may go on. The browser comes back, and asks for what it missed.
            log.warning("a stream ended with the database in trouble: %s", type(error).__name__)
        finally:
            hub.leave(subscription)
            self.close()

    def _concerns(self, news):
        return self.audience.concerns(news)

    async def _texts(self, subscription):
        """Yield what to send; ends when the server does, raises ``Over`` when the audience may not listen any more."""
        yield f"retry: {COMES_BACK_AFTER_MS}\n\n"
        clock = Clock()
        while True:
            waiting = await next_of(subscription.queue, within=clock.seconds_left)
            if Sign.END in waiting:
                return
            if Sign.READ_ALL in waiting:
                yield message({"read_all": True})
            elif waiting and (told := await database.ask(self.audience.told, waiting)):
                yield message(told, key=waiting[-1].pk)
            if clock.check_is_due():
                await database.ask(self.audience.look_again)
            if clock.ping_is_due():
                yield ": still here\n\n"


class Clock:
    """When a stream has to say that it is alive, and to ask whether it still may be."""

    def __init__(self):
        now = time.monotonic()
        self.ping_at = now + settings.LIVE_PING_SECONDS
        # Streams that began together, after a restart, do not ask together.
        self.check_at = now + settings.LIVE_RECHECK_SECONDS * random.uniform(0.5, 1)  # noqa: S311 - keeps no secret

    @property
    def seconds_left(self):
        return max(0, min(self.ping_at, self.check_at) - time.monotonic())

    def ping_is_due(self):
        if time.monotonic() < self.ping_at:
            return False
        self.ping_at = time.monotonic() + settings.LIVE_PING_SECONDS
        return True

    def check_is_due(self):
        if time.monotonic() < self.check_at:
            return False
        self.check_at = time.monotonic() + settings.LIVE_RECHECK_SECONDS
        return True


async def next_of(queue, *, within):
    """Return what waits, and what comes right behind it; nothing when nothing came ``within`` seconds."""
    try:
        async with asyncio.timeout(within):
            first = await queue.get()
    except TimeoutError:
        return []
    await asyncio.sleep(GATHERS_SECONDS)
    return [first, *(queue.get_nowait() for _more in range(queue.qsize()))]


def message(data, *, key=None):
    """Return the lines of one event; ``key`` is what the browser names when it comes back."""
    number = f"id: {key}\n" if key else ""
    return f"{number}data: {json.dumps(data, separators=(',', ':'))}\n\n"


def streaming(stream):
    """Return the response. No proxy may keep it, change it, or wait for more before it passes it on."""
    return StreamingHttpResponse(
        stream,
        content_type="text/event-stream; charset=utf-8",
        headers={"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"},
    )
