"""What an administrator may set about booking."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import SettingsRow


class BookingSettings(SettingsRow):
    """Caps on bookings, and how long a decision can be undone."""

    requests_per_patient = models.PositiveSmallIntegerField(_("unanswered requests of one patient"), default=3)
    active_per_patient = models.PositiveSmallIntegerField(_("coming appointments of one patient"), default=6)
    active_per_account = models.PositiveSmallIntegerField(_("coming appointments made by one account"), default=12)
    undo_seconds = models.PositiveSmallIntegerField(
        _("seconds a decision can be undone"), default=60, validators=[MaxValueValidator(600)]
    )
    no_show_grace_minutes = models.PositiveSmallIntegerField(
        _("minutes after the start before somebody counts as missed"), default=10, validators=[MinValueValidator(0)]
    )
    draft_hours = models.PositiveSmallIntegerField(_("hours a half-filled booking is kept"), default=24)
    has_own_texts = models.BooleanField(default=False, editable=False)
    """Whether any ``MessageText`` exists: as long as none does, writing a message asks for none."""

    class Meta:
        verbose_name = _("booking settings")
        verbose_name_plural = _("booking settings")

    def __str__(self):
        return str(_("Booking settings"))
