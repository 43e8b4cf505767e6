"""
Find doctors by what they offer and when they are free.

The search runs over offers (``DoctorVisitType``), so that mode, kind and length of a
visit are plain columns. One query returns every matching offer with its next free
start for each part of the day; counting, sorting and paging are done on its rows.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from accounts.models import Doctor, Specialty
from scheduling import clinic_time
from scheduling.clinic_time import utc_minute
from scheduling.models import Clinic, DoctorVisitType, Mode, TimeSlot, WorkingHours
from scheduling.offering import open_starts
from scheduling.search.typed_words import Term

DoctorSpecialty = Doctor.specialties.through
SOON = dt.timedelta(days=14)


class PartOfDay(models.TextChoices):
    """On the clinic's clock."""

    MORNING = "morning", _("Morning, before 12")
    AFTERNOON = "afternoon", _("Afternoon")
    EVENING = "evening", _("Evening, after 5")


# Minutes after midnight: from, and up to but not including.
HOURS_OF = {
    PartOfDay.MORNING: (0, 12 * 60),
    PartOfDay.AFTERNOON: (12 * 60, 17 * 60),
    PartOfDay.EVENING: (17 * 60, 24 * 60),
}


class Sort(models.TextChoices):
    EARLIEST = "earliest", _("Earliest time")
    NAME = "name", _("Name")


@dataclass(frozen=True)
class Wish:
    """
    What somebody looks for; an empty field means anything will do.

    ``clinics`` are those in reach, resolved before the search; ``days`` gives the
    first and last date wanted on each clinic's clock, by zone; ``hours_choose`` whether
    working hours that name visit types exist at all.
    """

    clinics: tuple[Clinic, ...]
    all_clinics: bool = True
    specialty: Specialty | None = None
    terms: tuple[Term, ...] = ()
    visit_type: str = ""
    days: dict[str, tuple[dt.date, dt.date]] | None = None
    parts: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    genders: frozenset[str] = frozenset()
    sees_children: bool = False
    step_free: bool = False
    hours_choose: bool = True
    sort: str = Sort.EARLIEST


class Row(NamedTuple):
    """An offer that matches, with the ``utc_minute`` of its next free start in each part of the day, or ``None``."""

    offer: int
    doctor: int
    mode: str
    gender: str
    sees_children: bool
    name: str
    slug: str
    morning: int | None
    afternoon: int | None
    evening: int | None
    step_free: int | None = None

    def next_start(self, parts):
        """Return the earliest start in one of ``parts``; in none chosen, the earliest of all."""
        found = [start for part in parts or PartOfDay if (start := getattr(self, part)) is not None]
        return min(found, default=None)


@dataclass
class Choice:
    """
    A doctor in the results: the offer whose times are shown, and the ways to meet.

    ``modes`` are those that have times, in the order of ``Mode``; ``mode`` is one of them.
    """

    doctor: int
    offer: int
    mode: str
    next_start: int
    name: str
    modes: tuple[str, ...] = ()


def find(wish, *, now):
    """Return the rows of every offer that matches; one query, and none where no clinic is in reach."""
    return [Row(*row) for row in matching_offers(wish, now=now)] if wish.clinics else []


def matching_offers(wish, *, now):
    """Return the offers that match all of ``wish`` that is decided by the database, with their next starts."""
    offers = DoctorVisitType.objects.listed().filter(_kind(wish)).order_by()
    if wish.specialty is not None:
        offers = offers.filter(_practises([wish.specialty.pk]))
    for term in wish.terms:
        by_name = Q(doctor__search_text__contains=term.word)
        offers = offers.filter(by_name | _practises(term.specialties) if term.specialties else by_name)
    if not wish.all_clinics:
        offers = offers.filter(is_seen_at(wish.clinics))
    starts = (
        open_starts(now=now, hours_choose=wish.hours_choose, between=minutes_of(wish))
        .filter(where_and_when(wish, mode=OuterRef("mode")))
        .order_by("minute")
    )
    columns = {part.value: _first(starts.filter(in_part(part))) for part in PartOfDay}
    if _has_steps_somewhere(wish):
        there = starts.filter(_reachable(wish.clinics, OuterRef("mode")), in_parts(wish.parts))
        columns["step_free"] = Case(When(_may_be_reachable(wish.clinics), then=_first(there)))
    return offers.annotate(**columns).values_list(
        "pk",
        "doctor_id",
        "mode",
        "doctor__gender",
        "doctor__sees_children",
        "doctor__full_name",
        "doctor__slug",
        *columns,
    )


def minutes_of(wish):
    """Return the UTC minutes between which the days wanted lie, on every clock concerned; ``None`` for any day."""
    if wish.days is None:
        return None
    earliest = min(clinic_time.day_bounds(first, zone)[0] for zone, (first, _last) in wish.days.items())
    latest = max(clinic_time.day_bounds(last, zone)[1] for zone, (_first, last) in wish.days.items())
    return utc_minute(earliest), utc_minute(latest)


def where_and_when(wish, *, mode):
    """
    Return the condition on a slot that place and date of ``wish`` make.

    ``mode`` is the expression for the offer's way to meet: steps at the door are
    in nobody's way on video.
    """
    wanted = Q()
    if not wish.all_clinics:
        wanted &= Q(clinic__in=[clinic.pk for clinic in wish.clinics])
    if wish.days is not None:
        wanted &= _on_days(wish)
    if wish.step_free:
        wanted &= _reachable(wish.clinics, mode)
    return wanted


def in_part(part):
    """Return the condition that a slot starts in this part of the day, on the clinic's clock."""
    first, end = HOURS_OF[PartOfDay(part)]
    return Q(local_minute__gte=first, local_minute__lt=end)


def in_parts(parts):
    """Return the condition for any of ``parts``; none or all of them make no condition."""
    wanted = Q()
    if len(parts) < len(PartOfDay):
        for part in parts:
            wanted |= in_part(part)
    return wanted


def choose(rows, wish, *, now, meet=None):
    """
    Return a ``Choice`` for every doctor among ``rows`` (all of which fit the wish), in the order to show them.

    Shown is the first way to meet, as ``Mode`` lists them, that has a time soon;
    if none has, the one with the earliest time; ``meet`` (a doctor's slug and a mode) chooses
    for one of them. Equal times are in order of name.
    """
    of_doctor = defaultdict(dict)
    for row in rows:
        start = row.next_start(wish.parts)
        kept = of_doctor[row.doctor].get(row.mode)
        if kept is None or start < kept[0]:
            of_doctor[row.doctor][row.mode] = (start, row)
    choices = []
    for doctor, by_mode in of_doctor.items():
        in_order = [by_mode[mode] for mode in Mode.values if mode in by_mode]
        asked = (found for found in in_order if (found[1].slug, found[1].mode) == meet)
        soonest = (found for found in in_order if is_soon(found[0], wish, now=now))
        start, row = next(chain(asked, soonest), min(in_order, key=lambda found: found[0]))
        modes = tuple(found[1].mode for found in in_order)
        choices.append(Choice(doctor, row.offer, row.mode, start, row.name, modes))
    by_name = sorted(choices, key=lambda choice: (choice.name.casefold(), choice.doctor))
    return by_name if wish.sort == Sort.NAME else sorted(by_name, key=lambda choice: choice.next_start)


def is_soon(start, wish, *, now):
    """Say whether a start is near enough to show the days; days asked for are, whichever they are."""
    return wish.days is not None or start < utc_minute(now + SOON)


def _kind(wish):
    if wish.visit_type:
        return Q(visit_type__slug=wish.visit_type)
    return Q(is_default=True)


def _practises(specialties):
    return Exists(DoctorSpecialty.objects.filter(doctor=OuterRef("doctor"), specialty__in=specialties))


def is_seen_at(clinics):
    """
    Whether the doctor can have slots at one of ``clinics`` at all.

    A slot comes from working hours or was opened beside them. Asked before the
    slots are: a doctor of another town would have every open slot looked at in vain.
    """
    ids = [clinic.pk for clinic in clinics]
    by_hand = TimeSlot.objects.beside_the_hours().filter(doctor=OuterRef("doctor"), clinic__in=ids)
    hours = WorkingHours.objects.filter(doctor=OuterRef("doctor"), clinic__in=ids)
    return Exists(hours.order_by()) | Exists(by_hand.order_by())


def _first(starts):
    return Subquery(starts.values("minute")[:1])


def _on_days(wish):
    """The dates wanted, on the clock of each clinic."""
    spans = set(wish.days.values())
    if len(spans) == 1:
        return Q(local_date__range=spans.pop())
    there = Q()
    for zone, span in wish.days.items():
        there |= Q(clinic__in=[c.pk for c in wish.clinics if c.time_zone == zone], local_date__range=span)
    return there


def _has_steps_somewhere(wish):
    return not wish.step_free and len({clinic.step_free for clinic in wish.clinics}) > 1


def _step_free(clinics):
    return [clinic for clinic in clinics if clinic.step_free]


def _reachable(clinics, mode):
    in_person = Exact(mode, Value(Mode.IN_PERSON))
    return Q(clinic__in=[clinic.pk for clinic in _step_free(clinics)]) | ~Q(in_person)


def _may_be_reachable(clinics):
    return ~Q(mode=Mode.IN_PERSON) | is_seen_at(_step_free(clinics))
