"""How long people waited, for their visit and for an answer, counted by day: what the analytics read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Doctor
from scheduling.models import Clinic, VisitType


class WaitMetric(models.Model):
    """
    How many of the appointments of one day waited about so long; rebuilt from them at any time.

    ``day`` is that of the appointment, as in ``DailyMetric``, whenever it was booked or
    answered. What a ``step`` stands for, ``analytics.steps`` says for each kind.
    """

    class Kind(models.TextChoices):
        LEAD = "lead", _("Days from booking to a visit that was due")
        ANSWER = "answer", _("Hours from a request to its answer")
        IN_TIME = "in_time", _("Requests by whether the answer came within one working day")

    day = models.DateField(_("date"))
    kind = models.CharField(_("what was counted"), max_length=8, choices=Kind)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+", db_index=False)
    doctor = models.ForeignKey(Doctor, on_delete=models.CASCADE, related_name="+", db_index=False)
    visit_type = models.ForeignKey(VisitType, on_delete=models.CASCADE, related_name="+", db_index=False)
    step = models.PositiveSmallIntegerField(_("step"))
    number = models.PositiveIntegerField(_("how many"))

    class Meta:
        verbose_name = _("metric of waits")
        verbose_name_plural = _("metrics of waits")
        ordering = ["day"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["day", "kind", "clinic", "doctor", "visit_type", "step"],
                name="wait_metric_once",
                violation_error_message=_("This day is already counted."),
            )
        ]

    def __str__(self):
        return f"{self.day} {self.kind} {self.step}: {self.clinic_id}, {self.doctor_id}, {self.visit_type_id}"
