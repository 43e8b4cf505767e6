"""The browser's own pickers: what a doctor types is read by the clock of the clinic."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from scheduling.clinic_time import is_in_reach


class DateInput(forms.DateInput):
    """``<input type=date>``; the browser shows it in the reader's own order."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs={"class": "input-medium", **(attrs or {})}, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """``<input type=time>`` in steps of five minutes."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs={"class": "input-short", "step": 300, **(attrs or {})}, format="%H:%M")


class DayField(forms.DateField):
    """A day people could mean; what lies outside the centuries of a clinic is a slip of the finger."""

    widget = DateInput
    default_error_messages = {"required": _("Choose a day"), "invalid": _("Choose a day")}

    def to_python(self, value):
        day = super().to_python(value)
        if day is not None and not is_in_reach(day):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class ClockField(forms.TimeField):
    """A time on the clock of the clinic, to the minute."""

    widget = TimeInput
    default_error_messages = {"required": _("Choose a time"), "invalid": _("Choose a time")}

    def to_python(self, value):
        time = super().to_python(value)
        return time.replace(second=0, microsecond=0) if time is not None else None
