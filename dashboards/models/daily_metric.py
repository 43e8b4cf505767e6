"""How appointments ended, counted by day: what the analytics read. ``analytics.rolling_up`` writes it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Doctor, Specialty
from scheduling.models import Clinic, VisitType


class DailyMetric(models.Model):
    """
    How the appointments of one doctor, clinic and visit type on one day ended; rebuilt from them at any time.

    ``day`` is the date on the clock of the appointment's clinic. The keys are not
    indexed one by one: everything asked of this table is asked about days.
    """

    day = models.DateField(_("date"))
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+", db_index=False)
    doctor = models.ForeignKey(Doctor, on_delete=models.CASCADE, related_name="+", db_index=False)
    visit_type = models.ForeignKey(VisitType, on_delete=models.CASCADE, related_name="+", db_index=False)
    attended = models.PositiveIntegerField(_("attended"), default=0)
    missed = models.PositiveIntegerField(_("missed"), default=0)
    cancelled_late = models.PositiveIntegerField(_("cancelled late"), default=0)
    cancelled_in_time = models.PositiveIntegerField(_("cancelled in time"), default=0)
    attended_minutes = models.PositiveIntegerField(_("minutes attended"), default=0)
    missed_minutes = models.PositiveIntegerField(_("minutes missed"), default=0)
    given_back_minutes = models.PositiveIntegerField(_("minutes given back"), default=0)
    refilled_minutes = models.PositiveIntegerField(_("minutes booked again"), default=0)
    lost_late_minutes = models.PositiveIntegerField(_("minutes lost, called off late by patients"), default=0)
    lost_to_clinic_minutes = models.PositiveIntegerField(_("minutes lost, called off late by the clinic"), default=0)
    counted_to = models.BigIntegerField(
        _("counted up to event"), help_text=_("The newest event there was when this day was counted.")
    )

    class Meta:
        verbose_name = _("daily metric")
        verbose_name_plural = _("daily metrics")
        ordering = ["day"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "clinic", "doctor", "visit_type"],
                name="daily_metric_once",
                violation_error_message=_("This day is already counted."),
            )
        ]
        indexes = [models.Index(fields=["counted_to"], name="daily_metric_counted_to")]

    def __str__(self):
        return f"{self.day}: {self.clinic_id}, {self.doctor_id}, {self.visit_type_id}"


class HourlyMetric(models.Model):
    """
    Who came and who did not, by the hour of the day at which an appointment began.

    A row without ``specialty`` counts everybody. A doctor of two specialties is
    counted in a row of each: these are never added up.
    """

    day = models.DateField(_("date"))
    hour = models.PositiveSmallIntegerField(_("hour"))
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+", db_index=False)
    specialty = models.ForeignKey(Specialty, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    visit_type = models.ForeignKey(VisitType, on_delete=models.CASCADE, related_name="+", db_index=False)
    attended = models.PositiveIntegerField(_("attended"), default=0)
    missed = models.PositiveIntegerField(_("missed"), default=0)

    class Meta:
        verbose_name = _("hourly metric")
        verbose_name_plural = _("hourly metrics")
        ordering = ["day", "hour"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["specialty", "day", "hour", "clinic", "visit_type"],
                name="hourly_metric_once",
                violation_error_message=_("This hour is already counted."),
            ),
            models.UniqueConstraint(
                fields=["day", "hour", "clinic", "visit_type"],
                condition=Q(specialty__isnull=True),
                name="hourly_metric_once_for_all",
                violation_error_message=_("This hour is already counted."),
            ),
            models.CheckConstraint(
                condition=Q(hour__lte=23),
                name="hourly_metric_hour_of_a_day",
                violation_error_message=_("A day has the hours 0 to 23."),
            ),
        ]

    def __str__(self):
        return f"{self.day} {self.hour}: {self.clinic_id}, {self.visit_type_id}"
