"""Settings an administrator may change: one typed row per app, read through the cache."""

from django.core.cache import cache
from django.db import models


class SettingsRow(models.Model):
    """
    A table with at most one row.

    ``load()`` never writes: without a row it returns the defaults. A saved
    change is seen by every process within ``CACHE_SECONDS``, at once where the
    cache is shared.
    """

    CACHE_SECONDS = 60

    singleton = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        cache.delete(self._cache_key())

    @classmethod
    def _cache_key(cls):
        return f"settings-row:{cls._meta.label_lower}"

    @classmethod
    def load(cls):
        """Return the row, or an unsaved one with the defaults."""
        row = cache.get(cls._cache_key())
        if row is None:
            row = cls._default_manager.first() or cls()
            cache.set(cls._cache_key(), row, cls.CACHE_SECONDS)
        return row
