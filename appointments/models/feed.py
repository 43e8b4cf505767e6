"""A private address under which somebody's own calendar program reads their appointments."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CalendarFeed(models.Model):
    """
    One address, until it is stopped. Whoever has it can read; only its digest is kept, so it is shown once.

    ``last_read_at`` moves once an hour at most: it tells whether the address is in
    use, not when somebody looks at their calendar.
    """

    class Side(models.TextChoices):
        PATIENT = "patient", _("Own appointments and those of people they act for")
        DOCTOR = "doctor", _("Appointments as a doctor")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds", verbose_name=_("user")
    )
    side = models.CharField(_("what it holds"), max_length=7, choices=Side)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"))
    last_read_at = models.DateTimeField(_("last read"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("stopped"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "side"],
                condition=Q(revoked_at__isnull=True),
                name="calendar_feed_one_at_a_time",
                violation_error_message=_("There is a calendar address already."),
            )
        ]

    def __str__(self):
        return f"{self.side} feed {self.pk}"
