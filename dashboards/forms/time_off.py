"""Time off: a ready-made stretch, or days and times typed in."""

import datetime as dt

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.plain_words import PlainWords
from scheduling.clinic_time import MIDNIGHT, ONE_DAY, first_instant
from scheduling.forms.clock_fields import ClockField, DayField
from scheduling.models import Clinic

OTHER = "other"
LONGEST_AT_ONCE = dt.timedelta(days=366)


class PerhapsDay(DayField):
    """A date that another answer asks for: not marked optional, and empty where it was not asked."""

    def validate(self, value):
        """Leave it to the form."""


class PerhapsClock(ClockField):
    """As ``PerhapsDay``, a time."""

    def validate(self, value):
        """Leave it to the form."""


class TimeOffForm(PlainWords, forms.Form):
    """
    When the doctor is away. ``cleaned_data`` holds ``starts_at`` and ``ends_at`` as instants.

    Days and times typed in count only with "Other days or times" chosen.
    """

    preset = forms.ChoiceField(
        label=gettext_lazy("What should be blocked?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what should be blocked")},
    )
    from_date = PerhapsDay(label=gettext_lazy("First day"))
    to_date = DayField(label=gettext_lazy("Last day"), required=False)
    all_day = forms.BooleanField(label=gettext_lazy("All day"), required=False, initial=True)
    from_time = PerhapsClock(label=gettext_lazy("From"))
    to_time = PerhapsClock(label=gettext_lazy("To"))
    label = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Private: only you and the clinic see it."),
        max_length=120,
        required=False,
    )
    repeats_until = DayField(
        label=gettext_lazy("Every week until"),
        help_text=gettext_lazy("Leave it empty if it happens once."),
        required=False,
    )

    use_required_attribute = False

    def __init__(self, *args, presets, zone, **kwargs):
        super().__init__(*args, **kwargs)
        self.presets, self.zone = {preset.key: preset for preset in presets}, zone
        self.fields["preset"].choices = [
            *((preset.key, preset.label) for preset in presets),
            (OTHER, _("Other days or times")),
        ]
        self.fields["preset"].error_messages["invalid_choice"] = _("That time is over. Choose again.")

    def clean(self):
        cleaned = super().clean()
        preset = self.presets.get(cleaned.get("preset"))
        if preset is not None:
            cleaned["starts_at"], cleaned["ends_at"] = preset.starts_at, preset.ends_at
        elif cleaned.get("preset") == OTHER:
            self.read_typed(cleaned)
        return cleaned

    def read_typed(self, cleaned):
        """Turn days and times on the clinic's clock into instants; a missing last day is the first."""
        first = cleaned.get("from_date")
        if first is None:
            if "from_date" not in self.errors:
                self.add_error("from_date", _("Choose the first day"))
            return
        last = cleaned.get("to_date") or first
        if last < first:
            self.add_error("to_date", _("The last day must not be before the first"))
            return
        if cleaned.get("all_day"):
            starts_at = first_instant(first, MIDNIGHT, self.zone)
            ends_at = first_instant(last + ONE_DAY, MIDNIGHT, self.zone)
        else:
            starts, ends = cleaned.get("from_time"), cleaned.get("to_time")
            for name, value in (("from_time", starts), ("to_time", ends)):
                if value is None and name not in self.errors:
                    self.add_error(name, _("Choose a time, or tick “All day”"))
            if starts is None or ends is None:
                return
            starts_at, ends_at = first_instant(first, starts, self.zone), first_instant(last, ends, self.zone)
            if ends_at <= starts_at:
                self.add_error("to_time", _("The end must be after the start"))
                return
        if ends_at - starts_at > LONGEST_AT_ONCE:
            self.add_error("to_date", _("A year is the most at once. Enter the rest as time off of its own."))
            return
        cleaned["starts_at"], cleaned["ends_at"] = starts_at, ends_at


class Stretch(PlainWords, forms.Form):
    """A stretch of free time on the doctor's day, as the page printed it: two instants of one day, at a clinic."""

    clinic = forms.ModelChoiceField(queryset=Clinic.objects.all())
    starts_at = forms.DateTimeField()
    ends_at = forms.DateTimeField()

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self):
        cleaned = super().clean()
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at:
            is_near = self.now - ONE_DAY < starts_at < self.now + LONGEST_AT_ONCE
            if not (is_near and starts_at < ends_at <= starts_at + ONE_DAY):
                raise forms.ValidationError(_("We could not read that time. Choose it again from the list."))
        return cleaned
