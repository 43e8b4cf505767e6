"""How long somebody new would have waited, morning by morning. ``services.sampling_access`` writes it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Doctor
from scheduling.models import Clinic


class AccessSample(models.Model):
    """
    The days from one morning to a doctor's third free first visit at a clinic; none where too few were free.

    What was free on a morning that has passed is written nowhere else: unlike a
    metric, a sample cannot be counted again.
    """

    day = models.DateField(_("date"))
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+", db_index=False)
    doctor = models.ForeignKey(Doctor, on_delete=models.CASCADE, related_name="+", db_index=False)
    days = models.PositiveSmallIntegerField(_("days to the third free first visit"), null=True, blank=True)

    class Meta:
        verbose_name = _("morning's sample of waits")
        verbose_name_plural = _("mornings' samples of waits")
        ordering = ["day"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["day", "clinic", "doctor"],
                name="access_sample_once",
                violation_error_message=_("This morning is already looked at."),
            )
        ]

    def __str__(self):
        return f"{self.day}: {self.clinic_id}, {self.doctor_id}"
