"""What happened to an appointment: the patient's timeline, audit and analytics read it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Doctor, Patient
from appointments.lifecycle import Status, Verb
from appointments.models.appointment import Appointment
from scheduling.models import Clinic


class AppointmentEvent(models.Model):
    """
    One thing that happened to an appointment. Rows are only ever added.

    ``hold_key`` and ``undo_until`` belong to a staff decision that gave time
    back: until then the time is held, so that undoing can take it again.
    """

    class Reason(models.TextChoices):
        """Why something was cancelled, declined, put right, or booked all the same."""

        NONE = "", "-"
        FEELS_BETTER = "feels_better", _("I feel better")
        CANNOT_MAKE_IT = "cannot_make_it", _("I cannot make the time")
        WENT_ELSEWHERE = "went_elsewhere", _("I went somewhere else")
        COST = "cost", _("Cost")
        DOCTOR_AWAY = "doctor_away", _("The doctor is away")
        CLINIC_CLOSED = "clinic_closed", _("The clinic is closed")
        WRONG_DOCTOR = "wrong_doctor", _("Another doctor fits better")
        NEEDS_OTHER_TYPE = "needs_other_type", _("A different kind of visit is needed")
        NO_TIME = "no_time", _("The time is not free after all")
        CORRECTION = "correction", _("Put right")
        OVERBOOKED = "overbooked", _("Overbooked")
        OTHER = "other", _("Other")

    PATIENTS_REASONS = (Reason.FEELS_BETTER, Reason.CANNOT_MAKE_IT, Reason.WENT_ELSEWHERE, Reason.COST)
    CLINICS_REASONS = (
        Reason.DOCTOR_AWAY,
        Reason.CLINIC_CLOSED,
        Reason.WRONG_DOCTOR,
        Reason.NEEDS_OTHER_TYPE,
        Reason.NO_TIME,
    )
    """Whose reason each is; *other* may be anybody's."""

    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, related_name="events", verbose_name=_("appointment")
    )
    kind = models.CharField(_("what happened"), max_length=12, choices=Verb)
    at = models.DateTimeField(_("when"))
    from_status = models.CharField(_("from"), max_length=12, choices=Status, blank=True)
    to_status = models.CharField(_("to"), max_length=12, choices=Status)
    old_starts_at = models.DateTimeField(_("old time"), null=True, blank=True)
    old_clinic = models.ForeignKey(
        Clinic, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("old clinic")
    )
    old_doctor = models.ForeignKey(
        Doctor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("old doctor"),
        help_text=_("Who had it before another doctor took it over."),
    )
    new_starts_at = models.DateTimeField(_("new time"), null=True, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who"),
    )
    by_staff = models.BooleanField(_("by the clinic"), default=False)
    on_behalf_of = models.ForeignKey(
        Patient, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("on behalf of")
    )
    by_link = models.BooleanField(
        _("by the link in a message"),
        default=False,
        help_text=_("Whoever had the link and knew the date of birth; nobody was signed in."),
    )
    reason_code = models.CharField(_("reason"), max_length=16, choices=Reason, blank=True, default="")
    note = models.TextField(_("words"), blank=True, max_length=500)
    undo_until = models.DateTimeField(null=True, blank=True, editable=False)
    hold_key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)

    class Meta:
        verbose_name = _("appointment event")
        verbose_name_plural = _("appointment events")
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["appointment", "at"], name="event_by_appointment"),
            # The administration lists them by time, the newest first.
            models.Index(fields=["at"], name="event_by_time"),
            # What moved away from a day is asked for each day the figures count.
            models.Index(fields=["old_starts_at"], name="event_by_old_start", condition=Q(old_starts_at__isnull=False)),
            # Every page of a doctor asks what they may still take back.
            models.Index(fields=["actor", "undo_until"], name="event_undoable", condition=Q(undo_until__isnull=False)),
        ]

    def __str__(self):
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"

    @property
    def changes_doctor(self):
        """Whether another doctor took the appointment over."""
        return self.old_doctor_id is not None

    @property
    def is_the_clinics_wish(self):
        """Say whether the clinic wanted it; what the front desk enters for a patient who called is the patient's."""
        return self.by_staff and self.reason_code not in self.PATIENTS_REASONS
