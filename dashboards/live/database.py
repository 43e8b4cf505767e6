"""Asking the database from an event loop: in few threads, so that few connections serve hundreds of streams."""

from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import sync_to_async
from django.db import DatabaseError, InterfaceError, connections

THREADS = ThreadPoolExecutor(2, thread_name_prefix="live")
"""Few, so that streams asking whether they may go on never crowd out requests. Each keeps its connection."""


async def ask(question, *arguments):
    """Return what ``question`` returns, run in one of the threads."""
    return await sync_to_async(_asked, thread_sensitive=False, executor=THREADS)(question, *arguments)


def _asked(question, *arguments):
    try:
        return question(*arguments)
    except (DatabaseError, InterfaceError):
        let_go()  # it may be broken; the next question opens another
        raise


async def let_go_of_the_request():
    """Give back the connection that answering the request took: a stream is open for hours and holds none."""
    await sync_to_async(let_go)()


def let_go():
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:  # inside a caller's transaction the connection is the caller's
            connection.close()
