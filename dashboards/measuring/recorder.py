"""
The recorder of this process: what it measured, in memory, until it is added to the tables.

GET writes nothing: a request only counts here. ``write`` is called by the
thread of a server (``measuring.flushing``), by the worker between its turns,
and by tests. What a table did not take is kept and tried again.
"""

import logging
import threading
import time

from django.conf import settings
from django.db import transaction

from dashboards.measuring.adding import HOUR, add_up, hour_of
from dashboards.measuring.histogram import step_of
from dashboards.measuring.names_in_words import without_names
from dashboards.measuring.tally import Tally
from dashboards.models import SearchMetric, SlowStatement, SystemMetric

log = logging.getLogger(__name__)

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
OTHER = "OTHER"
"""Anything may be sent as a method; a key of the table is one of few."""


class Recorder:
    """Counts what happens in one process. ``clock`` gives seconds since 1970."""

    def __init__(self, *, clock=time.time):
        self.clock = clock
        self.begin_anew()

    def begin_anew(self):
        """Have nothing counted, and every lock free."""
        self.system, self.statements, self.searches = Tally(), Tally(), Tally()
        self.tables = ((SystemMetric, self.system), (SlowStatement, self.statements), (SearchMetric, self.searches))
        self.writing = threading.Lock()

    # --- Counting: in the request, so no more than a few additions ------------------------------------
    def page(self, *, name, method, status, seconds, queries=0):
        """Count an answer; ``name`` is that of its URL, empty where the address is none of ours."""
        method = method if method in METHODS else OTHER
        key = (self._hour(), SystemMetric.Kind.PAGE.value, name, method, status // 100, step_of(seconds))
        self.system.add(key, 1, int(seconds * 1_000_000), queries)

    def duty(self, *, name, seconds, failed=False):
        """Count a run of a duty of the worker, where this installation is measured."""
        if not settings.MEASURING:
            return
        key = (self._hour(), SystemMetric.Kind.DUTY.value, name, "", 5 if failed else 2, step_of(seconds))
        self.system.add(key, 1, int(seconds * 1_000_000), 0)

    def slow(self, *, name, digest, statement, seconds):
        """Count a statement that took the database long, on the page ``name``."""
        self.statements.add((self._hour(), name, digest, statement), 1, int(seconds * 1_000_000))

    def search(self, asked):
        """Count a search, a ``scheduling.search.asked.Asked``, where this installation is measured."""
        if settings.MEASURING:
            self.searches.add((self._hour(), *asked), 1)

    def _hour(self):
        return int(self.clock()) // HOUR

    # --- Writing -------------------------------------------------------------------------------------
    @property
    def has_something(self):
        return any(tally.sums for _model, tally in self.tables)

    def write(self):
        """
        Add everything to the tables, in one short transaction; return whether that worked.

        Nothing is lost that memory has room for. Where the database took it and
        the answer was lost on the way, it is counted twice: these are figures, not facts.
        """
        with self.writing:
            taken = [(model, tally, tally.take()) for model, tally in self.tables if tally.sums]
            if not taken:
                return True
            try:
                self._add(taken)
            except Exception as error:  # whatever it is: no request, and no duty, is to end with it
                for _model, tally, sums in taken:
                    tally.give_back(sums)
                log.warning("measurements wait: %s", type(error).__name__)
                return False
            return True

    @staticmethod
    def _add(taken):
        # Names are looked for before the transaction: SQLite's one lock is not held meanwhile.
        rows = [(model, without_names(sums) if model is SearchMetric else sums) for model, _tally, sums in taken]
        with transaction.atomic():
            for model, sums in rows:
                add_up(model, {(hour_of(hour), *rest): numbers for (hour, *rest), numbers in sums.items()})


recorder = Recorder()
"""That of this process."""
