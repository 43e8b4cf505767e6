"""A booking somebody is filling in."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Doctor, Patient
from appointments.models.appointment import Appointment
from scheduling.models import Clinic, VisitType


class BookingDraftQuerySet(models.QuerySet):
    def belonging_to(self, *, user, session_drafts, now):
        """
        Drafts this person may go on with: their own, or a stranger's named in the session.

        ``session_drafts`` is ``session["drafts"]``, a list of uuids as text.
        """
        live = self.filter(expires_at__gt=now)
        anonymous = models.Q(user__isnull=True, pk__in=session_drafts)
        return live.filter(anonymous | models.Q(user=user)) if user.is_authenticated else live.filter(anonymous)


class BookingDraft(models.Model):
    """
    The answers of one booking, kept for 24 hours, and the time held for it.

    It is the idempotency of the flow: the check step locks it, and once it has
    an appointment every further press leads there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    doctor = models.ForeignKey(Doctor, on_delete=models.CASCADE, related_name="+")
    clinic = models.ForeignKey(Clinic, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    visit_type = models.ForeignKey(VisitType, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField(null=True, blank=True)
    patient = models.ForeignKey(Patient, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    reason = models.TextField(blank=True, max_length=500)
    answered = models.JSONField(default=list, help_text=_("Names of the steps that have been answered."))
    hold_key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    first_held_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    address = models.GenericIPAddressField(
        null=True, blank=True, help_text=_("Network address of a stranger's hold; limits holds.")
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    appointment = models.OneToOneField(
        Appointment, null=True, blank=True, on_delete=models.SET_NULL, related_name="draft"
    )

    objects = BookingDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking draft")
        verbose_name_plural = _("booking drafts")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["address", "held_until"], name="draft_holds_by_address"),
            models.Index(fields=["expires_at"], name="draft_by_end"),
        ]

    def __str__(self):
        return str(self.pk)
