"""Whose record an answer of the clinic is about: with two patients open in two windows, none reaches the other."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from accounts.forms.plain_words import PlainWords

CONFLICT = "conflict"


class RecordGuard(PlainWords, forms.Form):
    """
    The record number the page showed, hidden in the form; ``record_number`` is that of the patient in the address.

    A form may carry more that no page of ours leaves out: its names stand in ``carried``.
    """

    patient = forms.CharField(max_length=12, widget=forms.HiddenInput)
    carried: tuple[str, ...] = ("patient",)

    def __init__(self, *args, record_number, **kwargs):
        super().__init__(*args, **kwargs)
        self.record_number = record_number
        self.fields["patient"].initial = record_number

    def clean(self):
        cleaned = super().clean()
        if not all(cleaned.get(name) for name in self.carried):
            words = _("We could not tell which patient you meant. Nothing was changed. Open the page again.")
        elif cleaned["patient"] != self.record_number:
            words = _("The page you answered was about another patient. Nothing was changed.")
        else:
            return cleaned
        # Said once, on top: nobody can mend a field they do not see.
        for name in self.carried:
            self.errors.pop(name, None)
        self.add_error(None, ValidationError(words, code=CONFLICT))
        return cleaned

    @property
    def conflict(self):
        """The sentence for an answer from a page about another patient, or from no page of ours; else ``None``."""
        errors = self.errors.as_data().get(NON_FIELD_ERRORS, [])
        return next((str(error.message) for error in errors if error.code == CONFLICT), None)
