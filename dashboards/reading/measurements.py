"""The measurements of a record as somebody reads them: a section a kind, the newest first. One query."""

from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.measurement_kinds import FACTS, Facts, Kind, plain_figure
from accounts.models import Measurement
from accounts.models.record import Source
from accounts.policies import why_not_yours_to_change
from dashboards.reading.health import who_and_when
from dashboards.reading.line_chart import line_chart
from scheduling.clinic_time import local, local_date
from scheduling.time_words import clock

OF_EACH_KIND = 40
"""So that a page of all kinds, each measured daily, is no more than a phone on a slow line should load."""
SHOWN_AT_ONCE = 5
ADULT_YEARS = 18
"""Below it a body mass index says nothing without age and sex (WHO, growth reference 5-19 years)."""


class Taken:
    """One measurement in words, for whoever reads ``record``."""

    def __init__(self, measurement, *, record):
        self.measurement, self.record = measurement, record

    @property
    def figure(self):
        """Return ``72.5``, or ``120/80``."""
        row = self.measurement
        pair = [row.value] if row.second_value is None else [row.value, row.second_value]
        return "/".join(plain_figure(value) for value in pair)

    @property
    def words(self):
        """Return ``72.5 kg``."""
        return _("%(figure)s %(unit)s") % {"figure": self.figure, "unit": self.measurement.facts.unit}

    @property
    def is_doctors(self):
        return self.measurement.source == Source.DOCTOR

    @property
    def day(self):
        return date_format(local_date(self.measurement.measured_at, self.record.zone), "j M Y")

    @property
    def time(self):
        return clock(self.measurement.measured_at, self.record.zone)

    @property
    def said(self):
        """Return ``Added by you``, with the day where that was another one."""
        told = who_and_when(self.measurement, reader=self.record.request.user, zone=self.record.zone)
        if told["day"] == self.day:
            return _("Added by %(who)s") % told
        return _("Added by %(who)s, %(day)s") % told

    @property
    def correct_url(self):
        return self.record.url_to("measurement_correct", pk=self.measurement.pk)

    @property
    def take_out_url(self):
        return self.record.url_to("measurement_take_out", pk=self.measurement.pk)

    @cached_property
    def refusal(self):
        """Return why the reader cannot change it, or ``None``."""
        return why_not_yours_to_change(self.measurement, source=self.record.seat.source)


@dataclass
class Series:
    """What was measured of one kind, the newest first."""

    facts: Facts
    rows: list[Taken] = field(default_factory=list)

    @property
    def kind(self):
        return self.facts.kind.value

    @property
    def title(self):
        return self.facts.kind.label

    @property
    def latest(self):
        return self.rows[0]

    @property
    def first(self):
        return self.rows[-1]

    @property
    def newest(self):
        return self.rows[:SHOWN_AT_ONCE]

    @property
    def older(self):
        return self.rows[SHOWN_AT_ONCE:]

    @property
    def is_the_patients_alone(self):
        return not any(taken.is_doctors for taken in self.rows)

    @property
    def is_cut(self):
        return len(self.rows) == OF_EACH_KIND

    @cached_property
    def chart(self):
        """Return the line over time, or two for a pair; ``None`` where there is too little for one."""
        rows = [taken.measurement for taken in reversed(self.rows)]
        values = [[float(row.value) for row in rows]]
        if self.facts.is_pair:
            values.append([float(row.second_value) for row in rows])
        return line_chart([row.measured_at for row in rows], *values)

    @property
    def chart_words(self):
        """Return what the chart shows, for whoever cannot see it; every figure stands in the table beside it."""
        told = {
            "count": len(self.rows),
            "first": self.first.figure,
            "first_day": self.first.day,
            "last": self.latest.words,
            "last_day": self.latest.day,
        }
        return _("%(count)s values: from %(first)s on %(first_day)s to %(last)s on %(last_day)s.") % told


def measurements_of(record):
    """Return what stands in the record, as far as who reads it may see it."""
    visible = Measurement.objects.visible_to(record.request.user, now=record.now)
    return visible.standing().filter(patient=record.patient)


def series_of(record, *, newest=None):
    """Return a ``Series`` for each kind that was ever measured, ``newest`` of each or what fits a page. One query."""
    found = {kind: Series(facts) for kind, facts in FACTS.items()}
    for row in measurements_of(record).newest_of_each_kind(newest or OF_EACH_KIND):
        found[row.kind].rows.append(Taken(row, record=record))
    return {kind: series for kind, series in found.items() if series.rows}


def body_mass_index(record, series):
    """Return ``24.3``, from the newest weight and height of an adult, or ``None``."""
    if not {Kind.WEIGHT, Kind.HEIGHT} <= series.keys():
        return None
    if record.patient.age(on=local(record.now, record.zone).date()) < ADULT_YEARS:
        return None
    weight, height = (series[kind].latest.measurement.value for kind in (Kind.WEIGHT, Kind.HEIGHT))
    return f"{weight / (height / 100) ** 2:.1f}"
