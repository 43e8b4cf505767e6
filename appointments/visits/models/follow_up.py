"""When a doctor would like to see a patient again."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Doctor
from appointments.lifecycle import OWNS_SLOTS
from appointments.models.appointment import Appointment
from scheduling.models import VisitType

REMEMBERED_FOR = dt.timedelta(weeks=8)
"""How long after its day an unanswered suggestion is still shown."""


class FollowUpQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at__isnull=True)

    def unanswered(self, *, today):
        """Only what stands and waits for the patient: nothing booked with the doctor since, and not long past."""
        booked = Appointment.objects.filter(
            patient=OuterRef("appointment__patient"),
            doctor=OuterRef("doctor"),
            status__in=OWNS_SLOTS,
            created_at__gt=OuterRef("suggested_at"),
        )
        return self.standing().filter(~Exists(booked), due_on__gt=today - REMEMBERED_FOR)


class FollowUp(models.Model):
    """A doctor's suggestion to come again around ``due_on``, a date of the clinic, for one kind of visit."""

    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="follow_ups", verbose_name=_("appointment")
    )
    doctor = models.ForeignKey(Doctor, on_delete=models.PROTECT, related_name="+", verbose_name=_("doctor"))
    visit_type = models.ForeignKey(VisitType, on_delete=models.PROTECT, related_name="+", verbose_name=_("visit type"))
    due_on = models.DateField(_("around"))
    suggested_at = models.DateTimeField(_("suggested"))
    withdrawn_at = models.DateTimeField(_("taken back or replaced"), null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggested follow-up")
        verbose_name_plural = _("suggested follow-ups")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(withdrawn_at__isnull=True),
                name="follow_up_one_stands",
                violation_error_message=_("A follow-up was suggested already."),
            )
        ]

    def __str__(self):
        return f"follow-up {self.pk}"
