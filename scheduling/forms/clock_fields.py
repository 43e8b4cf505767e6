"""A day and a time as staff type them: read by the clock of a clinic."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.pickers import DateInput, TimeInput
from scheduling.clinic_time import is_in_reach


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
    """A time on the clock of the clinic, to the minute; the picker goes in steps of five."""

    widget = TimeInput({"step": 300})
    default_error_messages = {"required": _("Choose a time"), "invalid": _("Choose a time")}

    def to_python(self, value):
        time = super().to_python(value)
        return time.replace(second=0, microsecond=0) if time is not None else None
