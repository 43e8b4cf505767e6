"""Settings an administrator may change: one typed row per app, remembered by each process for a minute."""

import time

from django.db import models

REMEMBERED_SECONDS = 60

remembered: dict[type[models.Model], tuple[float, models.Model]] = {}
"""When each row was last read, and what was there."""


class SettingsRow(models.Model):
    """
    A table with at most one row.

    ``load()`` never writes: without a row it returns the defaults. Policies ask
    it for every line of a list, so the answer is kept in the process and not in
    the cache, which may be a table itself. A saved change is seen by every
    process within ``REMEMBERED_SECONDS``.
    """

    singleton = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        remembered.pop(type(self), None)

    @classmethod
    def load(cls):
        """Return the row, or an unsaved one with the defaults. All who ask share it: it is read, never changed."""
        read_at, row = remembered.get(cls, (0.0, None))
        if row is None or time.monotonic() - read_at >= REMEMBERED_SECONDS:
            row = cls._default_manager.first() or cls()
            remembered[cls] = time.monotonic(), row
        return row
