"""Where a doctor may say that they run late, what was said there, and who still waits."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from appointments.lateness.models import RunningLate
from appointments.lifecycle import EXPECTED, OWNS_SLOTS, Status
from appointments.models.appointment import Appointment
from scheduling.clinic_time import ONE_DAY, local_date
from scheduling.models import Clinic
from scheduling.services.planning import plan_for
from scheduling.sessions import UnbrokenSession, sessions_of


def waits(appointment, *, now):
    """Say whether it concerns the patient that the doctor runs late: they are here, or their time is still to come."""
    if appointment.status == Status.CHECKED_IN:
        return True
    return appointment.status in EXPECTED and appointment.expected_at > now


@dataclass(frozen=True)
class RestOfSession:
    """
    What is left today of a session at one clinic. ``said`` is what holds for it, or nothing.

    ``expected`` are the patients not seen yet, in order of time, ``waiting`` those of them it concerns: who
    has arrived, and whose time is still to come. Whoever should have been here by now is late themselves.
    """

    clinic: Clinic
    session: UnbrokenSession
    said: RunningLate | None
    expected: list[Appointment]
    now: dt.datetime

    @property
    def waiting(self):
        return [appointment for appointment in self.expected if waits(appointment, now=self.now)]

    @property
    def concerned(self):
        """Who waits, and who waited when the last was said and has not been seen since."""
        waiting = self.waiting
        return [row for row in self.expected if row in waiting or row.runs_late]

    @property
    def minutes(self):
        return self.said.minutes if self.said else RunningLate.ON_TIME

    @property
    def is_late(self):
        return self.minutes > RunningLate.ON_TIME


def rest_of_today(doctor, *, now, lock=False):
    """
    Return the running session of ``doctor`` at each clinic where somebody waits, else the next one of today there.

    Today is each clinic's own. Four queries, one where nobody has an appointment. ``lock`` locks the
    appointments, in order, and brings along what a message needs.
    """
    found = Appointment.objects.filter(
        doctor=doctor, status__in=OWNS_SLOTS, starts_at__gt=now - ONE_DAY, starts_at__lt=now + ONE_DAY
    ).for_listing()
    if lock:
        found = found.select_for_update(no_key=True, of=("self",)).select_related("doctor__user")
    appointments = [row for row in found.order_by("pk") if _is_today(row.starts_at, row.clinic, now=now)]
    if not any(row.status in EXPECTED for row in appointments):
        return []
    clinics = {row.clinic_id: row.clinic for row in appointments}
    said = list(RunningLate.objects.filter(doctor=doctor, ends_at__gt=now).newest_first())
    nearest = {}
    for session in _sessions(doctor, appointments, now=now):
        clinic = clinics.get(session.clinic_id)
        if clinic is None or session.ends_at <= now or not _is_today(max(session.starts_at, now), clinic, now=now):
            continue
        rest = _rest(session, clinic, appointments, said, now=now)
        if rest.waiting:
            nearest.setdefault(clinic.pk, rest)
    return sorted(nearest.values(), key=lambda rest: rest.session.starts_at)


def running_late_now(doctor, *, waiting, now):
    """Return what was said last of each session in which ``doctor`` runs late and one of ``waiting`` is. One query."""
    newest = []
    for said in RunningLate.objects.filter(doctor=doctor, ends_at__gt=now).select_related("clinic").newest_first():
        if not any(said.is_about_the_session_of(other) for other in newest):
            newest.append(said)
    return [said for said in newest if said.is_late and any(said.holds(appointment) for appointment in waiting)]


def said_at_the_start_of(appointment):
    """Return what was said last of the session in which ``appointment`` begins, or ``None``. One query."""
    return (
        RunningLate.objects.filter(
            doctor=appointment.doctor_id,
            clinic=appointment.clinic_id,
            starts_at__lte=appointment.starts_at,
            ends_at__gt=appointment.starts_at,
        )
        .newest_first()
        .first()
    )


def _is_today(instant, clinic, *, now):
    return local_date(instant, clinic.time_zone) == local_date(now, clinic.time_zone)


def _sessions(doctor, appointments, *, now):
    beside = defaultdict(list)
    for row in appointments:
        beside[row.clinic_id].append((row.starts_at, row.starts_at + dt.timedelta(minutes=row.occupies)))
    plan = plan_for(doctor, first=now.date(), last=now.date(), clinics=beside)
    return sessions_of(plan, beside=beside)


def _rest(session, clinic, appointments, said, *, now):
    expected = [
        row
        for row in appointments
        if row.clinic_id == clinic.pk and row.status in EXPECTED and session.holds(row.starts_at)
    ]
    expected.sort(key=lambda row: (row.starts_at, row.pk))
    holds = next((row for row in said if row.is_about_the_session_of(session)), None)
    return RestOfSession(clinic, session, holds, expected, now)
