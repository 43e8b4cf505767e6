"""
Time that was given back before it began, and how much of it was booked again in time.

*Given back* is what a cancellation or a move leaves, late or not, by whoever made it. *Booked again* are those of
its minutes that another booking or move took before they began; a request that was declined or never answered gives
them back once more. A decision that was undone never was.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from django.db.models import Q

from appointments.lifecycle import MOVES, Verb
from appointments.models import AppointmentEvent
from scheduling.clinic_time import around, local_date, utc_minute

AT_A_TIME = 2000
BEGINNINGS = (Verb.BOOK, Verb.REQUEST)
ENDS_OF_A_REQUEST = (Verb.REJECT, Verb.EXPIRE)
TIME_COLUMNS = ("given_back_minutes", "refilled_minutes", "lost_late_minutes", "lost_to_clinic_minutes")

Span = tuple[int, int]
"""From one UTC minute to another, that one not included."""
Key = tuple[int, int, int]
"""Clinic, doctor, visit type."""


@dataclass
class GivenBack:
    """A stretch of time somebody gave back, and how many minutes of it were booked again."""

    day: dt.date
    key: Key
    span: Span
    is_late: bool
    by_clinic: bool
    refilled: int = 0

    @property
    def minutes(self) -> int:
        return self.span[1] - self.span[0]

    @property
    def counts(self) -> Counter[str]:
        """Its part of a day's figures. What came back late and stayed empty is lost."""
        told = Counter({"given_back_minutes": self.minutes, "refilled_minutes": self.refilled})
        if self.is_late:
            told["lost_to_clinic_minutes" if self.by_clinic else "lost_late_minutes"] = self.minutes - self.refilled
        return told


@dataclass(frozen=True)
class Change:
    """What one event does to a doctor's time: ``taken`` by the appointment, ``left`` by it, or all of it declined."""

    appointment: int
    at: dt.datetime
    event: int
    taken: list[Span] = field(default_factory=list)
    left: list[GivenBack] = field(default_factory=list)
    kept: Span | None = None
    is_declined: bool = False


def lives(events: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield the events of one appointment after the other, without those that were undone."""
    for _key, life in groupby(events, key=attrgetter("appointment_id")):
        standing: list[Any] = []
        for event in life:
            if event.kind != Verb.UNDO:
                standing.append(event)
            elif standing:
                standing.pop()
        yield standing


def changes_of(life: list[Any]) -> Iterator[Change]:
    """Yield what the events of a ``life`` do to the time of its doctor."""
    if not life:
        return
    appointment = life[0].appointment
    first_move = next((event for event in life if event.kind in MOVES), None)
    starts_at = first_move.old_starts_at if first_move else appointment.starts_at
    notice = appointment.starts_at - appointment.late_after
    for event in life:
        mark = {"appointment": appointment.pk, "at": event.at, "event": event.pk}
        now = span_of(starts_at, appointment.minutes)
        if event.kind in BEGINNINGS:
            yield Change(**mark, taken=[now])
        elif event.kind in MOVES:
            to = span_of(event.new_starts_at, appointment.minutes)
            gone = [given(event, rest, starts_at, notice) for rest in without(now, to)]
            yield Change(**mark, taken=without(to, now), left=[one for one in gone if one], kept=to)
            starts_at = event.new_starts_at
        elif event.kind == Verb.CANCEL:
            whole = given(event, now, starts_at, notice)
            yield Change(**mark, left=[whole] if whole else [])
        elif event.kind in ENDS_OF_A_REQUEST:
            yield Change(**mark, is_declined=True)


def given(event: Any, span: Span, starts_at: dt.datetime, notice: dt.timedelta) -> GivenBack | None:
    """Return the time an event gives back, or ``None`` where it had begun."""
    if event.at >= starts_at:
        return None
    appointment = event.appointment
    clinic = event.old_clinic or appointment.clinic
    zone_name = event.old_clinic.time_zone if event.old_clinic else appointment.time_zone
    return GivenBack(
        day=local_date(starts_at, zone_name),
        key=(clinic.pk, appointment.doctor_id, appointment.visit_type_id),
        span=span,
        is_late=event.at > starts_at - notice,
        by_clinic=event.is_the_clinics_wish,
    )


def span_of(starts_at: dt.datetime, minutes: int) -> Span:
    first = utc_minute(starts_at)
    return first, first + minutes


def without(span: Span, other: Span) -> list[Span]:
    """Return what of ``span`` lies outside ``other``: nothing, one piece or two."""
    pieces = [(span[0], min(span[1], other[0])), (max(span[0], other[1]), span[1])]
    return [piece for piece in pieces if piece[0] < piece[1]]


def common(span: Span, other: Span) -> Span | None:
    first, end = max(span[0], other[0]), min(span[1], other[1])
    return (first, end) if first < end else None


class Ledger:
    """The time of one doctor that is free because somebody gave it back. Changes are told in their order."""

    def __init__(self) -> None:
        self.free: list[tuple[Span, GivenBack]] = []
        self.booked: dict[int, list[tuple[Span, GivenBack]]] = defaultdict(list)

    def tell(self, change: Change) -> None:
        if change.is_declined:
            for span, record in self.booked.pop(change.appointment, []):
                record.refilled -= span[1] - span[0]
                self.free.append((span, record))
            return
        if change.left or change.kept:
            kept = [(common(span, change.kept), record) for span, record in self.left_by(change)] if change.kept else []
            self.booked[change.appointment] = [(span, record) for span, record in kept if span]
        for span in change.taken:
            self.take(change, span)
        self.free += [(record.span, record) for record in change.left]

    def left_by(self, change: Change) -> list[tuple[Span, GivenBack]]:
        return self.booked.get(change.appointment, [])

    def take(self, change: Change, wanted: Span) -> None:
        """Book what is free of ``wanted``, once, the first that was given back first, and only before it began."""
        open_spans, free = [wanted], []
        for span, record in self.free:
            rest = [span]
            if change.at < began(record):
                for want in list(open_spans):
                    if shared := common(span, want):
                        record.refilled += shared[1] - shared[0]
                        self.booked[change.appointment].append((shared, record))
                        rest = [piece for one in rest for piece in without(one, shared)]
                        open_spans.remove(want)
                        open_spans += without(want, shared)
            free += [(piece, record) for piece in rest]
        self.free = free


def began(record: GivenBack) -> dt.datetime:
    return dt.datetime.fromtimestamp(record.span[0] * 60, dt.UTC)


def in_order(changes: Iterable[Change]) -> list[Change]:
    return sorted(changes, key=attrgetter("at", "event"))


def given_back_on(day: dt.date) -> dict[Key, Counter[str]]:
    """Return the minutes given back of ``day``, on the clock of each clinic, and of them those booked again."""
    by_doctor = defaultdict(list)
    for life in lives(events_about(day)):
        if life:
            by_doctor[life[0].appointment.doctor_id] += changes_of(life)
    told: dict[Key, Counter[str]] = defaultdict(Counter)
    for changes in by_doctor.values():
        if not any(change.left for change in changes):
            continue
        ledger = Ledger()
        for change in in_order(changes):
            ledger.tell(change)
        for record in (record for change in changes for record in change.left):
            if record.day == day:
                told[record.key].update(record.counts)
    return told


def events_about(day: dt.date) -> Iterator[Any]:
    """Yield all events of the appointments that stand, or stood, near ``day``: those of one together, in order."""
    first, end = around(day)
    moved = AppointmentEvent.objects.filter(kind__in=MOVES, old_starts_at__gte=first, old_starts_at__lt=end)
    there = Q(appointment__starts_at__gte=first, appointment__starts_at__lt=end)
    elsewhere = Q(appointment__in=moved.order_by().values("appointment")) & ~there
    return chain(events_of(there), events_of(elsewhere))


def events_of(which: Q) -> Iterator[Any]:
    return (
        AppointmentEvent.objects.filter(which)
        .select_related("appointment__clinic", "old_clinic")
        .only(
            "kind", "at", "by_staff", "reason_code", "old_starts_at", "new_starts_at", "old_clinic__time_zone",
            "appointment__starts_at", "appointment__minutes", "appointment__late_after", "appointment__time_zone",
            "appointment__doctor_id", "appointment__visit_type_id", "appointment__clinic__time_zone",
        )
        .order_by("appointment_id", "at", "pk")
        .iterator(AT_A_TIME)
    )  # fmt: skip
