"""What became of the hours the doctors offered: used, given back and booked again, lost and to what."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import Doctor
from appointments.reading.given_back import GivenBackWhy
from appointments.reading.outcomes import Outcome
from dashboards.analytics.attendance import Counts, counts_by_doctor, total
from dashboards.analytics.given_back import TIME_COLUMNS
from dashboards.analytics.main_figures import MainFigure, growth, of_share
from dashboards.analytics.narrowing import Narrowing
from dashboards.analytics.number_words import grouped
from dashboards.analytics.periods import Period, name_of
from dashboards.analytics.shares import Share

COUNTED = ("attended_minutes", "missed_minutes", *TIME_COLUMNS)
LOST = ("lost_late_minutes", "missed_minutes", "lost_to_clinic_minutes")
MOST_DOCTORS = 100
"""More bars are no picture: a specialty or a clinic shows the others."""


@dataclass(frozen=True)
class Hours:
    """The time of one doctor, or of all: whole hours, but for what is lost."""

    counts: Counts

    @property
    def offered(self):
        return self.counts.used.whole

    @property
    def taken(self):
        return self.counts.used.part

    @property
    def used(self):
        return self.counts.used

    @property
    def booked_again(self):
        return Share(self.hours("refilled_minutes"), self.hours("given_back_minutes"))

    @property
    def lost(self):
        return Share(round(sum(self.counts.numbers[name] for name in LOST) / 60), self.offered)

    @property
    def lost_late(self):
        return self.hours("lost_late_minutes")

    @property
    def lost_to_clinic(self):
        return self.hours("lost_to_clinic_minutes")

    @property
    def missed(self):
        return self.hours("missed_minutes")

    @property
    def is_empty(self):
        return not (self.counts.offered_minutes or any(self.counts.numbers.values()))

    def hours(self, name):
        return round(self.counts.numbers[name] / 60)


@dataclass(frozen=True)
class OfDoctor:
    """A doctor, their time in the period and in the one before."""

    doctor: Doctor
    now: Hours
    before: Hours


@dataclass
class DoctorsAndTime:
    """What the page shows. ``is_of_all_time``: offered hours are of no kind of visit, so a chosen kind has none."""

    period: Period
    narrowing: Narrowing
    now: Hours
    before: Hours
    all_doctors: list[OfDoctor]

    @property
    def is_of_all_time(self):
        return self.narrowing.visit_type is None

    @cached_property
    def doctors(self):
        """Those with the most hours, a hundred at most, the least used first."""
        most = sorted(self.all_doctors, key=lambda row: (-row.now.offered, -row.now.taken, row.doctor.pk))
        return sorted(
            most[:MOST_DOCTORS],
            key=lambda row: (not row.now.used.is_told, row.now.used.percent, row.doctor.display_name, row.doctor.pk),
        )

    @property
    def left_out(self):
        return len(self.all_doctors) - len(self.doctors)


def doctors_and_time(period: Period, narrowing: Narrowing) -> DoctorsAndTime:
    """Return the figures of ``period``. Three queries, whatever there is to count."""
    by_doctor = counts_by_doctor(period, narrowing, COUNTED)
    if narrowing.visit_type is not None:
        for pair in by_doctor.values():
            for counts in pair:
                counts.offered_minutes = 0
    rows = [
        OfDoctor(doctor, *map(Hours, by_doctor[doctor.pk])) for doctor in Doctor.objects.filter(pk__in=list(by_doctor))
    ]
    seen = [row for row in rows if not row.now.is_empty]
    return DoctorsAndTime(period, narrowing, Hours(total(by_doctor, 0)), Hours(total(by_doctor, 1)), seen)


def figures_of(found: DoctorsAndTime, lists):
    """Return the main figures: hours offered, used, given back and booked again, lost."""
    now, before, of_hours = found.now, found.before, _("%(part)s of %(whole)s hours.")
    again = of_share(
        _("Given back, booked again"),
        now.booked_again,
        before.booked_again,
        fewer_is_better=False,
        of=of_hours,
        too_few=_("%(whole)s hours are too few for a share."),
        address=lists.given_back(GivenBackWhy.ALL),
    )
    if not found.is_of_all_time:
        hours = MainFigure(_("Hours used"), grouped(now.taken), "", "", lists.of(Outcome.ATTENDED))
        return [hours, again]
    few = _("%(whole)s hours are too few for a share.")
    said = growth(now.offered, before.offered, name_of(found.period.before))
    return [
        MainFigure(_("Hours offered"), grouped(now.offered), said, "", lists.supply()),
        of_share(
            _("Time used"), now.used, before.used, fewer_is_better=False, of=of_hours, too_few=few,
            address=lists.of(Outcome.ATTENDED),
        ),
        again,
        of_share(_("Time lost"), now.lost, before.lost, fewer_is_better=True, of=of_hours, too_few=few),
    ]  # fmt: skip


def reasons(found: DoctorsAndTime, lists):
    """Return what time was lost to: ``(words, hours, share of all lost, address)``, the most first."""
    now = found.now
    told = [
        (_("Called off or moved late"), now.lost_late, lists.given_back(GivenBackWhy.LATE)),
        (_("Missed"), now.missed, lists.of(Outcome.MISSED)),
        (_("Withdrawn late by the clinic"), now.lost_to_clinic, lists.given_back(GivenBackWhy.CLINIC)),
    ]
    whole = sum(hours for _words, hours, _address in told)
    rows = [(words, hours, Share(hours, whole), address) for words, hours, address in told]
    return sorted(rows, key=lambda row: -row[1])
