"""Asking the database from an event loop: in a thread, and without keeping a connection."""

from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import sync_to_async
from django.db import connections

THREADS = ThreadPoolExecutor(2, thread_name_prefix="live")
"""Few, so that hundreds of streams asking whether they may go on never crowd out the requests of the process."""


async def ask(question, *arguments):
    """Return what ``question`` returns, run in one of few threads; its connection is given back."""
    return await sync_to_async(_asked, thread_sensitive=False, executor=THREADS)(question, *arguments)


def _asked(question, *arguments):
    try:
        return question(*arguments)
    finally:
        let_go()


async def let_go_of_the_request():
    """Give back the connection that answering the request took: a stream is open for hours and holds none."""
    await sync_to_async(let_go)()


def let_go():
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:  # inside a caller's transaction the connection is the caller's
            connection.close()
