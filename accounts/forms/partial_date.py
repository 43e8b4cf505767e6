"""
A date of which only the year may be known: ``2019``, ``March 2019``, ``12 3 2019``.

People remember when they had an operation by the year, some by the month. What
they leave out is left out, not invented: the value is ``2019``, ``2019-03`` or
``2019-03-12`` (hl7.org/fhir/datatypes.html#date).
"""

import datetime as dt
import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.forms.date_of_birth import OLDEST_YEARS, month_number, whole_number

BETWEEN_PARTS = re.compile(r"[\s/.,-]+")


class PartialDateField(forms.CharField):
    """One box; empty is ``""``. Nothing later than this year, this month, today."""

    default_error_messages = {
        "invalid": _("Enter a year, like 2019, or a month and year, like March 2019"),
        "future": _("Enter a date in the past"),
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 30)
        kwargs.setdefault("widget", forms.TextInput({"autocomplete": "off", "class": "input-medium"}))
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return as_words(value) if isinstance(value, str) and is_partial_date(value) else value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return ""
        found = read_partial_date(text)
        today = timezone.localdate()
        if found is None or int(found[:4]) < today.year - OLDEST_YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        # East of here it may be tomorrow already.
        if found > (today + dt.timedelta(days=1)).isoformat()[: len(found)]:
            raise ValidationError(self.error_messages["future"], code="future")
        return found


def read_partial_date(text):
    """Return what ``text`` says in the stored form, such as ``2019-03``, or ``None`` if it is no date."""
    parts = [part for part in BETWEEN_PARTS.split(text) if part]
    if len(parts) == 3 and len(parts[0]) == 4:  # 2019-03-12, as machines write it
        parts.reverse()
    if not 1 <= len(parts) <= 3 or len(parts[-1]) != 4:
        return None
    year = whole_number(parts[-1], digits=4)
    month = month_number(parts[-2]) if len(parts) > 1 else 1
    day = whole_number(parts[-3], digits=2) if len(parts) > 2 else 1
    try:
        return dt.date(year, month, day).isoformat()[: (4, 7, 10)[len(parts) - 1]]
    except (TypeError, ValueError):
        return None


def is_partial_date(value):
    return re.fullmatch(r"\d{4}(-\d{2}){0,2}", value) is not None


def as_words(value):
    """Return ``2019``, ``March 2019`` or ``12 March 2019`` for a stored partial date."""
    year, month, day = [*(int(part) for part in value.split("-")), 0, 0][:3]
    if not month:
        return str(year)
    return date_format(dt.date(year, month, day or 1), "j F Y" if day else "F Y")
