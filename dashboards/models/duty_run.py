"""Who runs which periodic duty, and until when the others leave it alone."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DutyRun(models.Model):
    """
    One row per duty of the worker; claimed by a conditional UPDATE with a lease.

    Any number of workers on any hosts may run: whoever changes the row runs the duty.
    """

    duty = models.CharField(_("duty"), max_length=60, unique=True)
    due_at = models.DateTimeField(_("due"))
    lease_until = models.DateTimeField(_("taken until"), null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    last_started_at = models.DateTimeField(_("last started"), null=True, blank=True)
    last_finished_at = models.DateTimeField(_("last finished"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    last_result = models.CharField(_("last result"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["duty"]

    def __str__(self):
        return self.duty
