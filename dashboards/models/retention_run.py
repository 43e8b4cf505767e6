"""What went because it was kept long enough, night by night."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionRun(models.Model):
    """
    One run of the retention rules. ``rows`` says how many of each table went, and names nobody.

    It is begun before anything goes and counted in the transaction in which
    something does: what a killed run did is in it, and it has no end.
    """

    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    rows = models.JSONField(_("rows that went"), default=dict)
    failed = models.JSONField(_("tables it failed for"), default=list)

    class Meta:
        verbose_name = _("retention run")
        verbose_name_plural = _("retention runs")
        ordering = ["-started_at", "-pk"]
        default_permissions = []
        indexes = [models.Index(fields=["-started_at", "-id"], name="retention_run_newest")]

    def __str__(self):
        return f"{self.started_at:%Y-%m-%d %H:%M}: {sum(self.rows.values())}"
