"""Which free times an offer names by itself: near the one there is, and not three of the same morning."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from appointments.lifecycle import ACTIVE
from appointments.models import Appointment
from scheduling.clinic_time import instant_of_minute, local
from scheduling.models import Clinic
from scheduling.offering import open_starts

NOON = 12


@dataclass(frozen=True)
class FreeStart:
    """A start at which a whole visit is free, in whichever lane."""

    doctor_id: int
    starts_at: dt.datetime
    local_date: dt.date
    clinic: Clinic

    @property
    def clinic_id(self):
        return self.clinic.pk

    @property
    def half(self):
        """The day, and whether it is past noon on the clocks of the clinic."""
        return self.local_date, local(self.starts_at, self.clinic.time_zone).hour >= NOON


class FreeTimes:
    """
    What is free for several appointments: two queries for each kind of visit among them, two for all.

    It is as free as it was at ``now``: what must be so is for holding to say.
    """

    def __init__(self, appointments, *, now):
        self.now, self._starts = now, {}
        self._elsewhere = defaultdict(list)
        theirs = Appointment.objects.filter(
            patient__in={one.patient_id for one in appointments}, status__in=ACTIVE, ends_at__gt=now
        )
        for pk, patient, starts_at, ends_at in theirs.values_list("pk", "patient", "starts_at", "ends_at"):
            self._elsewhere[patient].append((pk, starts_at, ends_at))

    def starts(self, appointment):
        """Return the free starts of the appointment's doctor for its kind of visit; none once that was withdrawn."""
        key = (appointment.doctor_id, appointment.visit_type_id)
        if key not in self._starts:
            offer = appointment.offer
            self._starts[key] = free_starts(offer, now=self.now) if offer else []
        return self._starts[key]

    def elsewhere(self, appointment):
        """Return when the appointment's patient has others."""
        return [(first, last) for pk, first, last in self._elsewhere[appointment.patient_id] if pk != appointment.pk]


def free_starts(offer, *, now):
    """Return every start patients could book of ``offer``. Two queries."""
    open_ones = open_starts(now=now, offer=offer).filter(clinic__is_active=True).order_by("minute", "clinic")
    rows = list(open_ones.values_list("minute", "local_date", "clinic").distinct())
    clinics = Clinic.objects.in_bulk({clinic for _minute, _day, clinic in rows})
    return [FreeStart(offer.doctor_id, instant_of_minute(minute), day, clinics[pk]) for minute, day, pk in rows]


def nearest_apart(appointment, *, now, passing=(), free=None, clinics=None):
    """
    Return up to three ``FreeStart`` of the appointment's doctor, in the order they were chosen.

    The rule: the nearest; the nearest in another half of a day (before noon, from noon); the nearest on a day that
    neither of them has. Who cannot come at nine cannot come at twenty past as a rule. Where no such time is free, the
    nearest one left stands in. None touches another, the time it has, or another appointment of the patient.

    ``passing`` are pairs of instants to keep clear of, such as what is meant for others; ``free`` is what was asked
    for several at once, and ``clinics``, by key, are those that count.
    """
    free = free or FreeTimes([appointment], now=now)
    occupied = dt.timedelta(minutes=appointment.occupies)
    near = max(appointment.starts_at, now)
    in_the_way = [(appointment.starts_at, appointment.starts_at + occupied), *free.elsewhere(appointment), *passing]
    left = clear_of(in_the_way, free.starts(appointment), occupied)
    left = [start for start in left if clinics is None or start.clinic_id in clinics]
    left.sort(key=lambda start: abs(start.starts_at - near))
    chosen = []
    for suits in (anything, in_another_half, on_another_day):
        start = next((start for start in left if suits(start, chosen)), None) or next(iter(left), None)
        if start is None:
            break
        chosen.append(start)
        left = clear_of([(start.starts_at, start.starts_at + occupied)], left, occupied)
    return chosen


def clear_of(stretches, starts, occupied):
    """Return those of ``starts`` from which a visit of ``occupied`` touches none of the ``stretches``."""
    barred = joined(stretches, occupied)
    return [start for start in starts if not any(first < start.starts_at < last for first, last in barred)]


def joined(stretches, occupied):
    """Return between which instants no visit of ``occupied`` may begin, overlapping ones as one."""
    found = []
    for first, last in sorted((first - occupied, last) for first, last in stretches):
        if found and first < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def anything(_start, _chosen):
    return True


def in_another_half(start, chosen):
    return start.half != chosen[0].half


def on_another_day(start, chosen):
    return start.local_date not in {other.local_date for other in chosen}
