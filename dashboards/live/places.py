"""How many streams may be open: per person, per network address, and in one server process."""

import threading
from collections import Counter

from django.conf import settings


class NoPlace(Exception):
    """There are enough streams open. ``is_ours``: it is the server that is full, not the person."""

    def __init__(self, *, is_ours):
        super().__init__()
        self.is_ours = is_ours


class Places:
    """Counts open streams. Requests are answered in threads, so a lock keeps the count."""

    def __init__(self):
        self.taken = Counter()
        self.lock = threading.Lock()

    def take(self, holder, *, most):
        """Count one more stream of ``holder``, who may have ``most``; raises ``NoPlace``."""
        with self.lock:
            if self.taken.total() >= settings.LIVE_STREAMS_PER_PROCESS:
                raise NoPlace(is_ours=True)
            if self.taken[holder] >= most:
                raise NoPlace(is_ours=False)
            self.taken[holder] += 1

    def give_back(self, holder):
        with self.lock:
            self.taken[holder] -= 1
            self.taken += Counter()  # forgets who has none


places = Places()
