"""Since when somebody is a doctor: a year in which people now at work may have begun."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

EARLIEST_YEAR = 1940


class AsksSinceWhen:
    """A form with the field ``practising_since``. Stands before Django's form among the bases."""

    def clean_practising_since(self):
        year = self.cleaned_data["practising_since"]
        if year is not None and not EARLIEST_YEAR <= year <= timezone.now().year:
            raise forms.ValidationError(_("Enter a year, like 2009"), code="invalid")
        return year
