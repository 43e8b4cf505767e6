"""What an answer carries unseen: with two patients or two versions open in two windows, none reaches the other."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from accounts.forms.plain_words import PlainWords

CONFLICT = "conflict"


class PageGuard(PlainWords, forms.Form):
    """Hidden fields that no page of ours leaves out; their names stand in ``carried``."""

    carried: tuple[str, ...] = ()

    def clean(self):
        cleaned = super().clean()
        if words := self.why_conflict(cleaned):
            # Said once, on top: nobody can mend a field they do not see.
            for name in self.carried:
                self.errors.pop(name, None)
            self.add_error(None, ValidationError(words, code=CONFLICT))
        return cleaned

    def why_conflict(self, cleaned):
        """Return why this cannot be an answer to the page, or ``None``."""
        raise NotImplementedError

    @property
    def conflict(self):
        """The sentence for an answer from a page about something else, or from no page of ours; else ``None``."""
        errors = self.errors.as_data().get(NON_FIELD_ERRORS, [])
        return next((str(error.message) for error in errors if error.code == CONFLICT), None)


class RecordGuard(PageGuard):
    """The record number the page showed; ``record_number`` is that of the patient in the address."""

    patient = forms.CharField(max_length=12, widget=forms.HiddenInput)
    carried = ("patient",)

    def __init__(self, *args, record_number, **kwargs):
        super().__init__(*args, **kwargs)
        self.record_number = record_number
        self.fields["patient"].initial = record_number

    def why_conflict(self, cleaned):
        if not all(cleaned.get(name) for name in self.carried):
            return _("We could not tell which patient you meant. Nothing was changed. Open the page again.")
        if cleaned["patient"] != self.record_number:
            return _("The page you answered was about another patient. Nothing was changed.")
        return None
