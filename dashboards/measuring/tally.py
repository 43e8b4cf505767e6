"""Sums by key in the memory of a process, of which there are never too many."""

import threading
from dataclasses import dataclass, field

MOST_KEYS = 20_000
"""Of each table: an hour of a busy clinic has some hundreds. Beyond, what is new is left out, and that is counted."""


@dataclass
class Tally:
    """
    Sums of one table, by the values that tell its rows apart.

    Threads add to it while another takes it away: each does so under the lock,
    which is held for a few additions.
    """

    most: int = MOST_KEYS
    left_out: int = 0
    sums: dict[tuple, list[int]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, key: tuple, *numbers: int) -> None:
        with self.lock:
            self._add(key, numbers)

    def _add(self, key, numbers):
        known = self.sums.get(key)
        if known is not None:
            for place, number in enumerate(numbers):
                known[place] += number
        elif len(self.sums) < self.most:
            self.sums[key] = list(numbers)
        else:
            self.left_out += 1

    def take(self) -> dict[tuple, list[int]]:
        """Return all there is and begin anew."""
        with self.lock:
            taken, self.sums = self.sums, {}
        return taken

    def give_back(self, taken: dict[tuple, list[int]]) -> None:
        """Add what could not be written to what came meanwhile."""
        with self.lock:
            for key, numbers in taken.items():
                self._add(key, numbers)
