"""A record that has to be opened now, without an appointment: whose, and why."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.fields import DateOfBirthField
from accounts.forms.plain_words import PlainWords
from dashboards.reading.patients import RECORD_NUMBER

FEWEST_WORDS = 3


class Emergency(PlainWords, forms.Form):
    """Number and birth date name one patient; nobody is found by a name."""

    record_number = forms.CharField(
        label=gettext_lazy("Record number"),
        help_text=gettext_lazy("A P and seven figures, on letters and slips."),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "input-medium", "autocomplete": "off", "spellcheck": "false"}),
    )
    date_of_birth = DateOfBirthField(label=gettext_lazy("The patient's date of birth"))
    reason = forms.CharField(
        label=gettext_lazy("Why do you need it now?"),
        help_text=gettext_lazy("A sentence. Whoever looks into it reads it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    use_required_attribute = False

    def clean_record_number(self):
        number = RECORD_NUMBER.fullmatch(self.cleaned_data["record_number"].strip())
        if not number:
            raise forms.ValidationError(_("Enter a P and seven figures"), code="number")
        return f"P{number[1]}"

    def clean_reason(self):
        reason = self.cleaned_data["reason"]
        if len(reason.split()) < FEWEST_WORDS:
            raise forms.ValidationError(_("Say in a sentence why you need the record"), code="too_short")
        return reason
