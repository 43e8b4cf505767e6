"""What each process may remember for a minute: answers that change seldom and are asked for on every line of a page."""

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Answer = TypeVar("Answer")

REMEMBERED_SECONDS = 60

_answers: dict[Hashable, tuple[float, Any]] = {}


def remembered(key: Hashable, ask: Callable[[], Answer]) -> Answer:
    """
    Return what ``ask`` answers, asked anew once the answer under ``key`` is ``REMEMBERED_SECONDS`` old.

    Kept in the process and not in the cache, which may be a table itself. All
    who ask share the answer: it is read, never changed.
    """
    if key in _answers:
        asked_at, answer = _answers[key]
        if time.monotonic() - asked_at < REMEMBERED_SECONDS:
            return answer
    answer = ask()
    _answers[key] = time.monotonic(), answer
    return answer


def forget(key: Hashable) -> None:
    """Ask anew next time; other processes do so within ``REMEMBERED_SECONDS``."""
    _answers.pop(key, None)


def forget_everything() -> None:
    _answers.clear()
