"""A stretch of a doctor's time that one visit may own, and the count of it kept after it is gone."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Doctor
from scheduling.models.clinic import Clinic
from scheduling.models.hours import WorkingHours


def is_free(*, now, hold_key=None):
    """Return the condition of ``TimeSlotQuerySet.free``."""
    free = Q(status=TimeSlot.Status.OPEN) & (Q(held_until__isnull=True) | Q(held_until__lte=now))
    if hold_key is not None:
        mine = Q(hold_key=hold_key, held_until__gt=now)
        free |= mine & ~Q(status=TimeSlot.Status.BOOKED)
    return free


class TimeSlotQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=TimeSlot.Status.OPEN)

    def free(self, *, now, hold_key=None):
        """
        Slots that whoever shows ``hold_key`` may claim at ``now``.

        A hold that has run out is no hold. A live one is a promise: time off
        entered meanwhile makes the slot blocked for everybody else, and for its
        holder once the hold has run out.
        """
        return self.filter(is_free(now=now, hold_key=hold_key))

    def beside_the_hours(self):
        """Slots no working hours made: opened by hand, or made for a visit. Served by ``slot_by_hand``."""
        return self.exclude(origin=TimeSlot.Origin.PUBLISHED)

    def of_run(self, *, doctor, first_minute, end_minute):
        """Slots of ``doctor`` that start in ``[first_minute, end_minute)``, every lane."""
        return self.filter(doctor=doctor, minute__gte=first_minute, minute__lt=end_minute)


class TimeSlot(models.Model):
    """
    A published stretch of a doctor's time, in one lane of their capacity.

    Stored and not computed, so that search stays indexed whatever the number
    of doctors. Blocked always follows from ``TimeOff``. The columns from
    ``minute`` on are written by publishing, for search.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        BOOKED = "booked", _("Booked")
        BLOCKED = "blocked", _("Blocked")

    class Origin(models.TextChoices):
        """What a slot comes from, and so what becomes of it once nobody has it: see ``releasing.py``."""

        PUBLISHED = "published", _("From the working hours")
        BY_HAND = "by_hand", _("Opened by hand")
        FOR_VISIT = "for_visit", _("Made for a visit")
        EXTRA_LANE = "extra_lane", _("Made beside full lanes")

    doctor = models.ForeignKey(
        Doctor, on_delete=models.PROTECT, related_name="slots", db_index=False, verbose_name=_("doctor")
    )
    clinic = models.ForeignKey(
        Clinic, on_delete=models.PROTECT, related_name="slots", db_index=False, verbose_name=_("clinic")
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    lane = models.PositiveSmallIntegerField(_("lane"), default=0)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    hold_key = models.UUIDField(_("hold"), null=True, blank=True)
    origin = models.CharField(_("from"), max_length=10, choices=Origin, default=Origin.PUBLISHED)
    working_hours = models.ForeignKey(
        WorkingHours,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="slots",
        verbose_name=_("working hours"),
    )
    minute = models.IntegerField(editable=False, help_text=_("UTC minutes of the start since 1970."))
    local_date = models.DateField(editable=False)
    local_minute = models.PositiveSmallIntegerField(
        editable=False, help_text=_("Minutes after midnight on the clinic's clock.")
    )
    minutes_left = models.PositiveSmallIntegerField(
        editable=False, help_text=_("Minutes from the start to the end of the unbroken planned run of the lane.")
    )

    objects = TimeSlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("time slot")
        verbose_name_plural = _("time slots")
        ordering = ["minute", "doctor", "lane"]
        constraints = [
            models.UniqueConstraint(
                fields=["doctor", "minute", "lane"],
                name="slot_once_per_doctor_start_and_lane",
                violation_error_message=_("The doctor already has a slot at this time."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="slot_ends_after_it_starts",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                condition=Q(held_until__isnull=True, hold_key__isnull=True)
                | Q(held_until__isnull=False, hold_key__isnull=False),
                name="slot_hold_has_a_key_and_an_end",
                violation_error_message=_("A hold has a key and an end."),
            ),
        ]
        indexes = [
            # Beyond doctor and minute it carries what a search narrows by: without them, looking for
            # evenings reads every open slot of every doctor who has none (at 2,000 doctors 1.1 s, not 0.06).
            models.Index(
                fields=["doctor", "minute", "local_minute", "minutes_left", "clinic"],
                name="slot_open",
                condition=Q(status="open"),
            ),
            models.Index(fields=["hold_key"], name="slot_by_hold", condition=Q(hold_key__isnull=False)),
            models.Index(fields=["doctor", "clinic"], name="slot_by_hand", condition=~Q(origin="published")),
        ]

    def __str__(self):
        return f"{self.starts_at:%Y-%m-%d %H:%M} UTC, lane {self.lane}"

    @property
    def minutes(self):
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class DaySupply(models.Model):
    """Minutes a doctor offered at a clinic on a local date; kept when past open slots are pruned."""

    doctor = models.ForeignKey(Doctor, on_delete=models.PROTECT, related_name="+", verbose_name=_("doctor"))
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+", verbose_name=_("clinic"))
    local_date = models.DateField(_("date"))
    minutes_offered = models.PositiveIntegerField(_("minutes offered"))
    minutes_blocked = models.PositiveIntegerField(_("minutes blocked"))
    minutes_booked = models.PositiveIntegerField(_("minutes booked"))

    class Meta:
        verbose_name = _("day's supply")
        verbose_name_plural = _("days' supply")
        ordering = ["-local_date", "doctor"]
        constraints = [
            models.UniqueConstraint(
                fields=["doctor", "clinic", "local_date"],
                name="day_supply_once",
                violation_error_message=_("This day is already counted."),
            )
        ]

    def __str__(self):
        return f"{self.doctor_id} {self.local_date}"
