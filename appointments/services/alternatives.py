"""Other free times with the same doctor, nearest first."""

from scheduling.clinic_time import utc_minute
from scheduling.models import TimeSlot
from scheduling.offering import open_starts

NEAREST = 5


def nearest_times(*, offer, near, now, count=NEAREST, exclude_start=None):
    """
    Return up to ``count`` free slots of ``offer`` around the instant ``near``, in order of time.

    Each start is listed once, whatever the number of lanes. Two queries.
    """
    starts = open_starts(now=now, offer=offer).filter(clinic__is_active=True).select_related("clinic")
    if exclude_start is not None:
        starts = starts.exclude(minute=utc_minute(exclude_start))
    pivot = utc_minute(near)
    # Lanes repeat a start; a few more rows than asked for are enough to have ``count`` different ones.
    after = list(starts.filter(minute__gte=pivot).order_by("minute", "lane")[: count * 4])
    before = list(starts.filter(minute__lt=pivot).order_by("-minute", "lane")[: count * 4])
    first_of_start: dict[int, TimeSlot] = {}
    for slot in sorted([*after, *before], key=lambda slot: (abs(slot.minute - pivot), slot.lane)):
        first_of_start.setdefault(slot.minute, slot)
    return sorted(list(first_of_start.values())[:count], key=lambda slot: slot.minute)


def other_times(appointment, *, now, count=3):
    """Return free times near the appointment's, its own left out; none when the offer was withdrawn."""
    offer = appointment.offer
    if offer is None:
        return []
    return nearest_times(
        offer=offer, near=max(appointment.starts_at, now), now=now, count=count, exclude_start=appointment.starts_at
    )
