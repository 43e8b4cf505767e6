"""What is said about a patient's health, and whose page it was said on."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.partial_date import PartialDateField
from accounts.models import HistoryEntry

Status = HistoryEntry.Status
TEXT_LENGTH = HistoryEntry._meta.get_field("text").max_length


class RecordGuard(forms.Form):
    """
    The record number of the patient whose page was answered.

    With two patients open in two windows, what is meant for one must not be
    written into the record of the other.
    """

    patient = forms.CharField(max_length=12, widget=forms.HiddenInput)

    def __init__(self, *args, record_number, **kwargs):
        super().__init__(*args, **kwargs)
        self.record_number = record_number
        self.fields["patient"].initial = record_number

    def clean_patient(self):
        if self.cleaned_data["patient"] != self.record_number:
            raise ValidationError(_("The page you answered was about another patient."), code="other_patient")
        return self.cleaned_data["patient"]

    @property
    def conflict(self):
        """The sentence for an answer from a page about another patient, or from no page of ours; else ``None``."""
        if self.has_error("patient", "other_patient"):
            return _("The page you answered was about another patient. Nothing was changed.")
        if "patient" in self.errors:
            return _("We could not tell which patient you meant. Nothing was changed. Open the page again.")
        return None


class HistoryForm(RecordGuard):
    """One entry: what, since when, and whether it is over, as far as its kind asks."""

    text = forms.CharField(
        max_length=TEXT_LENGTH,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say what it is")},
    )
    since = PartialDateField(help_text=gettext_lazy("A year is enough. For example: 2019, or March 2019."))
    status = forms.ChoiceField(
        label=gettext_lazy("Is it so now?"),
        choices=[(Status.CURRENT, gettext_lazy("Yes, now")), (Status.PAST, gettext_lazy("No, that is over"))],
        widget=forms.RadioSelect,
        initial=Status.CURRENT,
    )

    def __init__(self, *args, words, entry=None, **kwargs):
        if entry is not None:
            kwargs["initial"] = {"text": entry.text, "since": entry.since, "status": entry.status}
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].help_text = words.label, words.hint
        self.fields["since"].label = words.since
        if not words.since:
            del self.fields["since"]
        if not words.may_be_past:
            del self.fields["status"]

    def clean_text(self):
        return " ".join(self.cleaned_data["text"].split())

    @property
    def said(self):
        """What the services are told."""
        return {name: self.cleaned_data[name] for name in ("text", "since", "status") if name in self.cleaned_data}
