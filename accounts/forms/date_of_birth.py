"""
A date of birth in three boxes: day, month, year.

Nobody picks 1958 from a calendar, and no one box can tell 3/4 from 4/3. The
month may be a number or a name: 3, 03, Mar, March.
"""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.plain_letters import normalised

SHORTEST_NAME = 3
OLDEST_YEARS = 130


def month_number(text):
    """
    Return 1 to 12 for ``3``, ``03``, ``Mar`` or ``March``, else None.

    Names are understood in English and in the reader's language.
    """
    text = normalised(text)
    if text.isdecimal():
        number = int(text) if len(text) <= 2 else 0
        return number if 1 <= number <= 12 else None
    if len(text) < SHORTEST_NAME:
        return None
    with override("en"):
        english = {number: normalised(str(name)) for number, name in MONTHS.items()}
    read = {number: normalised(str(name)) for number, name in MONTHS.items()}
    # A beginning that fits two months (in French "jui") names neither.
    fits = {number for names in (english, read) for number, name in names.items() if name.startswith(text)}
    return fits.pop() if len(fits) == 1 else None


def whole_number(text, *, digits):
    """Return the number written in at most ``digits`` digits, else None."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) <= digits else None


class DateOfBirthWidget(forms.MultiWidget):
    """The three boxes; the parts are named ``<field>_day``, ``<field>_month`` and ``<field>_year``."""

    template_name = "components/date_of_birth.html"
    use_fieldset = True

    def __init__(self, attrs=None):
        super().__init__(
            {
                "day": forms.TextInput({"autocomplete": "bday-day", "inputmode": "numeric"}),
                "month": forms.TextInput({"autocomplete": "bday-month", "inputmode": "numeric"}),
                "year": forms.TextInput({"autocomplete": "bday-year", "inputmode": "numeric"}),
            },
            attrs,
        )

    def decompress(self, value):
        return [value.day, value.month, value.year] if value else ["", "", ""]


class DateOfBirthField(forms.MultiValueField):
    """A ``date`` in the past, within a human life."""

    widget = DateOfBirthWidget
    default_error_messages = {
        "required": _("Enter your date of birth, like 27 3 1958"),
        "invalid": _("Enter your date of birth, like 27 3 1958"),
        "future": _("Date of birth must be in the past"),
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Date of birth"))
        kwargs.setdefault("help_text", _("For example, 27 3 1958"))
        parts = [forms.CharField(max_length=2), forms.CharField(max_length=20), forms.CharField(max_length=4)]
        super().__init__(parts, require_all_fields=True, **kwargs)

    def clean(self, value):
        # One sentence, whichever box is at fault: the parts' own messages would speak of "this field".
        parts = [str(part).strip() if part is not None else "" for part in value or ()]
        if not any(parts):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        return self.compress(parts)

    def compress(self, parts):
        born = self._date(*parts) if len(parts) == 3 else None
        today = timezone.localdate()
        if born is None or born.year < today.year - OLDEST_YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        # East of here it may be tomorrow already: a child born there today has a birthday in our future.
        if born > today + dt.timedelta(days=1):
            raise ValidationError(self.error_messages["future"], code="future")
        return born

    @staticmethod
    def _date(day, month, year):
        day, month = whole_number(day, digits=2), month_number(month)
        # Two digits would be a guess: 58 may be 1958, 25 may be 1925 or 2025.
        year = whole_number(year, digits=4) if len(year) == 4 else None
        try:
            return dt.date(year, month, day)
        except (TypeError, ValueError):
            return None
