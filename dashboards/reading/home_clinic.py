"""The clocks of people who have not said theirs: of the clinic a doctor works at, or a patient was booked at last."""

from django.conf import settings
from django.db.models import Q

from appointments.models import Appointment
from scheduling.clinic_time import local_date
from scheduling.models import Clinic, WorkingHours


def clinics_worked_at(doctor, *, now):
    """
    Return the active clinics ``doctor`` has hours at, now or later, the one with most sessions first. One query.

    Without any hours: every active clinic, so that the first hours can be entered.
    """
    today = now.date()
    sessions = (
        WorkingHours.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today), doctor=doctor)
        .order_by("pk")
        .values_list("clinic_id", flat=True)
    )
    counted = {}
    for clinic_id in sessions:
        counted[clinic_id] = counted.get(clinic_id, 0) + 1
    clinics = list(Clinic.objects.filter(is_active=True))
    return sorted(
        [clinic for clinic in clinics if clinic.pk in counted] or clinics, key=lambda clinic: -counted.get(clinic.pk, 0)
    )


def home_zone(clinics, *, otherwise="Europe/London"):
    """Return the name of the zone the doctor's pages count their days in."""
    return clinics[0].time_zone if clinics else otherwise


def today_of(clinics, *, now):
    """Return the local date of now where the doctor works."""
    return local_date(now, home_zone(clinics))


def zone_last_booked(patient):
    """Return the zone of the clinic the patient was booked at last. One query."""
    zones = Appointment.objects.filter(patient=patient).order_by("-starts_at").values_list("time_zone", flat=True)
    return zones.first() or settings.TIME_ZONE
