"""A doctor's day: appointments, free time between them, time blocked; the same few queries however full."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from appointments.lifecycle import OWNS_SLOTS, Status
from appointments.models import Appointment
from dashboards.reading.actions import Action, row_actions
from dashboards.reading.waits import Wait, waits_of
from scheduling.absence import occurrences
from scheduling.clinic_time import around, local_date, utc_minute
from scheduling.models import Clinic, TimeOff, TimeSlot
from scheduling.stretches import Stretches


@dataclass
class Row:
    """
    A line of the day. ``kind`` is appointment, free, held or blocked.

    ``time_off`` is set where the line can be opened again; ``may_block`` where
    nobody has an appointment in the free time; ``wait`` where somebody has arrived
    and was not called yet.
    """

    kind: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    clinic: Clinic
    appointment: Appointment | None = None
    actions: list[Action] = field(default_factory=list)
    label: str = ""
    time_off: TimeOff | None = None
    may_block: bool = False
    wait: Wait | None = None

    @property
    def has_note(self):
        """Whether there is a visit to write about by now."""
        return self.appointment is not None and self.appointment.status in (Status.IN_PROGRESS, Status.COMPLETED)

    @property
    def zone(self):
        return self.clinic.time_zone if self.appointment is None else self.appointment.time_zone


@dataclass
class Day:
    """The rows of a local date in order of time; what was called off is beside them."""

    date: dt.date
    rows: list[Row]
    called_off: list[Appointment]
    clinics: list[Clinic]

    @property
    def appointments(self):
        return [row.appointment for row in self.rows if row.kind == "appointment"]

    def row_of(self, appointment):
        """Return the row of ``appointment``, or ``None`` for none."""
        return next((row for row in self.rows if appointment is not None and row.appointment is appointment), None)

    @property
    def names_clinics(self):
        """Say whether the rows name their clinic: only where there are several."""
        return len(self.clinics) > 1


def day_of(*, doctor, day, actor, now):
    """Return ``doctor``'s local date ``day`` at every clinic. Five queries at most."""
    since, until = around(day)
    found = Appointment.objects.filter(doctor=doctor, starts_at__gte=since, starts_at__lt=until).for_listing()
    found = found.with_overbooking()
    appointments = [
        appointment
        for appointment in found.order_by("starts_at", "pk")
        if local_date(appointment.starts_at, appointment.time_zone) == day
    ]
    kept = [appointment for appointment in appointments if appointment.status in OWNS_SLOTS]
    slots = list(
        TimeSlot.objects.filter(
            doctor=doctor, minute__gte=utc_minute(since), minute__lt=utc_minute(until), local_date=day
        )
        .order_by("minute", "lane")
        .values_list("clinic_id", "starts_at", "ends_at", "status", "held_until")
    )
    clinics = {appointment.clinic_id: appointment.clinic for appointment in appointments}
    clinics |= Clinic.objects.in_bulk({clinic_id for clinic_id, *_rest in slots} - set(clinics))
    waits = waits_of(kept, now=now)
    rows = [appointment_row(one, wait=waits.get(one.pk), actor=actor, now=now) for one in kept]
    rows += open_rows(slots, clinics, busy=Stretches((row.starts_at, row.ends_at) for row in rows), now=now)
    if any_blocked(slots):
        time_off = time_off_between(doctor, clinics, since=since, until=until)
        rows += blocked_rows(slots, clinics, time_off=time_off, since=since, until=until)
    rows.sort(key=lambda row: (row.starts_at, row.kind != "appointment", row.ends_at))
    called_off = [appointment for appointment in appointments if appointment.status not in OWNS_SLOTS]
    return Day(day, rows, called_off, list(clinics.values()))


def appointment_row(appointment, *, actor, now, wait=None):
    return Row(
        kind="appointment",
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        clinic=appointment.clinic,
        appointment=appointment,
        actions=row_actions(appointment, actor=actor, now=now),
        wait=wait,
    )


def open_rows(slots, clinics, *, busy, now):
    """Return the free time still to come, and what somebody is booking this minute."""
    rows = []
    for kind in ("free", "held"):
        by_clinic = {}
        for clinic_id, starts_at, ends_at, status, held_until in slots:
            is_held = held_until is not None and held_until > now
            if status == TimeSlot.Status.OPEN and starts_at > now and is_held == (kind == "held"):
                by_clinic.setdefault(clinic_id, []).append((starts_at, ends_at))
        for clinic_id, stretches in by_clinic.items():
            for starts_at, ends_at in Stretches(stretches):
                free = kind == "free" and not busy.touch(starts_at, ends_at)
                rows.append(Row(kind, starts_at, ends_at, clinics[clinic_id], may_block=free))
    return rows


def any_blocked(slots):
    return any(status == TimeSlot.Status.BLOCKED for _clinic, _starts, _ends, status, _held in slots)


def time_off_between(doctor, clinics, *, since, until):
    """Return the time off of ``doctor`` and of ``clinics`` that may lie between two instants. One query."""
    comes_again = Q(repeats_until__gte=since.date())
    return list(
        TimeOff.objects.filter(
            Q(doctor=doctor) | Q(clinic__in=clinics), Q(ends_at__gt=since) | comes_again, starts_at__lt=until
        ).order_by("starts_at", "pk")
    )


def blocked_rows(slots, clinics, *, time_off, since, until):
    """Return the time off that blocks slots of the day, each cut to those slots."""
    blocked = [
        (clinic_id, starts_at, ends_at)
        for clinic_id, starts_at, ends_at, status, _held in slots
        if status == TimeSlot.Status.BLOCKED
    ]
    rows = []
    for row in time_off:
        for start, end in occurrences(row, since=since, until=until):
            inside = [
                slot for slot in blocked if slot[1] < end and start < slot[2] and row.clinic_id in (None, slot[0])
            ]
            if inside:
                first, last = max(start, inside[0][1]), min(end, max(slot[2] for slot in inside))
                clinic = clinics[inside[0][0]]
                own = row.doctor_id is not None and row.repeats_until is None and inside[0][1] <= start and end <= last
                label = row.label or (_("Blocked") if row.doctor_id else _("Clinic closed"))
                rows.append(Row("blocked", first, last, clinic, label=label, time_off=row if own else None))
    return rows


def now_or_next(appointments, *, now):
    """Return who is with the doctor, else who waits, else who is next, and which of these it is; in order of time."""
    for status, word in ((Status.IN_PROGRESS, "now"), (Status.CHECKED_IN, "waiting")):
        for appointment in appointments:
            if appointment.status == status:
                return appointment, word
    for appointment in appointments:
        if appointment.status == Status.CONFIRMED and appointment.ends_at > now:
            return appointment, "now" if appointment.starts_at <= now else "next"
    return None, ""
