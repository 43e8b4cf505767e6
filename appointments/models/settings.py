"""What an administrator may set about booking."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import SettingsRow


class BookingSettings(SettingsRow):
    """Whether patients book online, caps on that, and how long a decision can be undone."""

    online_booking_open = models.BooleanField(
        _("patients book online"),
        default=True,
        help_text=_(
            "Switched off, nobody books or moves online; whoever is at it is told why and loses nothing."
            " Cancelling, offered times and the front desk go on."
        ),
    )
    closed_words = models.CharField(
        _("what patients read while it is off"),
        max_length=200,
        blank=True,
        help_text=_("Left empty: “Online booking is paused at the moment”, with the help phone."),
    )
    requests_per_patient = models.PositiveSmallIntegerField(
        _("unanswered requests of one patient"),
        default=3,
        validators=[MinValueValidator(1)],
        help_text=_("Whoever has so many waiting asks for no more online."),
    )
    active_per_patient = models.PositiveSmallIntegerField(
        _("coming appointments of one patient"),
        default=6,
        validators=[MinValueValidator(1)],
        help_text=_("The most one patient may have ahead, requests among them."),
    )
    active_per_account = models.PositiveSmallIntegerField(
        _("coming appointments made by one account"),
        default=12,
        validators=[MinValueValidator(1)],
        help_text=_("For families: what one account may have booked for everybody. Not less than for one patient."),
    )
    answer_hours_before_start = models.PositiveSmallIntegerField(
        _("hours before the start by which a request is answered"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(72)],
        help_text=_("A request ends then, or with the clinic's next working day, whichever is sooner."),
    )
    undo_seconds = models.PositiveSmallIntegerField(
        _("seconds a decision can be undone"),
        default=60,
        validators=[MaxValueValidator(600)],
        help_text=_("So long the time is held and the news waits."),
    )
    no_show_grace_minutes = models.PositiveSmallIntegerField(
        _("minutes after the start before somebody counts as missed"),
        default=10,
        validators=[MinValueValidator(0)],
        help_text=_("Before that nobody can be marked as missed."),
    )
    draft_hours = models.PositiveSmallIntegerField(
        _("hours a half-filled booking is kept"),
        default=24,
        validators=[MinValueValidator(1)],
        help_text=_("For whoever comes back to it; its time is held for minutes only."),
    )
    has_own_texts = models.BooleanField(default=False, editable=False)
    """Whether any ``MessageText`` exists: as long as none does, writing a message asks for none."""

    class Meta:
        verbose_name = _("booking settings")
        verbose_name_plural = _("booking settings")
        constraints = [
            models.CheckConstraint(
                condition=Q(active_per_account__gte=F("active_per_patient")),
                name="booking_settings_account_not_below_patient",
                violation_error_message=_("One account may have at least as many appointments as one patient."),
            )
        ]

    def __str__(self):
        return str(_("Booking settings"))
