"""What the database has of a doctor's week: appointments, slots nobody has, time off. Four queries, however full."""

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from appointments.lifecycle import OWNS_SLOTS
from appointments.models import Appointment
from appointments.reading.clashes import one_of_several
from dashboards.reading.doctor_day import any_blocked, time_off_between
from scheduling.clinic_time import ONE_DAY, around, local_date, utc_minute
from scheduling.models import Clinic, TimeSlot


class Booked(NamedTuple):
    """An appointment as the week reads it: columns and no object, for a week may have two hundred."""

    reference: str
    status: str
    starts_at: object
    ends_at: object
    time_zone: str
    mode: str
    visit_type_name: str
    attention: str
    clinic_id: int
    name: str
    is_one_of_several: bool
    is_overbooked: bool
    is_walk_in: bool
    late_minutes: int | None

    @property
    def expected_at(self):
        """When it begins, as ``Appointment.expected_at`` has it."""
        return self.starts_at + dt.timedelta(minutes=self.late_minutes or 0)


COLUMNS = tuple("patient__full_name" if name == "name" else name for name in Booked._fields)


class WeekRows:
    """The seven days from ``monday`` on, each on the clock of its clinic."""

    def __init__(self, *, doctor, monday):
        self.doctor = doctor
        self.first, self.last = monday, monday + ONE_DAY * 6
        self.since, self.until = around(self.first)[0], around(self.last)[1]
        self.booked = self.read_booked()
        self.slots = self.read_slots()
        self.clinics = Clinic.objects.in_bulk({row.clinic_id for row in self.booked} | {row[1] for row in self.slots})
        self.time_off = []
        if any_blocked(slot for _date, *slot in self.slots):
            self.time_off = time_off_between(doctor, self.clinics, since=self.since, until=self.until)

    def read_booked(self):
        """Return what owns time in the week."""
        found = (
            Appointment.objects.filter(doctor=self.doctor, status__in=OWNS_SLOTS)
            .filter(starts_at__gte=self.since, starts_at__lt=self.until)
            .annotate(is_one_of_several=one_of_several())
            .with_overbooking()
            .order_by("starts_at", "pk")
            .values_list(*COLUMNS)
        )
        rows = (Booked(*row) for row in found)
        return [row for row in rows if self.first <= local_date(row.starts_at, row.time_zone) <= self.last]

    def read_slots(self):
        """Return the slots nobody has, as date and the columns ``doctor_day`` works with."""
        return list(
            TimeSlot.objects.filter(doctor=self.doctor, local_date__range=(self.first, self.last))
            .filter(minute__gte=utc_minute(self.since), minute__lt=utc_minute(self.until))
            .exclude(status=TimeSlot.Status.BOOKED)
            .order_by("minute", "lane")
            .values_list("local_date", "clinic_id", "starts_at", "ends_at", "status", "held_until")
        )

    def by_day_and_zone(self):
        """Return {(date, zone): (booked, slots)}."""
        found = defaultdict(lambda: ([], []))
        for row in self.booked:
            found[local_date(row.starts_at, row.time_zone), row.time_zone][0].append(row)
        for date, *slot in self.slots:
            found[date, self.clinics[slot[0]].time_zone][1].append(slot)
        return found
