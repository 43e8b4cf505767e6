"""
The thread of a server process that adds what was measured to the tables, every quarter of a minute and at the end.

It begins with the first request a process measures: commands never have one,
and a server that forks has made its children by then. Where it does fork later,
the child begins with nothing counted and no thread.
"""

import atexit
import os
import threading

from django.db import connections

from dashboards.measuring.recorder import recorder

EVERY_SECONDS = 15
AT_THE_END_WITHIN = 5


class Flushing:
    """Writes ``recorder`` from a thread of its own, while the process lasts."""

    def __init__(self, recorder, *, every=EVERY_SECONDS):
        self.recorder, self.every = recorder, every
        self.begin_anew()

    def begin_anew(self):
        self.stopping = threading.Event()
        self.beginning = threading.Lock()
        self.thread = None

    def begin(self):
        """Start the thread where there is none. Called with every request: it is one comparison as a rule."""
        if self.thread is not None:
            return
        with self.beginning:
            if self.thread is None:
                self.thread = threading.Thread(target=self._run, name="measurements", daemon=True)
                self.thread.start()
                atexit.register(self.end)

    def end(self):
        """Write once more and end the thread, within a few seconds."""
        thread, self.thread = self.thread, None
        if thread is not None:
            self.stopping.set()
            thread.join(AT_THE_END_WITHIN)

    def _run(self):
        while not self.stopping.wait(self.every):
            self._write()
        self._write()

    def _write(self):
        try:
            self.recorder.write()
        finally:
            connections.close_all()  # of this thread; between two writings it holds none

    def forget(self):
        """Begin anew in a child: threads and locks of the parent mean nothing there, its counts are its own."""
        self.recorder.begin_anew()
        self.begin_anew()


flushing = Flushing(recorder)
os.register_at_fork(after_in_child=flushing.forget)
