"""What was found when every rule of time and bookings was recomputed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScheduleCheck(models.Model):
    """One run of ``check_schedule``. It owns no fact: the next run says the same of what did not change."""

    finished_at = models.DateTimeField(_("finished"))
    seconds = models.FloatField(_("seconds it took"))
    broken = models.PositiveIntegerField(_("rules broken, counted by place"))
    findings = models.JSONField(
        _("findings"), default=list, help_text=_("The first of them: the rule and where it is broken, no names.")
    )

    class Meta:
        verbose_name = _("check of the schedule")
        verbose_name_plural = _("checks of the schedule")
        ordering = ["-finished_at", "-pk"]
        default_permissions = ["view"]
        permissions = [("run_schedule_check", _("Can have the schedule checked now"))]
        indexes = [models.Index(fields=["-finished_at", "-id"], name="schedule_check_newest")]

    def __str__(self):
        return f"{self.finished_at:%Y-%m-%d %H:%M}: {self.broken}"
