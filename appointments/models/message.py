"""The outbox: every message that was, is to be, or could not be sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Patient
from appointments.models.appointment import Appointment
from appointments.models.event import AppointmentEvent
from appointments.notifications.kinds import FOR_DOCTORS, FOR_STAFF


def channel_choices():
    """Return the channels there are, as choices; asked when they are needed, for their words need these models."""
    from appointments.notifications.channels import registry

    return registry.choices()


class MessageQuerySet(models.QuerySet):
    def in_portal_of(self, user, *, now):
        """
        The in-app messages ``user`` may read: about themselves, and about others while that is theirs to know.

        It is not once a carer's access has ended, a doctor has left or somebody
        at a front desk works elsewhere, also where it was written to them before. Nor
        is there anything to read once the term of its words is over.
        """
        if not user.is_authenticated:
            return self.none()
        patients = Patient.objects.accessible_to(user, now=now, scope="messages").values("pk")
        about_patients = Q(patient__in=patients) & (Q(user=user) | Q(user__isnull=True))
        to_them = Q(user=user, patient__isnull=True)
        mine = about_patients | (to_them & ~Q(kind__in=[*FOR_DOCTORS, *FOR_STAFF]))
        if user.working_doctor:
            mine |= to_them & Q(kind__in=FOR_DOCTORS)
        if user.is_administrator:
            theirs = Appointment.objects.for_staff_pages(user).values("pk")
            # A count names nobody; what it leads to asks anew who may see it.
            mine |= to_them & Q(kind__in=FOR_STAFF) & (Q(event__isnull=True) | Q(event__appointment__in=theirs))
        mine &= ~Q(text="")
        return self.filter(mine, channel=Message.Channel.IN_APP, send_after__lte=now, status=Message.Status.SENT)


class Message(models.Model):
    """
    A message to one recipient by one channel, written in the transaction of the change it tells of.

    *Sent* only once the transport took it. Kept and never edited by hand.
    """

    class Channel(models.TextChoices):
        """The two that other code has to name; what there is stands in ``notifications/channels/registry.py``."""

        EMAIL = "email"
        IN_APP = "in_app"

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not delivered")
        SUPPRESSED = "suppressed", _("Not wanted any more")
        CANCELLED = "cancelled", _("Called back")

    event = models.ForeignKey(
        AppointmentEvent,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
        verbose_name=_("event"),
    )
    patient = models.ForeignKey(
        Patient, null=True, blank=True, on_delete=models.PROTECT, related_name="messages", verbose_name=_("patient")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
        verbose_name=_("user"),
    )
    address = models.CharField(_("address as sent"), max_length=254, blank=True)
    channel = models.CharField(_("channel"), max_length=8, choices=channel_choices)
    kind = models.CharField(_("kind"), max_length=40)
    language = models.CharField(_("language"), max_length=12)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    html = models.TextField(_("text as HTML"), blank=True)
    link = models.CharField(_("leads to"), max_length=200, blank=True, help_text=_("Path of the page it is about."))
    dedupe_key = models.CharField(max_length=160, unique=True, editable=False)
    send_after = models.DateTimeField(_("not before"))
    not_after = models.DateTimeField(_("not after"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    told_in = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="tells_of",
        verbose_name=_("told in"),
        help_text=_("The message that tells of several appointments of a day, this one among them."),
    )
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("written"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["send_after"], name="message_queue", condition=Q(status="queued")),
            models.Index(fields=["send_after"], name="message_failed", condition=Q(status="failed")),
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
            models.Index(fields=["user", "channel", "-created_at"], name="message_by_user"),
            models.Index(fields=["patient", "channel", "-created_at"], name="message_by_patient"),
        ]

    def __str__(self):
        return f"{self.kind} by {self.channel}"
