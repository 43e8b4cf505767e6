"""A document for a record, and why one is taken out."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.document_field import DocumentField
from accounts.forms.record_guard import RecordGuard
from accounts.models import Document

TITLE_LENGTH = Document._meta.get_field("title").max_length


class DocumentForm(RecordGuard):
    """What it is called, what kind it is, and the file."""

    title = forms.CharField(
        label=gettext_lazy("What is it?"),
        help_text=gettext_lazy("For example: blood test, March 2026."),
        max_length=TITLE_LENGTH,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say what it is")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=Document.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what kind it is")},
    )
    file = DocumentField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, JPEG, PNG or WebP, up to 10 MB. Where and when a picture was taken is not kept."),
    )

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].split())

    def clean(self):
        cleaned = super().clean()
        if self.errors and "file" not in self.errors and not self.conflict:
            # No browser keeps a file for a form that comes back.
            self.add_error("file", _("Choose the file again"))
        return cleaned

    @property
    def said(self):
        """What the service is told."""
        return {name: self.cleaned_data[name] for name in ("title", "kind", "file")}


class WithdrawForm(RecordGuard):
    """Why the document should never have come in."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"),
        choices=Document.Reason,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is wrong")},
    )
