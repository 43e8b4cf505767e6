"""Settings an administrator may change: one typed row per app, remembered by each process until one is changed."""

from django.db import models
from django.db.models import F

from accounts.remembering import forget, remembered


class SettingsGeneration(models.Model):
    """
    How often settings were changed. The one row other processes look at, see ``accounts.settings_news``.

    It grows in the transaction of the change: who sees the new number sees the new settings.
    """

    singleton = models.BooleanField(default=True, unique=True, editable=False)
    number = models.PositiveBigIntegerField(default=0, editable=False)

    def __str__(self):
        return str(self.number)

    @classmethod
    def grow(cls):
        """Say that something was changed. One statement, three for the first change there is."""
        if not cls.objects.update(number=F("number") + 1):
            cls.objects.get_or_create(defaults={"number": 1})


class SettingsRow(models.Model):
    """
    A table with at most one row.

    ``load()`` never writes: without a row it returns the defaults. Policies ask
    it for every line of a list. A saved change is seen here at once, and by the
    other processes as soon as they look for news (``accounts.settings_news``).
    """

    singleton = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        SettingsGeneration.grow()
        forget(type(self))

    @classmethod
    def load(cls):
        """Return the row, or an unsaved one with the defaults. All who ask share it: it is read, never changed."""
        return remembered(cls, lambda: cls._default_manager.first() or cls())
