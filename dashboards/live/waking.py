"""When to look for news: PostgreSQL says so by NOTIFY, SQLite by the number of its data's version."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psycopg
from django.conf import settings
from django.db import connection

from dashboards.guards import CHANNEL

log = logging.getLogger(__name__)

LOOK_EVERY = 0.1
"""Seconds between two looks at SQLite's version number, and at a PostgreSQL that cannot be listened to."""
AT_LATEST = 1.0
"""Seconds after which a listener looks even if it heard nothing: a proxy of connections may swallow what is said."""


def changes():
    """Return an endless asynchronous iterator that goes on whenever something may have changed."""
    return heard_from_postgresql() if connection.vendor == "postgresql" else seen_in_sqlite()


async def seen_in_sqlite():
    """Ask a connection of its own for `PRAGMA data_version`: it grows with every commit of another."""
    loop = asyncio.get_running_loop()
    thread = ThreadPoolExecutor(1, thread_name_prefix="live-version")
    try:
        known = None
        while True:
            version = await loop.run_in_executor(thread, data_version)
            if version != known:
                known = version
                yield
            await asyncio.sleep(LOOK_EVERY)
    finally:
        thread.submit(connection.close)
        thread.shutdown(wait=False)


def data_version():
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA data_version").fetchone()[0]


async def heard_from_postgresql():
    """Listen on a connection of its own, and look by the clock while it is away."""
    while True:
        with suppress(psycopg.Error, OSError):
            async with await psycopg.AsyncConnection.connect(**parameters(), autocommit=True) as listener:
                await listener.execute(f"LISTEN {CHANNEL}")
                yield  # for what came before
                while True:
                    async for _said in listener.notifies(timeout=AT_LATEST, stop_after=1):
                        pass
                    yield
        log.warning("nobody listens for news, looking every %s s", LOOK_EVERY)
        for _turn in range(int(5 / LOOK_EVERY)):
            yield
            await asyncio.sleep(LOOK_EVERY)


def parameters():
    """Return how Django connects, without what it sets on its own connections."""
    ours = connection.get_connection_params()
    return {name: value for name, value in ours.items() if name not in {"context", "cursor_factory"}} | {
        "connect_timeout": settings.LIVE_RECHECK_SECONDS
    }
