"""Move for the clinic, also to a start nobody had planned: a slot is opened by hand first."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from appointments.models import Appointment
from appointments.policies import NotAllowed, only_the_clinic, require
from appointments.services.recording import locked
from appointments.services.rescheduling import reschedule
from scheduling.models import Clinic
from scheduling.services.claiming import SlotTaken
from scheduling.services.slots_by_hand import open_slot_by_hand


@in_one_transaction(otherwise=SlotTaken)
def move(
    *,
    appointment: Appointment,
    clinic: Clinic,
    starts_at: dt.datetime,
    by_hand: bool,
    actor: Any,
    now: dt.datetime,
    note: str = "",
    seen: str | None = None,
) -> Appointment:
    """
    Move the appointment by staff right and return it.

    ``by_hand`` opens a slot of its length at ``starts_at`` first; both happen or
    neither. Raises what ``reschedule`` and ``open_slot_by_hand`` raise.
    """
    require(only_the_clinic(appointment, actor=actor, now=now))
    if by_hand:
        row = locked(appointment, seen=seen, with_doctor=True)
        if overlaps_itself(row, starts_at):
            raise NotAllowed(
                _("This overlaps the time it already has. Choose a start from the list, or one before or after it.")
            )
        open_slot_by_hand(
            doctor=row.doctor,
            clinic=clinic,
            starts_at=starts_at,
            minutes=row.occupies,
            actor=actor,
            now=now,
            for_visit=True,
        )
    return reschedule(
        appointment=appointment,
        starts_at=starts_at,
        clinic=clinic,
        actor=actor,
        now=now,
        by_right=True,
        note=note,
        seen=seen,
    )


def overlaps_itself(appointment: Appointment, starts_at: dt.datetime) -> bool:
    """Say whether the new time would need part of the old, which is still the appointment's own."""
    occupied = dt.timedelta(minutes=appointment.occupies)
    return abs(starts_at - appointment.starts_at) < occupied
