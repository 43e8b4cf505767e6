"""What an administrator may set about publishing and holding time."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import SettingsRow


class SchedulingSettings(SettingsRow):
    """How far ahead slots are published, and how long a time is held."""

    horizon_days = models.PositiveSmallIntegerField(
        _("days published ahead"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(400)],
        help_text=_("How far ahead there are times at all. A visit type may offer fewer days."),
    )
    hold_minutes = models.PositiveSmallIntegerField(
        _("minutes a time is held"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("While somebody fills in a booking. Each answer holds it anew."),
    )
    longest_hold_minutes = models.PositiveSmallIntegerField(
        _("longest hold, minutes from the first"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("However many answers: after that others may have the time."),
    )
    anonymous_holds_per_address = models.PositiveSmallIntegerField(
        _("holds for one network address, signed out"),
        default=5,
        help_text=_("More people behind one address book without a hold until they sign in."),
    )

    class Meta:
        verbose_name = _("scheduling settings")
        verbose_name_plural = _("scheduling settings")
        constraints = [
            models.CheckConstraint(
                condition=Q(longest_hold_minutes__gte=F("hold_minutes")),
                name="scheduling_settings_longest_hold_not_below_hold",
                violation_error_message=_("The longest hold is at least as long as one hold."),
            )
        ]

    def __str__(self):
        return str(_("Scheduling settings"))
