"""What a patient is told of a visit."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Doctor, Patient, PatientAccess
from appointments.models.appointment import Appointment


class PatientSummaryQuerySet(models.QuerySet):
    def visible_to(self, user, *, now):
        """Only the summaries that stand, of people whose record ``user`` may read on the patient's side."""
        people = Patient.objects.accessible_to(user, now=now, scope=PatientAccess.Scope.RECORD).values("pk")
        return self.standing().filter(appointment__patient__in=people)

    def standing(self):
        """Only what was neither taken back nor replaced."""
        return self.filter(withdrawn_at__isnull=True)


class PatientSummary(models.Model):
    """
    The doctor's words for the patient about one visit; the patient sees them and nothing else of the note.

    The database refuses to change the text. A better one is a row of its own, and ends the one before it.
    """

    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="summaries", verbose_name=_("appointment")
    )
    text = models.TextField(_("text"))
    shared_by = models.ForeignKey(Doctor, on_delete=models.PROTECT, related_name="+", verbose_name=_("shared by"))
    shared_at = models.DateTimeField(_("shared"))
    withdrawn_at = models.DateTimeField(_("taken back or replaced"), null=True, blank=True)

    objects = PatientSummaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("summary for a patient")
        verbose_name_plural = _("summaries for patients")
        ordering = ["-shared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(withdrawn_at__isnull=True),
                name="summary_one_stands",
                violation_error_message=_("There is a summary of this appointment already."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="summary_says_something",
                violation_error_message=_("Write what the patient should know."),
            ),
        ]

    def __str__(self):
        return f"summary {self.pk}"
