"""When patients are reminded: the rules of a clinic, or of all clinics without rules of their own."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from appointments.models.preference import QUIET_FROM, QUIET_UNTIL
from scheduling.models import Clinic

HOURS_A_DAY = 24
MOST_DAYS = 60
NAMES_OF_OLD = {dt.timedelta(days=7): "week", dt.timedelta(days=1): "day"}


class ReminderRule(models.Model):
    """
    One reminder: how long before the start, by which channels, and when rather not.

    A clinic with rules, active or not, has those alone. The others have the rules
    without a clinic; where there are none, ``notifications.reminder_plan.DEFAULT_PLAN``.
    """

    clinic = models.ForeignKey(
        Clinic,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("clinic"),
        help_text=_("Leave empty for every clinic without rules of its own."),
    )
    days = models.PositiveSmallIntegerField(_("days before"), default=1, validators=[MaxValueValidator(MOST_DAYS)])
    hours = models.PositiveSmallIntegerField(_("hours before"), default=0, validators=[MaxValueValidator(23)])
    at_time = models.TimeField(
        _("at this time of day"),
        null=True,
        blank=True,
        help_text=_("On the patient's clock, 8am to 9pm. Leave empty to count from the start of the appointment."),
    )
    otherwise_days = models.PositiveSmallIntegerField(
        _("booked too late for that: days before"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty to send none then."),
    )
    booked_days_ahead = models.PositiveSmallIntegerField(
        _("only if booked this many days ahead"), null=True, blank=True, validators=[MaxValueValidator(365)]
    )
    at_least_hours = models.PositiveSmallIntegerField(
        _("not any more with fewer hours left than"), default=2, validators=[MinValueValidator(1)]
    )
    channels = models.JSONField(_("by"), default=list)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")
        ordering = ["clinic__name", "-days", "-hours"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "days", "hours"],
                name="reminder_rule_once_per_clinic",
                violation_error_message=_("This clinic already has a reminder at that distance."),
            ),
            models.UniqueConstraint(
                fields=["days", "hours"],
                condition=Q(clinic__isnull=True),
                name="reminder_rule_once_for_all",
                violation_error_message=_("There already is a reminder at that distance for all clinics."),
            ),
            models.CheckConstraint(
                condition=Q(at_least_hours__lt=F("days") * HOURS_A_DAY + F("hours")),
                name="reminder_rule_leaves_time",
                violation_error_message=_("A reminder must be due earlier than it is dropped: raise days or hours."),
            ),
            models.CheckConstraint(
                condition=Q(at_time__isnull=True) | Q(days__gte=1, hours=0),
                name="reminder_rule_time_of_a_day",
                violation_error_message=_("With a time of day, count in whole days: at least 1 day and 0 hours."),
            ),
            models.CheckConstraint(
                condition=Q(otherwise_days__isnull=True) | Q(otherwise_days__gte=1, otherwise_days__lt=F("days")),
                name="reminder_rule_otherwise_is_later",
                violation_error_message=_("For whoever books too late, give fewer days than the rule itself has."),
            ),
        ]

    def __str__(self):
        """Return the distance in words: ``2 days before``, ``1 day, 4 hours before``."""
        parts = []
        if self.days:
            parts.append(ngettext("%(count)s day", "%(count)s days", self.days) % {"count": self.days})
        if self.hours:
            parts.append(ngettext("%(count)s hour", "%(count)s hours", self.hours) % {"count": self.hours})
        return _now("%(distance)s before") % {"distance": ", ".join(parts)}

    def clean(self):
        if self.at_time and not QUIET_UNTIL <= self.at_time < QUIET_FROM:
            raise ValidationError({"at_time": _now("Nobody is reminded at night. Choose a time from 8am to 9pm.")})

    @property
    def before(self):
        return dt.timedelta(days=self.days, hours=self.hours)

    @property
    def at_least(self):
        return dt.timedelta(hours=self.at_least_hours)

    @property
    def offset(self):
        """The rule's part of the dedupe key: its distance, so that editing the rest sends nothing twice."""
        return NAMES_OF_OLD.get(self.before) or f"{self.days}d{self.hours}h"
