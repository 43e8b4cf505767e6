"""A set of stretches of time that answers quickly whether another one touches it or lies within it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Any


class Stretches:
    """
    Half-open stretches ``[start, end)`` of instants or of minutes; those that meet are one.

    Built once, never changed.
    """

    __slots__ = ("ends", "starts")

    def __init__(self, stretches: Iterable[tuple[Any, Any]] = ()) -> None:
        self.starts: list[Any] = []
        self.ends: list[Any] = []
        for start, end in sorted(stretches):
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.starts.append(start)
                self.ends.append(end)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return zip(self.starts, self.ends, strict=True)

    def __bool__(self) -> bool:
        return bool(self.starts)

    def touch(self, start: Any, end: Any) -> bool:
        """Say whether any part of ``[start, end)`` lies in one of them."""
        last = bisect_left(self.starts, end) - 1
        return last >= 0 and self.ends[last] > start

    def cover(self, start: Any, end: Any) -> bool:
        """Say whether all of ``[start, end)`` lies in one of them."""
        last = bisect_right(self.starts, start) - 1
        return last >= 0 and self.ends[last] >= end

    def without(self, others: "Stretches") -> "Stretches":
        """Return what is left of them where none of ``others`` is."""
        left = []
        for start, end in self:
            for gone_from, gone_until in others:
                if start < gone_until and gone_from < end:
                    if start < gone_from:
                        left.append((start, gone_from))
                    start = gone_until
            if start < end:
                left.append((start, end))
        return Stretches(left)
