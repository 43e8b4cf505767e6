"""The browser's own pickers: what a doctor types is read by the clock of the clinic."""

from django import forms


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
