"""What must always be true of running late, for ``schedule_check.py``."""

from django.db.models import F, OuterRef, Q, Subquery

from appointments.lateness.models import RunningLate
from appointments.lifecycle import EXPECTED
from appointments.models.appointment import Appointment


def lateness_agrees():
    """Return the references of appointments that are later than was said last of their session, or wait no more."""
    said = RunningLate.objects.filter(
        doctor=OuterRef("doctor"),
        clinic=OuterRef("clinic"),
        starts_at__lte=OuterRef("starts_at"),
        ends_at__gt=OuterRef("starts_at"),
    ).newest_first()
    late = Appointment.objects.filter(late_minutes__isnull=False).annotate(said=Subquery(said.values("minutes")[:1]))
    broken = late.filter(Q(said__isnull=True) | ~Q(said=F("late_minutes")) | ~Q(status__in=EXPECTED))
    return sorted(broken.values_list("reference", flat=True))
