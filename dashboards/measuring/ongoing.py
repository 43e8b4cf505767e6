"""
What a request asks the database meanwhile: how many queries, and which of them took long.

One wrapper stays on every connection of a measured process and looks at a
context variable: whoever is being measured set it. Outside of a request, in
commands and threads, nothing is kept.
"""

import hashlib
import re
import time
from contextvars import ContextVar

from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created

from dashboards.measuring.recorder import recorder

MOST_KEPT = 20
"""Slow statements of one request: a page that asks a thousand slow ones is known by twenty."""
LONGEST_TEXT = 2000

LITERALS = re.compile(r"'(?:[^']|'')*'|(?<![\w\"$])-?\d+(?:\.\d+)?\b")
LISTS = re.compile(r"\((?:\s*%s\s*,)+\s*%s\s*\)")

current: ContextVar["Ongoing | None"] = ContextVar("measured", default=None)


class Ongoing:
    """A request on its way."""

    __slots__ = ("began", "queries", "slow")

    def __init__(self):
        self.queries, self.slow = 0, []
        self.began = time.perf_counter()

    def end(self, *, name, method, status):
        """Count it, and what was slow in it."""
        seconds = time.perf_counter() - self.began
        recorder.page(name=name, method=method, status=status, seconds=seconds, queries=self.queries)
        for sql, took in self.slow:
            text = without_values(sql)
            digest = hashlib.sha256(text.encode()).hexdigest()[:32]
            recorder.slow(name=name, digest=digest, statement=text, seconds=took)


class Watching:
    """Counts the queries of whoever is measured. Callable as Django's wrappers of ``execute`` are."""

    def __init__(self):
        self.slow_from = settings.SLOW_STATEMENT_SECONDS

    def __call__(self, run, sql, params, many, context):
        ongoing = current.get()
        if ongoing is None:
            return run(sql, params, many, context)
        began = time.perf_counter()
        try:
            return run(sql, params, many, context)
        finally:
            took = time.perf_counter() - began
            ongoing.queries += 1
            if took >= self.slow_from and len(ongoing.slow) < MOST_KEPT:
                ongoing.slow.append((str(sql), took))


def watch_connections():
    """Put the wrapper on every connection, those there are and those to come; once, however often it is called."""
    connection_created.connect(watch, dispatch_uid="dashboards.measuring")
    for connection in connections.all(initialized_only=True):
        watch(connection=connection)


def watch(*, connection, **_signal):
    if not any(isinstance(wrapper, Watching) for wrapper in connection.execute_wrappers):
        connection.execute_wrappers.append(Watching())


def without_values(sql):
    """Return the text of a statement without any value: parameters never were in it, what is written there goes."""
    text = " ".join(LITERALS.sub("?", sql).split())
    return LISTS.sub("(%s, …)", text)[:LONGEST_TEXT]
