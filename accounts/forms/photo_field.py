"""An upload that has to be a photo; what comes out of it is what is kept (``accounts.photos``)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.photos import PhotoRefused, square_webps

ACCEPTED = "image/jpeg,image/png,image/webp"
"""Telephones that keep photos in another format send a JPEG where this is asked for."""


class PhotoField(forms.FileField):
    widget = forms.FileInput({"accept": ACCEPTED})
    default_error_messages = {
        "required": _("Choose a photo first"),
        "missing": _("Choose a photo first"),
        "invalid": _("Choose a photo first"),
        "empty": _("This file is empty. Choose another one."),
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Photo"))
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        """Return the photo by its sizes, or nothing; the one there was is no answer."""
        upload = super().clean(data)
        return in_sizes(upload) if upload else None


def in_sizes(upload):
    """
    Return what is kept of ``upload``, made once.

    The form of the admin asks within a transaction, where there is no time for
    it: ``DoctorAdmin`` has it made before. Raises ``ValidationError``.
    """
    if not hasattr(upload, "in_sizes"):
        try:
            upload.in_sizes, upload.refusal = square_webps(upload), ""
        except PhotoRefused as refusal:
            upload.in_sizes, upload.refusal = None, str(refusal)
    if upload.refusal:
        raise ValidationError(upload.refusal, code="refused")
    return upload.in_sizes
