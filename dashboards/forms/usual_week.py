"""The usual week on one page: a row for every day, with one break, and what all days share."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards.forms.hours import FromADay
from scheduling.clinic_time import MIDNIGHT
from scheduling.forms.clock_fields import ClockField
from scheduling.models import Clinic, Weekday
from scheduling.usual_week import UsualDay

PATTERN, FOLLOWERS = Weekday.MONDAY, (Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY)
"""The day that is copied, and the days that come to look like it."""

PARTS = ("works", "starts", "ends", "break_from", "break_to", "clinic")


class UsualWeek(FromADay):
    """
    ``days`` is what the week looks like now; a day that is ``None`` there has hours of its own and gets no row.

    The fields of a day are named after their part and its number: ``starts_0`` is Monday's.
    """

    slot_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes between starts"),
        min_value=5,
        max_value=240,
        widget=forms.NumberInput(attrs={"class": "input-short", "step": 5, "inputmode": "numeric"}),
    )

    def __init__(self, *args, days, clinics, **kwargs):
        super().__init__(*args, **kwargs)
        self.days = days
        places = [(clinic.pk, str(clinic)) for clinic in Clinic.objects.filter(is_active=True)]
        for weekday, day in days.items():
            if day is not None:
                self.fields |= fields_of(weekday, day, clinics=clinics, places=places)
        self.order_fields([name for name in self.fields if name not in self.base_fields])
        minutes = [day.slot_minutes for day in days.values() if day and day.works]
        self.fields["slot_minutes"].initial = max(minutes, key=minutes.count) if minutes else 20

    def rows(self):
        """Return every day of the week with its fields by part; without fields for one with hours of its own."""
        for weekday, day in self.days.items():
            fields = {} if day is None else {part: self[f"{part}_{weekday}"] for part in PARTS}
            yield {
                "weekday": weekday,
                "is_pattern": weekday == PATTERN and self.followers,
                "fields": fields,
            }

    @property
    def followers(self):
        """The days the pattern may be copied to, as one string of numbers."""
        return " ".join(str(day.value) for day in FOLLOWERS if self.days[day] is not None)

    def copied(self):
        """Return what was typed, with the pattern's day copied to its followers, as a form that is shown again."""
        typed = {name: self[name].value() for name in self.fields}
        for follower in self.followers.split():
            typed |= {f"{part}_{follower}": typed[f"{part}_{PATTERN.value}"] for part in PARTS}
        return typed

    def clean(self):
        cleaned = super().clean()
        for weekday, day in self.days.items():
            if day is not None and cleaned.get(f"works_{weekday}"):
                self._clean_day(weekday)
        return cleaned

    def _clean_day(self, weekday):
        starts, break_from, break_to, ends = (
            self.cleaned_data.get(f"{part}_{weekday}") for part in ("starts", "break_from", "break_to", "ends")
        )
        for part, time in (("starts", starts), ("ends", ends)):
            if time is None and f"{part}_{weekday}" not in self.errors:
                self.add_error(f"{part}_{weekday}", _("%(day)s: choose a time") % {"day": weekday.label})
        if not self.cleaned_data.get(f"clinic_{weekday}") and f"clinic_{weekday}" not in self.errors:
            self.add_error(f"clinic_{weekday}", _("%(day)s: choose a clinic") % {"day": weekday.label})
        if None in (starts, ends):
            return
        if starts >= ends != MIDNIGHT:
            self.add_error(f"ends_{weekday}", _("%(day)s: the end must be after the start") % {"day": weekday.label})
        if (break_from is None) != (break_to is None):
            part = "break_from" if break_from is None else "break_to"
            self.add_error(f"{part}_{weekday}", _("%(day)s: a break has a start and an end") % {"day": weekday.label})
        elif break_from and not (starts < break_from < break_to and (break_to < ends or ends == MIDNIGHT)):
            self.add_error(
                f"break_from_{weekday}", _("%(day)s: the break must lie within the hours") % {"day": weekday.label}
            )

    @property
    def wanted(self):
        """The days of a valid form, by the number of the day."""
        return {weekday.value: self._day(weekday) for weekday, day in self.days.items() if day is not None}

    def _day(self, weekday):
        works, starts, ends, break_from, break_to, clinic = (
            self.cleaned_data.get(f"{part}_{weekday}") for part in PARTS
        )
        if not works:
            return UsualDay()
        spans = ((starts, break_from), (break_to, ends)) if break_from else ((starts, ends),)
        return UsualDay(spans=spans, clinic_id=clinic, slot_minutes=self.cleaned_data["slot_minutes"])


def fields_of(weekday, day, *, clinics, places):
    """Return the fields of one day's row, filled with what it looks like now."""
    first, last = (day.spans[0], day.spans[-1]) if day.works else ((None, None), (None, None))
    has_break = len(day.spans) > 1
    clocks = {
        "starts": (_("From"), first[0]),
        "ends": (_("To"), last[1]),
        "break_from": (_("Break from"), first[1] if has_break else None),
        "break_to": (_("Break to"), last[0] if has_break else None),
    }
    fields = {"works": forms.BooleanField(label=weekday.label, required=False, initial=day.works)}
    for part, (words, time) in clocks.items():
        fields[part] = ClockField(label=of_day(weekday, words), required=False, initial=time)
    fields["clinic"] = forms.TypedChoiceField(
        label=of_day(weekday, _("At")),
        choices=places,
        coerce=int,
        empty_value=None,
        required=False,
        initial=day.clinic_id or (clinics[0].pk if clinics else None),
    )
    for field in fields.values():
        field.hide_optional = True
    return {f"{part}_{weekday}": field for part, field in fields.items()}


def of_day(weekday, words):
    """Return a label that names the day to those who hear it; the page shows the day once, above."""
    return format_html('<span class="visually-hidden">{}: </span>{}', weekday.label, words)
