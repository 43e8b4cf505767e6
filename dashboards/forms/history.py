"""What is said about a patient's health."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.partial_date import PartialDateField
from accounts.forms.record_guard import RecordGuard
from accounts.models import HistoryEntry

Status = HistoryEntry.Status
TEXT_LENGTH = HistoryEntry._meta.get_field("text").max_length


class HistoryForm(RecordGuard):
    """One entry: what, since when, and whether it is over, as far as its kind asks."""

    text = forms.CharField(
        max_length=TEXT_LENGTH,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Say what it is")},
    )
    since = PartialDateField(help_text=_("A year is enough. For example: 2019, or March 2019."))
    status = forms.ChoiceField(
        label=_("Is it so now?"),
        choices=[(Status.CURRENT, _("Yes, now")), (Status.PAST, _("No, that is over"))],
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
