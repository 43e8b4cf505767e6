"""One day's slots, lane by lane, and who has them."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from appointments.models import AppointmentSlot
from scheduling.clinic_time import around, utc_minute
from scheduling.models import TimeSlot


@dataclass
class Cell:
    """
    A slot: ``kind`` is open, booked, blocked or held; ``may_change`` while nobody has any of its time.

    ``may_reshape``: it is free, and has not begun.
    """

    slot: TimeSlot
    kind: str
    appointment: object = None
    may_change: bool = False
    may_reshape: bool = False

    @property
    def word(self):
        return {"open": _("Free"), "booked": _("Booked"), "blocked": _("Blocked"), "held": _("Being booked")}[self.kind]


@dataclass
class Lane:
    """The slots of one lane at one clinic, in order of time."""

    clinic: object
    number: int
    cells: list = field(default_factory=list)


def lanes_of(*, doctor, day, now):
    """Return the lanes of ``doctor``'s local date ``day``. Two queries."""
    since, until = around(day)
    slots = list(
        TimeSlot.objects.filter(
            doctor=doctor, minute__gte=utc_minute(since), minute__lt=utc_minute(until), local_date=day
        )
        .select_related("clinic")
        .order_by("clinic__name", "lane", "minute")
    )
    owners = {
        link.slot_id: link.appointment
        for link in AppointmentSlot.objects.filter(slot__in=[slot.pk for slot in slots]).select_related(
            "appointment__patient"
        )
    }
    kinds = {slot.pk: kind_of(slot, now=now) for slot in slots}
    busy = [slot for slot in slots if kinds[slot.pk] in ("booked", "held")]
    lanes = {}
    for slot in slots:
        lane = lanes.setdefault((slot.clinic_id, slot.lane), Lane(slot.clinic, slot.lane + 1))
        in_use = any(other.starts_at < slot.ends_at and slot.starts_at < other.ends_at for other in busy)
        kind = kinds[slot.pk]
        may_change, may_reshape = not in_use and slot.ends_at > now, kind == "open" and slot.starts_at > now
        lane.cells.append(Cell(slot, kind, owners.get(slot.pk), may_change=may_change, may_reshape=may_reshape))
    return list(lanes.values())


def kind_of(slot, *, now):
    if slot.status == TimeSlot.Status.OPEN and slot.held_until is not None and slot.held_until > now:
        return "held"
    return slot.status
