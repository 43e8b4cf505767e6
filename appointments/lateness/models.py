"""That a doctor runs late, and by how much."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Doctor
from scheduling.models import Clinic


class RunningLateQuerySet(models.QuerySet):
    def touching(self, starts_at, ends_at):
        """What was said of sessions that share a moment with ``[starts_at, ends_at)``."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def newest_first(self):
        return self.order_by("-said_at", "-pk")


class RunningLate(models.Model):
    """
    Somebody said how late a doctor runs in one session at one clinic. Rows are only ever added: the newest is so.

    ``minutes`` 0 is *on time again*. Taking a row back adds one that says what was so before; ``since`` is
    when that was said. No appointment gets another time: ``Appointment.late_minutes`` repeats the minutes
    while its patient waits, for lists, policies and live updates.
    """

    MINUTES = (10, 20, 30)
    ON_TIME = 0

    doctor = models.ForeignKey(Doctor, on_delete=models.PROTECT, related_name="+", verbose_name=_("doctor"))
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+", verbose_name=_("clinic"))
    starts_at = models.DateTimeField(_("session begins"))
    ends_at = models.DateTimeField(_("session ends"))
    minutes = models.PositiveSmallIntegerField(_("minutes late"))
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("said by")
    )
    said_at = models.DateTimeField(_("said"))
    since = models.DateTimeField(_("late since"))
    undo_until = models.DateTimeField(null=True, blank=True, editable=False)
    takes_back = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="taken_back_by",
        verbose_name=_("takes back"),
    )

    objects = RunningLateQuerySet.as_manager()

    class Meta:
        verbose_name = _("doctor running late")
        verbose_name_plural = _("doctors running late")
        ordering = ["-said_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__in=[0, 10, 20, 30]),
                name="running_late_minutes_are_known",
                violation_error_message=_("Choose 10, 20 or 30 minutes, or on time again."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="running_late_session_has_a_length",
                violation_error_message=_("The end of a session must be after its start."),
            ),
            models.CheckConstraint(
                condition=Q(since__lte=F("said_at")),
                name="running_late_since_before_it_was_said",
                violation_error_message=_("Nobody runs late since a time to come."),
            ),
            models.CheckConstraint(
                condition=Q(takes_back__isnull=True) | Q(undo_until__isnull=True),
                name="running_late_taken_back_for_good",
                violation_error_message=_("What takes something back cannot be taken back."),
            ),
        ]
        indexes = [
            models.Index(fields=["doctor", "clinic", "-said_at"], name="running_late_newest"),
            # Every page of a doctor asks what they may still take back.
            models.Index(
                fields=["said_by", "undo_until"], name="running_late_undoable", condition=Q(undo_until__isnull=False)
            ),
        ]

    def __str__(self):
        return f"late {self.pk}"

    @property
    def is_late(self):
        return self.minutes > self.ON_TIME

    def is_about_the_session_of(self, other):
        """Say whether ``other``, a session or a row about one, is at the same clinic and shares a moment with this."""
        return self.clinic_id == other.clinic_id and self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def holds(self, appointment):
        return self.clinic_id == appointment.clinic_id and self.starts_at <= appointment.starts_at < self.ends_at
