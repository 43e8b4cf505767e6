"""All appointments of today, clinic by clinic and doctor by doctor, for who watches the day."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from appointments.lifecycle import STATES, Status
from appointments.models import Appointment
from scheduling.clinic_time import ONE_DAY, around, local_date
from scheduling.models import Clinic

MOST_ROWS = 300
"""Beyond that many only one clinic's are listed: nobody reads more, and a browser would choke on them."""


@dataclass
class ClinicDay:
    """A clinic's local today: how many appointments of each status, and the appointments in order."""

    clinic: Clinic
    date: dt.date
    appointments: list[Appointment] = field(default_factory=list)

    @property
    def counts(self):
        """``(state, how many)`` for every status that occurs, in the order of the lifecycle."""
        counted = Counter(appointment.status for appointment in self.appointments)
        return [(STATES[status], counted[status]) for status in Status if counted[status]]

    @property
    def total(self):
        return len(self.appointments)


@dataclass
class Monitor:
    """What the page shows: every clinic's counts, and the appointments of those ``listed``."""

    clinics: list[ClinicDay]
    listed: list[ClinicDay]
    chosen: ClinicDay | None

    @property
    def is_narrowed(self):
        """Say whether the page chose one clinic by itself, because all together are too many."""
        return len(self.listed) < len(self.clinics) and self.chosen is None


def monitor_of(user, *, now, clinic="", status=""):
    """
    Return today at the clinics ``user`` decides about; ``clinic`` (a slug) and ``status`` narrow the list.

    Today is each clinic's own. One query, however many clinics.
    """
    day = now.astimezone(dt.UTC).date()
    since, until = around(day - ONE_DAY)[0], around(day + ONE_DAY)[1]
    found = (
        Appointment.objects.for_staff_pages(user)
        .filter(starts_at__gte=since, starts_at__lt=until)
        .select_related("patient", "doctor__user", "clinic")
        .order_by("clinic__name", "clinic", "doctor__user__full_name", "doctor", "starts_at", "pk")
    )
    days: dict[int, ClinicDay] = {}
    for appointment in found:
        today = local_date(now, appointment.clinic.time_zone)
        if local_date(appointment.starts_at, appointment.time_zone) == today:
            days.setdefault(appointment.clinic_id, ClinicDay(appointment.clinic, today)).appointments.append(
                appointment
            )
    clinics = list(days.values())
    chosen = next((one for one in clinics if one.clinic.slug == clinic), None)
    listed = [chosen] if chosen else clinics
    if sum(one.total for one in listed) > MOST_ROWS:
        listed = listed[:1]
    if status in Status.values:
        listed = [
            ClinicDay(one.clinic, one.date, [row for row in one.appointments if row.status == status]) for one in listed
        ]
    return Monitor(clinics, [one for one in listed if one.appointments], chosen)
