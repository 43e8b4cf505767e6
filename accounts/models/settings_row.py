"""Settings an administrator may change: one typed row per app, remembered by each process for a minute."""

from django.db import models

from accounts.remembering import forget, remembered


class SettingsRow(models.Model):
    """
    A table with at most one row.

    ``load()`` never writes: without a row it returns the defaults. Policies ask
    it for every line of a list. A saved change is seen here at once, and by
    every process within a minute.
    """

    singleton = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        forget(type(self))

    @classmethod
    def load(cls):
        """Return the row, or an unsaved one with the defaults. All who ask share it: it is read, never changed."""
        return remembered(cls, lambda: cls._default_manager.first() or cls())
