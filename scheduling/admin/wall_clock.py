"""A date and time typed as clocks on the wall show them; whose wall is for the form to say."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from scheduling.clinic_time import is_in_reach


class WallClockInput(forms.DateTimeInput):
    """The browser's own date and time in one control, with one label."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class WallClockField(forms.Field):
    """The cleaned value is a ``datetime`` without a zone: ``clinic_time.instant`` makes an instant of it."""

    widget = WallClockInput
    default_error_messages = {"invalid": _("Enter a day and a time."), "required": _("Enter a day and a time.")}

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            moment = dt.datetime.fromisoformat(str(value).strip())
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if moment.tzinfo is not None or not is_in_reach(moment.date()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return moment.replace(second=0, microsecond=0)
