"""What became of the messages, counted by day. ``analytics.rolling_up_messages`` writes it, and it outlives them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scheduling.models import Clinic


class MessageMetric(models.Model):
    """
    The messages of one kind by one channel that were written on one day about one clinic's appointments.

    ``day`` is the date on the clock of the appointment; a message about none has no
    ``clinic``, and the date in UTC. ``written`` are all, whatever became of them.
    """

    day = models.DateField(_("date"))
    clinic = models.ForeignKey(Clinic, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    channel = models.CharField(_("channel"), max_length=8)
    kind = models.CharField(_("kind"), max_length=40)
    written = models.PositiveIntegerField(_("written"), default=0)
    sent = models.PositiveIntegerField(_("sent"), default=0)
    failed = models.PositiveIntegerField(_("not delivered"), default=0)
    waiting = models.PositiveIntegerField(_("waiting to be sent"), default=0)

    class Meta:
        verbose_name = _("message metric")
        verbose_name_plural = _("message metrics")
        ordering = ["day"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["day", "clinic", "channel", "kind"],
                name="message_metric_once",
                violation_error_message=_("This day is already counted."),
            ),
            models.UniqueConstraint(
                fields=["day", "channel", "kind"],
                condition=Q(clinic__isnull=True),
                name="message_metric_once_for_none",
                violation_error_message=_("This day is already counted."),
            ),
        ]
        indexes = [models.Index(fields=["day"], name="message_metric_waiting", condition=Q(waiting__gt=0))]

    def __str__(self):
        return f"{self.day}: {self.clinic_id}, {self.kind} by {self.channel}"


class ReminderMetric(models.Model):
    """Who came and who did not, of one clinic on the day of the visit, with a reminder and without; who answered it."""

    day = models.DateField(_("date"))
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+", db_index=False)
    reminded_attended = models.PositiveIntegerField(_("attended, reminded"), default=0)
    reminded_missed = models.PositiveIntegerField(_("missed, reminded"), default=0)
    other_attended = models.PositiveIntegerField(_("attended, not reminded"), default=0)
    other_missed = models.PositiveIntegerField(_("missed, not reminded"), default=0)
    asked = models.PositiveIntegerField(_("asked whether they will come"), default=0)
    answered = models.PositiveIntegerField(_("answered"), default=0)

    class Meta:
        verbose_name = _("reminder metric")
        verbose_name_plural = _("reminder metrics")
        ordering = ["day"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["day", "clinic"],
                name="reminder_metric_once",
                violation_error_message=_("This day is already counted."),
            )
        ]

    def __str__(self):
        return f"{self.day}: {self.clinic_id}"
