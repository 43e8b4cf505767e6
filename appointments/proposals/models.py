"""An offer of other times for one appointment, and each time that is held for it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.chance import new_key
from appointments.models.appointment import Appointment
from scheduling.models import Clinic
from scheduling.slot_value import slot_value


class ProposalQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=Proposal.Status.OPEN)


class Proposal(models.Model):
    """
    Other times the clinic offers instead of the one an appointment has. The appointment keeps its time meanwhile.

    ``Appointment.offered_until`` repeats ``answer_by`` while the offer is open: lists and the lifecycle read it there.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        LAPSED = "lapsed", _("Not answered")
        WITHDRAWN = "withdrawn", _("Taken back")

    MOST_TIMES = 3

    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("appointment")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    message = models.TextField(_("words for the patient"), blank=True, max_length=500)
    made_at = models.DateTimeField(_("made"))
    answer_by = models.DateTimeField(_("answer by"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer of another time")
        verbose_name_plural = _("offers of another time")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(status="open"),
                name="proposal_one_is_open",
                violation_error_message=_("Another time was offered already."),
            ),
            models.CheckConstraint(
                condition=Q(status="open", ended_at__isnull=True) | (~Q(status="open") & Q(ended_at__isnull=False)),
                name="proposal_ends_once",
                violation_error_message=_("An offer that is over says since when."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "accepted", "refused", "lapsed", "withdrawn"]),
                name="proposal_status_is_known",
                violation_error_message=_("This status does not exist."),
            ),
        ]
        indexes = [models.Index(fields=["answer_by"], name="proposal_open_by_end", condition=Q(status="open"))]

    def __str__(self):
        return f"offer {self.pk}"


class ProposalOption(models.Model):
    """One time of an offer. ``hold_key`` holds its slots until the offer ends."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="options", verbose_name=_("offer"))
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+", verbose_name=_("clinic"))
    starts_at = models.DateTimeField(_("starts"))
    hold_key = models.UUIDField(default=new_key, editable=False, unique=True)

    class Meta:
        verbose_name = _("time of an offer")
        verbose_name_plural = _("times of offers")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "clinic", "starts_at"],
                name="proposal_time_once",
                violation_error_message=_("This time is offered already."),
            )
        ]

    def __str__(self):
        return f"{self.proposal_id}: {self.starts_at:%Y-%m-%d %H:%M} UTC"

    @property
    def value(self):
        """What a form carries of it; needs offer and appointment."""
        return slot_value(self.proposal.appointment.doctor_id, self.clinic_id, self.starts_at)
