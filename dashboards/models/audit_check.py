"""What was found when every seal of the audit trail was recomputed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditCheck(models.Model):
    """One run of ``audit verify``. The next run looks for its head: whoever cuts the trail off loses it."""

    finished_at = models.DateTimeField(_("finished"))
    seconds = models.FloatField(_("seconds it took"))
    number = models.BigIntegerField(_("newest seal"), default=0)
    digest = models.CharField(_("head"), max_length=64, blank=True)
    broken = models.PositiveIntegerField(_("places that do not fit"))
    findings = models.JSONField(
        _("findings"), default=list, help_text=_("The first of them: numbers of entries and seals, no names.")
    )

    class Meta:
        verbose_name = _("check of the audit trail")
        verbose_name_plural = _("checks of the audit trail")
        ordering = ["-finished_at", "-pk"]
        default_permissions = ["view"]
        permissions = [("run_audit_verify", _("Can have the audit trail checked now"))]
        indexes = [models.Index(fields=["-finished_at", "-id"], name="audit_check_newest")]

    def __str__(self):
        return f"{self.finished_at:%Y-%m-%d %H:%M}: {self.broken}"
