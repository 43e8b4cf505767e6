"""Whom a doctor looks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.plain_words import PlainWords


class PatientSearch(PlainWords, forms.Form):
    q = forms.CharField(
        label=_("Name, date of birth, phone or record number"),
        required=False,
        max_length=100,
    )
