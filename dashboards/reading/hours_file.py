"""A doctor's hours as a file takes them, and what the rows of one may name."""

from django.db.models import Q

from dashboards.reading.hours_week import hours_week
from scheduling.hours_file import BETWEEN_TYPES, DAYS
from scheduling.models import Clinic, VisitType, WorkingHours
from scheduling.services.hours_in_one_go import first_date


def rows_of(*, doctor, today):
    """Return the hours in force from ``today`` on as rows of ``hours_file.written``. Two queries."""
    return [
        (
            hours.clinic.name,
            DAYS[day.weekday],
            f"{hours.starts:%H:%M}",
            f"{hours.ends:%H:%M}",
            hours.slot_minutes,
            hours.capacity,
            f" {BETWEEN_TYPES} ".join(sorted(visit_type.name for visit_type in hours.visit_types.all())),
            hours.every_n_weeks,
            begins(hours),
            hours.valid_until,
        )
        for day in hours_week(doctor=doctor, today=today)
        for hours in day.sessions
    ]


def begins(hours):
    """Return the first day; of a rhythm the first on which it falls, which says which weeks count."""
    return hours.valid_from if hours.every_n_weeks == 1 else first_date(hours, hours.valid_from)


def nameable(doctor):
    """Return the clinics and the visit types a row may name: what is offered, and what hours on record have."""
    clinics = Clinic.objects.all()
    hours = WorkingHours.objects.filter(doctor=doctor)
    offered = Q(offers__doctor=doctor, offers__is_active=True, is_active=True)
    visit_types = VisitType.objects.filter(offered | Q(pk__in=hours.values("visit_types"))).distinct()
    return {"clinics": clinics, "visit_types": visit_types}
