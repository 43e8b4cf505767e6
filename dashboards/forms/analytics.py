"""What a page of figures is about: which days, and what of them. It is asked by GET, so that it can be bookmarked."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.plain_words import PlainWords
from accounts.models import Specialty
from dashboards.analytics.periods import MOST_DAYS, Kind, period_of
from scheduling.clinic_time import is_in_reach
from scheduling.models import VisitType


class WhatToShow(PlainWords, forms.Form):
    """Everything may be left out: that is the last month, and all of it."""

    period = forms.ChoiceField(choices=Kind, required=False, widget=forms.HiddenInput)
    first = forms.DateField(label=gettext_lazy("From"), required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=gettext_lazy("To"), required=False, widget=forms.DateInput({"type": "date"}))
    specialty = forms.ModelChoiceField(
        Specialty.objects.all(), label=gettext_lazy("Specialty"), required=False, empty_label=gettext_lazy("All")
    )
    clinic = forms.ModelChoiceField(None, label=gettext_lazy("Clinic"), required=False, empty_label=gettext_lazy("All"))
    visit_type = forms.ModelChoiceField(
        VisitType.objects.all(), label=gettext_lazy("Kind of visit"), required=False, empty_label=gettext_lazy("All")
    )

    def __init__(self, *args, clinics, today, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["clinic"].queryset = clinics
        self.today = today

    def clean(self):
        told = super().clean()
        if told.get("period") != Kind.DATES or self.errors:
            return told
        first, last = told.get("first"), told.get("last")
        if not (first and last):
            raise ValidationError(_("Choose the first and the last day."))
        if first > last:
            raise ValidationError(_("The last day is before the first."))
        if not (is_in_reach(first) and is_in_reach(last)) or (last - first).days >= MOST_DAYS:
            raise ValidationError(_("Choose three years at most."))
        return told

    @property
    def chosen_period(self):
        """The period that was asked for; while there is something wrong with it, the last month."""
        told = self.cleaned_data if self.is_valid() else {}
        return period_of(told.get("period", ""), today=self.today, first=told.get("first"), last=told.get("last"))

    def chosen(self, name):
        """Return the chosen specialty, clinic or visit type, if any."""
        self.is_valid()
        return self.cleaned_data.get(name)
