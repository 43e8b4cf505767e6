"""What was measured on one occasion, and the correction of one of it."""

from decimal import Decimal

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.pickers import TimeInput
from accounts.forms.record_guard import RecordGuard
from accounts.measurement_kinds import FACTS, Kind, plain_figure
from accounts.services.measurements.writing import Reading
from scheduling.clinic_time import first_instant, local
from scheduling.forms.clock_fields import ClockField, DayField

UPPER, LOWER = "blood_pressure", "blood_pressure_lower"


class FigureField(forms.DecimalField):
    """A figure between ``least`` and ``most``, with a point or a comma."""

    def __init__(self, *, label, least, most, places, **kwargs):
        told = {"label": label, "least": least, "most": most}
        words = gettext_lazy("%(label)s: enter a number from %(least)s to %(most)s") % told
        codes = ("invalid", "max_digits", "max_decimal_places", "max_whole_digits", "min_value", "max_value")
        super().__init__(
            min_value=least,
            max_value=most,
            label=label,
            max_digits=5,
            decimal_places=places,
            required=False,
            widget=forms.TextInput({"inputmode": "decimal" if places else "numeric", "class": "input-short"}),
            error_messages=dict.fromkeys(codes, words),
            **kwargs,
        )
        # The words above are told once, with the edges in them, whichever of them was crossed.
        self.validators = [told_in(words, validator) for validator in self.validators]

    def prepare_value(self, value):
        return plain_figure(value) if isinstance(value, Decimal) else value

    def to_python(self, value):
        return super().to_python("".join(str(value or "").split()).replace(",", "."))


def told_in(words, validator):
    """Return ``validator`` so that what it refuses is refused in ``words``."""

    def run(value):
        try:
            validator(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(words, code=error.code) from error

    return run


class MeasurementsForm(RecordGuard):
    """Any of the figures, measured at one time on the clock of ``zone``; ``kinds`` are those it asks for."""

    day = DayField(label=gettext_lazy("Day"))
    time = ClockField(label=gettext_lazy("Time"), widget=TimeInput({"class": "input-medium"}))

    def __init__(self, *args, zone, born, now, kinds=tuple(FACTS), **kwargs):
        super().__init__(*args, **kwargs)
        self.zone, self.born, self.now, self.kinds = zone, born, now, kinds
        for kind in kinds:
            self.fields |= figures_of(FACTS[kind])
        here = local(now, zone)
        self.initial = {"day": here.date(), "time": here.time().replace(second=0, microsecond=0)} | self.initial

    def clean(self):
        cleaned = super().clean()
        self.clean_when(cleaned)
        self.clean_pair(cleaned)
        figures = [name for name in self.fields if name not in {"patient", "day", "time"}]
        if not self.conflict and not any(name in self.errors or cleaned.get(name) is not None for name in figures):
            self.add_error(figures[0], _("Enter at least one figure") if len(self.kinds) > 1 else _("Fill this in"))
        return cleaned

    def clean_when(self, cleaned):
        if not cleaned.get("day") or cleaned.get("time") is None:
            return
        cleaned["measured_at"] = first_instant(cleaned["day"], cleaned["time"], self.zone)
        if cleaned["measured_at"] > self.now:
            self.add_error("day", _("Choose a day and time that have passed"))
        elif cleaned["day"] < self.born:
            self.add_error(
                "day", _("Choose a day after %(day)s, the date of birth") % {"day": date_format(self.born, "j M Y")}
            )

    def clean_pair(self, cleaned):
        upper, lower = cleaned.get(UPPER), cleaned.get(LOWER)
        if (upper is None) != (lower is None):
            missing = LOWER if lower is None else UPPER
            if missing not in self.errors:
                self.add_error(missing, _("Enter both numbers of the blood pressure"))
        elif upper is not None and upper <= lower:
            self.add_error(LOWER, _("The lower number must be below the upper one"))

    @property
    def readings(self):
        """What the service is told."""
        found = {kind: self.cleaned_data.get(kind) for kind in self.kinds}
        return [
            Reading(kind, value, self.cleaned_data[LOWER] if kind == Kind.BLOOD_PRESSURE else None)
            for kind, value in found.items()
            if value is not None
        ]


def figures_of(facts):
    """Return the fields of one kind; the second of a pair is asked for beside the first."""
    edges = {"least": facts.least, "most": facts.most, "places": facts.places}
    if not facts.is_pair:
        label = _("%(what)s, in %(unit)s") % {"what": facts.kind.label, "unit": facts.unit}
        if facts.kind == Kind.HEART_RATE:
            label = _("Heart rate, beats a minute")
        return {facts.kind.value: shown(FigureField(label=label, **edges))}
    second = {"least": facts.second_least, "most": facts.second_most, "places": facts.places}
    return {
        UPPER: shown(
            FigureField(label=_("Blood pressure, upper number"), help_text=_("In mmHg. For example: 120."), **edges)
        ),
        LOWER: shown(FigureField(label=_("Blood pressure, lower number"), help_text=_("For example: 80."), **second)),
    }


def shown(field):
    """Leave "(optional)" out: the page says once that any of the figures will do."""
    field.hide_optional = True
    return field


def initial_of(measurement, *, zone):
    """Return what the form of a correction begins with."""
    here = local(measurement.measured_at, zone)
    return {
        "day": here.date(),
        "time": here.time().replace(second=0, microsecond=0),
        measurement.kind: measurement.value,
        LOWER: measurement.second_value,
    }
