"""What an administrator may set about publishing and holding time."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import SettingsRow


class SchedulingSettings(SettingsRow):
    """How far ahead slots are published, and how long a time is held."""

    horizon_days = models.PositiveSmallIntegerField(
        _("days published ahead"), default=90, validators=[MinValueValidator(1), MaxValueValidator(400)]
    )
    hold_minutes = models.PositiveSmallIntegerField(
        _("minutes a time is held"), default=10, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    longest_hold_minutes = models.PositiveSmallIntegerField(
        _("longest hold, minutes from the first"), default=30, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    anonymous_holds_per_address = models.PositiveSmallIntegerField(
        _("holds for one network address, signed out"), default=5
    )

    class Meta:
        verbose_name = _("scheduling settings")
        verbose_name_plural = _("scheduling settings")

    def __str__(self):
        return str(_("Scheduling settings"))
