"""A record opened in an emergency by a doctor who has no appointment with the patient: why, and who looked into it."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.doctor import Doctor
from accounts.models.patient import Patient

OPEN_FOR = dt.timedelta(minutes=60)
LABEL = "emergency:"


class EmergencyOpeningQuerySet(models.QuerySet):
    def to_review(self):
        """Those nobody has looked into yet."""
        return self.filter(reviewed_at__isnull=True)


class EmergencyOpening(models.Model):
    """
    Leave a doctor took ("break the glass"); the ``RecordGrant`` that carries it out is named after it.

    Kept for good: only the review is added, once.
    """

    doctor = models.ForeignKey(Doctor, on_delete=models.PROTECT, related_name="+", verbose_name=_("doctor"))
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+", verbose_name=_("patient"))
    reason = models.TextField(_("reason"), max_length=500)
    opened_at = models.DateTimeField(_("opened"))
    until = models.DateTimeField(_("open until"))
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    review_note = models.TextField(_("what the review found"), max_length=1000, blank=True)

    objects = EmergencyOpeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("record opened in an emergency")
        verbose_name_plural = _("records opened in an emergency")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("opened_at")),
                name="emergency_ends_after_it_begins",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="emergency_review_has_a_reviewer",
                violation_error_message=_("A review has a time and a person."),
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at"], name="emergency_to_review", condition=Q(reviewed_at__isnull=True)),
        ]

    def __str__(self):
        return f"{self.doctor} – {self.patient}"

    @property
    def because(self):
        """What the grant and the audit trail call it."""
        return f"{LABEL}{self.pk}"
