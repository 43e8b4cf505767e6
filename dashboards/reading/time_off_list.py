"""Time off to come, in words: the doctor's own, and days their clinics are closed."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from scheduling.clinic_time import ONE_MINUTE, local
from scheduling.models import TimeOff
from scheduling.time_words import clock, short_day


@dataclass(frozen=True)
class Absence:
    """A line of the list. ``is_own`` may be ended by the doctor."""

    time_off: TimeOff
    words: str
    is_own: bool

    @property
    def label(self):
        return self.time_off.label


def time_off_to_come(*, doctor, clinics, now):
    """Return what has not ended at ``now``, soonest first. One query."""
    rows = (
        TimeOff.objects.filter(
            Q(doctor=doctor) | Q(clinic__in=[clinic.pk for clinic in clinics]), ended_at__isnull=True
        )
        .filter(Q(ends_at__gt=now) | Q(repeats_until__gte=now.date()))
        .select_related("clinic")
        .order_by("starts_at", "pk")
    )
    return [Absence(row, in_words(row), row.doctor_id == doctor.pk) for row in rows]


def in_words(row):
    """Return when it is: "Thu 26 Nov, all day", "Thu 26 Nov, 1:00pm to 5:00pm, every week until Thu 24 Dec"."""
    zone = row.time_zone
    starts, ends = local(row.starts_at, zone), local(row.ends_at, zone)
    last = local(row.ends_at - ONE_MINUTE, zone).date()
    first_day, last_day = short_day(starts.date()), short_day(last)
    whole_days = (starts.hour, starts.minute, ends.hour, ends.minute) == (0, 0, 0, 0)
    if whole_days and starts.date() == last:
        words = _("%(day)s, all day") % {"day": first_day}
    elif whole_days:
        words = _("%(first)s to %(last)s, all day") % {"first": first_day, "last": last_day}
    else:
        times = {"start": clock(row.starts_at, zone), "end": clock(row.ends_at, zone)}
        if starts.date() == last:
            words = _("%(day)s, %(start)s to %(end)s") % {"day": first_day, **times}
        else:
            words = _("%(first)s, %(start)s to %(last)s, %(end)s") % {"first": first_day, "last": last_day, **times}
    if row.repeats_until:
        words = _("%(when)s, every week until %(until)s") % {"when": words, "until": short_day(row.repeats_until)}
    return words
