"""Time off: a ready-made stretch, or days and times typed in."""

import datetime as dt

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards.forms.fields import DateInput, TimeInput
from scheduling.clinic_time import ONE_DAY, first_instant

OTHER = "other"
CHOOSE_A_DAY = {"invalid": gettext_lazy("Choose a day")}
CHOOSE_A_TIME = {"invalid": gettext_lazy("Choose a time")}


class PerhapsDate(forms.DateField):
    """A date that another answer asks for: not marked optional, and empty where it was not asked."""

    def validate(self, value):
        """Leave it to the form."""


class PerhapsTime(forms.TimeField):
    """As ``PerhapsDate``, a time."""

    def validate(self, value):
        """Leave it to the form."""


class TimeOffForm(forms.Form):
    """
    When the doctor is away. ``cleaned_data`` holds ``starts_at`` and ``ends_at`` as instants.

    Days and times typed in count only with "Other days or times" chosen.
    """

    preset = forms.ChoiceField(
        label=gettext_lazy("What should be blocked?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what should be blocked")},
    )
    from_date = PerhapsDate(label=gettext_lazy("First day"), widget=DateInput, error_messages=CHOOSE_A_DAY)
    to_date = forms.DateField(label=gettext_lazy("Last day"), widget=DateInput, required=False, error_messages=CHOOSE_A_DAY)
    all_day = forms.BooleanField(label=gettext_lazy("All day"), required=False, initial=True)
    from_time = PerhapsTime(label=gettext_lazy("From"), widget=TimeInput, error_messages=CHOOSE_A_TIME)
    to_time = PerhapsTime(label=gettext_lazy("To"), widget=TimeInput, error_messages=CHOOSE_A_TIME)
    label = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Private: only you and the clinic see it."),
        max_length=120,
        required=False,
    )
    repeats_until = forms.DateField(
        label=gettext_lazy("Every week until"),
        help_text=gettext_lazy("Leave it empty if it happens once."),
        widget=DateInput,
        required=False,
        error_messages=CHOOSE_A_DAY,
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
            starts_at = first_instant(first, dt.time(0), self.zone)
            ends_at = first_instant(last + ONE_DAY, dt.time(0), self.zone)
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
        cleaned["starts_at"], cleaned["ends_at"] = starts_at, ends_at


class Stretch(forms.Form):
    """A stretch of free time on the doctor's day, as the page printed it."""

    starts_at = forms.DateTimeField(widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M:%S%z"])
    ends_at = forms.DateTimeField(widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M:%S%z"])
