"""The newest events, for pages that were away for a moment."""

import datetime as dt
from collections import deque

from django.utils import timezone

KEPT_EVENTS = 1000
KEPT_FOR = dt.timedelta(hours=1)
"""How long the worker leaves events in their table."""


class Memory:
    """
    Events in the order in which they were handed out, so that opening a stream asks the database nothing.

    Each with the instant it became known here: that lies behind the end of its transaction, and ``at`` before it.
    """

    def __init__(self, past=()):
        self.entries = deque(((event.at, event) for event in past), maxlen=KEPT_EVENTS)
        self.reaches_back_to = timezone.now() - KEPT_FOR

    def add(self, news):
        now = timezone.now()
        self.entries.extend((now, event) for event in news)
        if len(self.entries) == KEPT_EVENTS:
            self.reaches_back_to = self.entries[0][0]

    def after(self, key):
        """Return what came after the event ``key``; ``None`` where that is not known any more."""
        events = [event for _known_since, event in self.entries]
        places = [place for place, event in enumerate(events) if event.pk == key]
        return events[places[0] + 1 :] if places else None

    def since(self, moment):
        """Return what became known since ``moment``; ``None`` where that is not known any more."""
        if moment < self.reaches_back_to:
            return None
        return [event for known_since, event in self.entries if known_since >= moment]
