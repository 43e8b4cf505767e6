"""When a doctor works, and when they or a clinic are away."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Doctor
from scheduling.models.clinic import Clinic
from scheduling.models.visit_type import VisitType


class Weekday(models.IntegerChoices):
    """As ``date.weekday()``: Monday is 0."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class WorkingHoursQuerySet(models.QuerySet):
    def in_force(self, *, first, last):
        """Hours that may fall on a date between ``first`` and ``last``, both included."""
        return self.filter(Q(valid_from__lte=last), Q(valid_until__isnull=True) | Q(valid_until__gte=first))


class WorkingHours(models.Model):
    """
    One weekly session, in the clinic's wall clock; lunch is a gap between two.

    ``ends`` at ``00:00`` is the midnight that ends the day; none crosses it.
    Hours in use are ended and followed by a new row, never edited or deleted.
    """

    doctor = models.ForeignKey(Doctor, on_delete=models.PROTECT, related_name="working_hours", verbose_name=_("doctor"))
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="working_hours", verbose_name=_("clinic"))
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))
    slot_minutes = models.PositiveSmallIntegerField(
        _("minutes between starts"), default=20, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    capacity = models.PositiveSmallIntegerField(
        _("patients at once"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    valid_from = models.DateField(_("first day"))
    valid_until = models.DateField(_("last day"), null=True, blank=True)
    every_n_weeks = models.PositiveSmallIntegerField(
        _("every how many weeks"), default=1, validators=[MinValueValidator(1), MaxValueValidator(8)]
    )
    anchor = models.DateField(_("a Monday of a week that counts"), null=True, blank=True)
    visit_types = models.ManyToManyField(
        VisitType, blank=True, related_name="+", verbose_name=_("visit types"), help_text=_("None chosen means all.")
    )

    objects = WorkingHoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        ordering = ["doctor", "weekday", "starts", "pk"]
        indexes = [models.Index(fields=["doctor", "weekday"], name="hours_by_doctor_and_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")) | Q(ends=dt.time(0, 0)),
                name="hours_end_after_they_start",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="hours_last_day_not_before_first",
                violation_error_message=_("The last day must not be before the first."),
            ),
            models.CheckConstraint(
                condition=Q(slot_minutes__gte=5) & Q(capacity__gte=1) & Q(every_n_weeks__gte=1),
                name="hours_have_a_grid_and_a_place",
                violation_error_message=_(
                    "Starts are at least 5 minutes apart, for at least one patient, every week or more."
                ),
            ),
            models.CheckConstraint(
                condition=Q(every_n_weeks=1) | Q(anchor__isnull=False),
                name="hours_with_a_rhythm_have_an_anchor",
                violation_error_message=_("Say which week counts."),
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.starts:%H:%M}-{self.ends:%H:%M}"


class TimeOff(models.Model):
    """
    Time a doctor or a whole clinic is away; blocking a slot is one of these, too.

    ``starts_at`` and ``ends_at`` are the first occurrence. A weekly one keeps
    its wall clock in ``time_zone`` until the local date ``repeats_until``.
    """

    doctor = models.ForeignKey(
        Doctor, null=True, blank=True, on_delete=models.PROTECT, related_name="time_off", verbose_name=_("doctor")
    )
    clinic = models.ForeignKey(
        Clinic, null=True, blank=True, on_delete=models.PROTECT, related_name="time_off", verbose_name=_("clinic")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/London")
    repeats_until = models.DateField(_("repeats weekly until"), null=True, blank=True)
    label = models.CharField(_("reason, private"), max_length=120, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("time off")
        verbose_name_plural = _("time off")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["doctor", "ends_at"], name="time_off_by_doctor"),
            models.Index(fields=["clinic", "ends_at"], name="time_off_by_clinic"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(doctor__isnull=True, clinic__isnull=False) | Q(doctor__isnull=False, clinic__isnull=True),
                name="time_off_of_a_doctor_or_a_clinic",
                violation_error_message=_("Choose a doctor or a clinic, not both."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="time_off_ends_after_it_starts",
                violation_error_message=_("The end must be after the start."),
            ),
        ]

    def __str__(self):
        return f"{self.starts_at:%Y-%m-%d %H:%M}-{self.ends_at:%Y-%m-%d %H:%M}"
