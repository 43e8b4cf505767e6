"""The newest events, for pages that were away for a moment."""

import datetime as dt
from collections import deque

from django.utils import timezone

KEPT_EVENTS = 1000
KEPT_FOR = dt.timedelta(hours=1)
"""How long the worker leaves events in their table."""


class Memory:
    """Events in the order in which they were handed out, so that opening a stream asks the database nothing."""

    def __init__(self, past=()):
        self.events = deque(past, maxlen=KEPT_EVENTS)
        self.reaches_back_to = timezone.now() - KEPT_FOR

    def add(self, news):
        self.events.extend(news)
        if len(self.events) == KEPT_EVENTS:
            self.reaches_back_to = self.events[0].at

    def after(self, key):
        """Return what came after the event ``key``; ``None`` where that is not known any more."""
        known = [event.pk for event in self.events]
        if key not in known:
            return None
        return list(self.events)[known.index(key) + 1 :]

    def since(self, moment):
        """Return what came since ``moment``; ``None`` where that is not known any more."""
        if moment < self.reaches_back_to:
            return None
        return [event for event in self.events if event.at >= moment]
