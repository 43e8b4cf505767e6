"""
Where references, record numbers and keys take their chance from.

From the system, which nobody can guess. Only while demo data are made is it a
source that draws the same again, and that is refused where a clinic's own
people could be in the database.
"""

import random
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SYSTEM = secrets.SystemRandom()
_source: ContextVar[random.Random | None] = ContextVar("chance", default=None)


def chance() -> random.Random:
    """Return the source to draw from."""
    return _source.get() or SYSTEM


def new_key() -> uuid.UUID:
    """Return a random UUID, version 4."""
    return uuid.UUID(int=chance().getrandbits(128), version=4)


@contextmanager
def repeatable(source: random.Random) -> Iterator[None]:
    """Draw from ``source`` inside the ``with``. Raises ``ImproperlyConfigured`` outside the demo."""
    if not settings.DEMO_ACCOUNTS_ALLOWED:
        raise ImproperlyConfigured("References that can be guessed belong to demo data only.")
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)
