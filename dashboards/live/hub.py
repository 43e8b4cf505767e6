"""One reader of news for each server process, and the streams it hands them to."""

import asyncio
import logging
import time
from contextlib import aclosing
from enum import Enum

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from dashboards.live import database, waking
from dashboards.live.memory import KEPT_EVENTS, Memory
from dashboards.live.news import AT_ONCE, NewsReader, StartedOver

log = logging.getLogger(__name__)

WAITING_MOST = 100
"""How many events may wait for one stream: whoever is further behind is let go, and comes back for the rest."""
TROUBLE_SECONDS = 1.0


class Sign(Enum):
    """What a stream is told beside news."""

    READ_ALL = "what came meanwhile is not known any more: the page reads itself anew"
    END = "the server stops"


class Subscription:
    """What waits for one stream. ``sending_since`` is set while the client takes what was sent."""

    def __init__(self, concerns):
        self.concerns = concerns
        self.queue = asyncio.Queue(WAITING_MOST)
        self.task = asyncio.current_task()
        self.sending_since = None

    def put(self, item):
        try:
            self.queue.put_nowait(item)
        except asyncio.QueueFull:
            self.drop()

    def drop(self):
        """End the stream from outside: it may be stuck in a client that reads nothing."""
        log.info("a stream that was too slow was let go")
        self.task.cancel()

    def is_stuck(self):
        return self.sending_since is not None and time.monotonic() - self.sending_since > settings.LIVE_SLOW_SECONDS


class Hub:
    """Reads while anybody listens. Lives in the one event loop of its process."""

    def __init__(self):
        self.subscriptions = set()
        self.memory = Memory()
        self.has_begun = None
        self.tasks = []

    async def join(self, concerns, *, after=None, since=None):
        """
        Return a subscription to the news for which ``concerns(news)`` is true.

        With ``after`` (the number of the last one a page knows) or ``since`` (the instant it was made), what
        came since then waits in it already.
        """
        subscription = Subscription(concerns)
        self.subscriptions.add(subscription)
        try:
            if not self.tasks:
                self._start()
            await self.has_begun.wait()
        except BaseException:
            self.leave(subscription)
            raise
        self._catch_up(subscription, after=after, since=since)
        return subscription

    def leave(self, subscription):
        self.subscriptions.discard(subscription)
        if not self.subscriptions:
            for task in self.tasks:
                task.cancel()
            self.tasks = []

    def end_all(self):
        """Let every stream end by itself; the pages come back to the next server."""
        self._tell_all(Sign.END)

    def _start(self):
        self.has_begun = asyncio.Event()
        self.tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._watch())]

    def _catch_up(self, subscription, *, after, since):
        if after is None and since is None:
            return
        missed = self.memory.since(since) if after is None else self.memory.after(after)
        mine = missed and [news for news in missed if subscription.concerns(news)]
        if mine is None or len(mine) > WAITING_MOST // 2:
            mine = [Sign.READ_ALL]
        for item in mine:
            subscription.put(item)

    async def _read(self):
        """Read what is new whenever there may be something. Trouble with the database passes."""
        reader = NewsReader()
        while True:
            try:
                if reader.last is None:
                    self.memory = Memory(await database.ask(reader.begin, KEPT_EVENTS))
                    self.has_begun.set()
                async with aclosing(waking.changes()) as wakes:
                    async for _wake in wakes:
                        is_there_more = True
                        while is_there_more:
                            news = await database.ask(reader.read)
                            self._hand_out(news)
                            is_there_more = len(news) >= AT_ONCE
            except StartedOver:
                reader = NewsReader()
                self._tell_all(Sign.READ_ALL)
            except (DatabaseError, InterfaceError) as error:
                log.warning("live news wait for the database: %s", type(error).__name__)
                await asyncio.sleep(TROUBLE_SECONDS)
            except Exception:
                log.exception("reading live news failed")
                await asyncio.sleep(TROUBLE_SECONDS)

    def _hand_out(self, news):
        self.memory.add(news)
        for event in news:
            for subscription in list(self.subscriptions):
                if subscription.concerns(event):
                    subscription.put(event)

    def _tell_all(self, sign):
        for subscription in list(self.subscriptions):
            subscription.put(sign)

    async def _watch(self):
        while True:
            await asyncio.sleep(settings.LIVE_SLOW_SECONDS / 4)
            for subscription in list(self.subscriptions):
                if subscription.is_stuck():
                    subscription.drop()


hub = Hub()
