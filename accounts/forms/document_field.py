"""An upload that has to be a document of a record; what comes out of it is what is kept (``accounts.documents``)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.documents.content import checked
from accounts.documents.refusal import FileRefused
from accounts.models import Document

ACCEPTED = ",".join(Document.ContentType.values)
"""Telephones that keep photos in another format send a JPEG where this is asked for."""


class DocumentField(forms.FileField):
    widget = forms.FileInput({"accept": ACCEPTED})
    default_error_messages = {
        "required": _("Choose a file first"),
        "missing": _("Choose a file first"),
        "invalid": _("Choose a file first"),
        "empty": _("This file is empty. Choose another one."),
    }

    def clean(self, data, initial=None):
        """Return the ``CheckedFile``."""
        try:
            return checked(super().clean(data))
        except FileRefused as refusal:
            raise ValidationError(str(refusal), code="refused") from refusal
