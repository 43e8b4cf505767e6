"""Bookings by where they came from, and first visits, counted by day. ``analytics.rolling_up_patients`` writes it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from scheduling.models import Clinic


class PatientMetric(models.Model):
    """
    What was booked on one day at one clinic, and who was seen there that day; rebuilt from the appointments.

    A booking counts where its appointment is now. ``day`` is the date on the
    clock of the appointment's clinic.
    """

    day = models.DateField(_("date"))
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+", db_index=False)
    online = models.PositiveIntegerField(_("booked online"), default=0)
    desk = models.PositiveIntegerField(_("booked by the clinic"), default=0)
    doctor = models.PositiveIntegerField(_("booked by the doctor"), default=0)
    walk_in = models.PositiveIntegerField(_("walk-ins"), default=0)
    new_patients = models.PositiveIntegerField(_("first bookings"), default=0)
    first_visits = models.PositiveIntegerField(_("first visits"), default=0)
    returning_visits = models.PositiveIntegerField(_("visits of patients seen before"), default=0)
    counted_to = models.BigIntegerField(
        _("counted up to event"), help_text=_("The newest event there was when this day was counted.")
    )

    class Meta:
        verbose_name = _("patient metric")
        verbose_name_plural = _("patient metrics")
        ordering = ["day"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["day", "clinic"],
                name="patient_metric_once",
                violation_error_message=_("This day is already counted."),
            )
        ]
        indexes = [models.Index(fields=["counted_to"], name="patient_metric_counted_to")]

    def __str__(self):
        return f"{self.day}: {self.clinic_id}"
