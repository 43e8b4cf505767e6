"""What changed a moment ago, for the pages that are open."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LiveEvent(models.Model):
    """
    A change of an appointment or a slot: keys only, never a word about anybody.

    Written by the database itself in the transaction of the change (``dashboards/guards.py``), so that
    no service can forget it and none pays a statement for it. It is news and no record: the worker
    deletes it after an hour, and pages ask for what it is about under the permissions of their reader.
    The keys are plain numbers: a foreign key would be checked with every booking.
    """

    class Kind(models.TextChoices):
        APPOINTMENT = "appointment", _("Appointment")
        TIME = "time", _("Time")

    at = models.DateTimeField(_("when"))
    kind = models.CharField(_("what changed"), max_length=12, choices=Kind)
    appointment_id = models.BigIntegerField(null=True)
    patient_id = models.BigIntegerField(null=True)
    doctor_id = models.BigIntegerField()
    clinic_id = models.BigIntegerField()
    minute = models.IntegerField(null=True, help_text=_("UTC minutes since 1970 of the start of a time."))

    class Meta:
        verbose_name = _("live event")
        verbose_name_plural = _("live events")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.kind} {self.pk}"
