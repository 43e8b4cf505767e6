"""A file of rows to import."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.plain_words import PlainWords
from dashboards.models import ImportJob


class ImportFile(PlainWords, forms.Form):
    kind = forms.ChoiceField(label=_("What is in the file"), choices=ImportJob.Kind.choices)
    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV in UTF-8, or an Excel workbook (.xlsx), up to 10 MB."),
        widget=forms.FileInput({"accept": ".csv,text/csv,.xlsx"}),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("This file is empty. Choose another one."),
            "missing": _("Choose a file"),
        },
        max_length=200,
    )
    invites = forms.BooleanField(
        label=_("Send each new doctor their invitation at once"),
        help_text=_("Otherwise invite them from the list of doctors when you are ready."),
        required=False,
    )
    fieldsets = [(None, {"fields": ["kind", "file", "invites"]})]

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > settings.UPLOAD_MAX_BYTES:
            raise ValidationError(_("This is more than 10 MB. Cut it into smaller files."))
        return upload
