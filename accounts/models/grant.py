"""Which doctor may read whose record, from when until when, and why."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.doctor import Doctor
from accounts.models.patient import Patient


class RecordGrantQuerySet(models.QuerySet):
    def current(self, *, now):
        return self.filter(starts_at__lte=now, until__gt=now)


class RecordGrant(models.Model):
    """
    Leave for a doctor to read a patient's record. It ends by its time; a row is never deleted.

    ``because`` is a label, not a key: ``appointment:K7QD2M9X``, ``emergency``
    or ``referral``. Who the appointment is with is known a layer above.
    """

    doctor = models.ForeignKey(Doctor, on_delete=models.PROTECT, related_name="grants", verbose_name=_("doctor"))
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="grants", verbose_name=_("patient"))
    starts_at = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))
    because = models.CharField(_("because"), max_length=40)

    objects = RecordGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("leave to read a record")
        verbose_name_plural = _("leave to read records")
        ordering = ["-until", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["doctor", "patient", "because"],
                name="grant_once_per_reason",
                violation_error_message=_("This doctor already has leave for this reason."),
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("starts_at")),
                name="grant_ends_after_it_starts",
                violation_error_message=_("The end must be after the start."),
            ),
        ]
        indexes = [
            models.Index(fields=["doctor", "until"], name="grant_by_doctor"),
            models.Index(fields=["because"], name="grant_by_reason"),
        ]

    def __str__(self):
        return f"{self.doctor_id} for {self.patient_id}, {self.because}"
