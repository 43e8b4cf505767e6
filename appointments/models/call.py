"""A telephone call to a patient no message reached."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from appointments.models.appointment import Appointment


class PatientCall(models.Model):
    """
    Somebody at the clinic told a patient by telephone what no message could. Rows are only ever added.

    ``note`` is for the clinic: what was said, or that nobody answered.
    """

    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="calls", verbose_name=_("appointment")
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who called")
    )
    at = models.DateTimeField(_("when"))
    note = models.CharField(_("what was said"), max_length=300)

    class Meta:
        verbose_name = _("call to a patient")
        verbose_name_plural = _("calls to patients")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["appointment", "at"], name="call_by_appointment")]

    def __str__(self):
        return f"call {self.pk}"
