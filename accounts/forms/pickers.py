"""The browser's own pickers of a date and of a time: one control, one label, no script."""

from django import forms


class DateInput(forms.DateInput):
    """``<input type=date>``; the browser shows it in the reader's own order."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs={"class": "input-medium", **(attrs or {})}, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """``<input type=time>``, without seconds."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs={"class": "input-short", **(attrs or {})}, format="%H:%M")
