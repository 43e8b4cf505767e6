"""Several appointments and the times that would be offered for each, none of them named twice."""

import datetime as dt
from dataclasses import dataclass

from appointments.models import Appointment
from appointments.proposals.nearest import FreeTimes, nearest_apart
from appointments.proposals.policies import may_offer
from appointments.reading.free_starts import button
from scheduling.time_words import day_and_time

MOST = 50
"""For so many at once times are looked for: one page, and as many transactions when it is sent."""


@dataclass(frozen=True)
class ToOffer:
    """One appointment: its times as ``components/slot_tick.html`` prints them, or why none can be offered."""

    appointment: Appointment
    times: list
    refusal: str = ""

    @property
    def name(self):
        return name_of_times(self.appointment)


def name_of_times(appointment):
    """Return the name under which a form carries the times of one appointment."""
    return f"times-{appointment.reference}"


def times_for_each(appointments, *, actor, now):
    """
    Return a ``ToOffer`` for each of ``appointments``, in their order.

    Nothing is held yet. What is named for one is kept clear for the next, as it will be once it is offered. Queries
    grow with the kinds of visit among them, three for each, not with their number.
    """
    meant, rows, free = [], [], FreeTimes(appointments, now=now)
    for appointment in appointments:
        if refusal := may_offer(appointment, actor=actor, now=now):
            rows.append(ToOffer(appointment, [], refusal))
            continue
        slots = sorted(nearest_apart(appointment, now=now, passing=meant, free=free), key=lambda slot: slot.starts_at)
        occupied = dt.timedelta(minutes=appointment.occupies)
        meant += [(slot.starts_at, slot.starts_at + occupied) for slot in slots]
        rows.append(ToOffer(appointment, [named(slot, appointment) for slot in slots]))
    return rows


def named(slot, appointment):
    """Return a time with its day, and with its clinic where that is another."""
    words = day_and_time(slot.starts_at, slot.clinic.time_zone)
    elsewhere = f", {slot.clinic.name}" if slot.clinic_id != appointment.clinic_id else ""
    return {**button(slot), "label": f"{words}{elsewhere}", "spoken": f", {appointment.patient.full_name}"}
