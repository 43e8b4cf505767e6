"""Who comes: new patients, first visits, how people book, who is active, and whether those who signed up booked."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils.translation import gettext as _

from accounts.models import Patient, User
from accounts.roles import Role
from appointments.lifecycle import Status
from appointments.models import Appointment
from appointments.reading.bookings import First, Source
from appointments.reading.outcomes import Outcome, on_days
from dashboards.analytics.attendance import WEEKS, Counts, Week
from dashboards.analytics.drawing import BAR
from dashboards.analytics.main_figures import MainFigure, growth, of_share
from dashboards.analytics.number_words import grouped
from dashboards.analytics.periods import Period, months_before, name_of
from dashboards.analytics.rolling_up_patients import FIGURES
from dashboards.analytics.shares import TOO_FEW, Share
from dashboards.models import PatientMetric
from scheduling.clinic_time import A_WEEK, ONE_DAY, day_bounds, monday_of

A_YEAR = ONE_DAY * 365
BANDS = ((0, 17), (18, 39), (40, 64), (65, 79), (80, None))
MONTHLY_FROM = ONE_DAY * 200
"""From so long a stretch on the picture goes by months: thirteen weeks would be a part of it."""


@dataclass(frozen=True)
class Band:
    """Active patients of an age; ``share`` is ``None`` where they are too few, or would give away another's number."""

    words: str
    share: Share | None

    @property
    def width(self):
        return round(BAR * self.share.percent / 100) if self.share else 0


@dataclass
class Active:
    """The patients seen in the year up to a day."""

    last: dt.date
    number: int
    with_sign_in: int
    by_age: list[int]

    @property
    def first(self):
        return self.last - A_YEAR + ONE_DAY

    @property
    def sign_in(self):
        return Share(self.with_sign_in, self.number)

    @cached_property
    def bands(self):
        """Two bands are hidden where one alone would be the rest of the sum."""
        hidden = {band for band, number in enumerate(self.by_age) if 0 < number < TOO_FEW}
        if len(hidden) == 1 and (others := [band for band, number in enumerate(self.by_age) if number >= TOO_FEW]):
            hidden.add(min(others, key=lambda band: self.by_age[band]))
        return [
            Band(words_of(*ages), None if band in hidden else Share(self.by_age[band], self.number))
            for band, ages in enumerate(BANDS)
        ]


@dataclass
class Patients:
    """What the page shows. ``signed_up`` is ``None`` for part of the clinics: an account belongs to none."""

    period: Period
    places: dict[str, Any]
    now: Counter[str]
    before: Counter[str]
    active: Active
    active_before: Active
    signed_up: Share | None
    signed_up_before: Share | None

    @property
    def is_empty(self):
        return not (self.now.total() or self.active.number or (self.signed_up and self.signed_up.whole))

    @property
    def booked(self):
        return sum(self.now[name] for name in Source.values)

    @property
    def sources(self):
        """Pairs of a source and its share of all that was booked, the most first."""
        pairs = [(source, Share(self.now[source.value], self.booked)) for source in Source]
        return sorted(pairs, key=lambda pair: -pair[1].part)

    @property
    def first_visits(self):
        return first_share(self.now)

    @property
    def goes_by_months(self):
        return (self.period.last - self.period.first) > MONTHLY_FROM

    @cached_property
    def stretches(self):
        """The last thirteen weeks, or twelve months of a long period, each with what was counted."""
        last = self.period.last
        if self.goes_by_months:
            begins = [months_before(last, number) for number in range(11, -1, -1)]
        else:
            begins = [monday_of(last) - A_WEEK * number for number in range(WEEKS - 1, -1, -1)]
        found = {first: Counts() for first in begins}
        rows = PatientMetric.objects.filter(day__range=(begins[0], last), **self.places).order_by().values_list("day")
        for day, *numbers in rows.annotate(*(Sum(name) for name in FIGURES)):
            first = day.replace(day=1) if self.goes_by_months else monday_of(day)
            found[first].numbers.update(dict(zip(FIGURES, numbers, strict=True)))
        return [Week(first, counts) for first, counts in found.items()]


def first_share(counts):
    return Share(counts["first_visits"], counts["first_visits"] + counts["returning_visits"])


def words_of(youngest, oldest):
    if oldest is None:
        return _("%(age)s and over") % {"age": youngest}
    return _("%(youngest)s to %(oldest)s") % {"youngest": youngest, "oldest": oldest}


def patients_of(period: Period, narrowing, *, zone_name: str, everywhere: bool) -> Patients:
    """Return the figures of ``period``. Six queries with its stretches, whatever there is to count."""
    sums = {}
    for when, part in (("now", period), ("before", period.before)):
        inside = Q(day__range=(part.first, part.last))
        sums |= {f"{when}_{name}": Sum(name, filter=inside, default=0) for name in FIGURES}
    rows = PatientMetric.objects.filter(day__range=(period.before.first, period.last), **narrowing.of_all_rows)
    told = rows.aggregate(**sums)
    counts = {when: Counter({name: told[f"{when}_{name}"] for name in FIGURES}) for when in ("now", "before")}
    whole = everywhere and not narrowing.clinic
    return Patients(
        period,
        narrowing.of_all_rows,
        counts["now"],
        counts["before"],
        active_until(period.last, narrowing.of_all_rows),
        active_until(period.before.last, narrowing.of_all_rows),
        signed_up(period, zone_name) if whole else None,
        signed_up(period.before, zone_name) if whole else None,
    )


def seen_within(first: dt.date, last: dt.date, places) -> Exists:
    """Return the condition that a patient was seen at the ``places`` from day to day."""
    visits = Appointment.objects.filter(patient=OuterRef("pk"), status=Status.COMPLETED, **places).order_by()
    return Exists(on_days(visits, first, last))


def active_until(last: dt.date, places) -> Active:
    found = Patient.objects.filter(seen_within(last - A_YEAR + ONE_DAY, last, places)).order_by()
    bands = {f"band_{number}": Count("pk", filter=born_for(*ages, on=last)) for number, ages in enumerate(BANDS)}
    told = found.aggregate(number=Count("pk"), with_sign_in=Count("user"), **bands)
    return Active(last, told["number"], told["with_sign_in"], [told[name] for name in bands])


def born_for(youngest, oldest, *, on):
    """Return the condition to be from ``youngest`` to ``oldest``, in whole years, on a date."""
    born = Q(date_of_birth__lte=years_before(on, youngest)) if youngest else Q()
    return born & Q(date_of_birth__gt=years_before(on, oldest + 1)) if oldest is not None else born


def years_before(day: dt.date, years: int) -> dt.date:
    """Return the same date ``years`` ago; who was born on 29 February is a year older on 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def signed_up(period: Period, zone_name: str) -> Share:
    """Return how many of those who signed up in ``period`` have booked by now, for themselves or for somebody."""
    first, end = day_bounds(period.first, zone_name)[0], day_bounds(period.last, zone_name)[1]
    theirs = Appointment.objects.order_by()
    booked = Exists(theirs.filter(booked_by=OuterRef("pk"))) | Exists(theirs.filter(patient__user=OuterRef("pk")))
    users = User.objects.filter(role=Role.PATIENT, date_joined__gte=first, date_joined__lt=end).order_by()
    told = users.alias(has_booked=booked).aggregate(whole=Count("pk"), part=Count("pk", filter=Q(has_booked=True)))
    return Share(told["part"], told["whole"])


def figures_of(found: Patients, lists):
    """Return the main figures: new patients, first visits, active patients, who of them signs in, who booked."""
    before = name_of(found.period.before)
    new, active = found.now["new_patients"], found.active
    of_patients = _("%(whole)s patients are too few for a share.")
    figures = [
        MainFigure(
            _("New patients"), grouped(new), growth(new, found.before["new_patients"], before), "",
            lists.booked(first=First.BOOKING),
        ),
        of_share(
            _("First visits"), found.first_visits, first_share(found.before), fewer_is_better=False,
            address=lists.of(Outcome.ATTENDED, first=First.VISIT),
        ),
        MainFigure(
            _("Active patients"), grouped(active.number), growth(active.number, found.active_before.number, before),
            "", lists.patients(active.first, active.last),
        ),
        of_share(
            _("With a sign-in"), active.sign_in, found.active_before.sign_in, fewer_is_better=False,
            too_few=of_patients, address=lists.patients(active.first, active.last, signs_in="yes"),
        ),
    ]  # fmt: skip
    if found.signed_up is None:
        return figures
    few = _("%(whole)s accounts are too few for a share.")
    told = of_share(
        _("Signed up and booked"), found.signed_up, found.signed_up_before, fewer_is_better=False, too_few=few
    )
    return [*figures, told]
