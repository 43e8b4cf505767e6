"""What every answer of the clinic about an appointment carries, so that it lands on the patient on the screen."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from accounts.forms.plain_words import PlainWords
from appointments.services.recording import version_seen

CONFLICT = "conflict"


class Guard(PlainWords, forms.Form):
    """
    The hidden fields of every answer about one appointment.

    ``patient`` is the record number the page showed: with two patients open in
    two windows, an answer meant for one must not reach the other. ``seen`` is
    the version of the appointment the page showed.
    """

    patient = forms.CharField(max_length=12, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, appointment, **kwargs):
        super().__init__(*args, **kwargs)
        self.appointment = appointment
        self.fields["patient"].initial = appointment.patient.record_number
        self.fields["seen"].initial = version_seen(appointment)

    def clean(self):
        cleaned = super().clean()
        patient, seen = cleaned.get("patient"), cleaned.get("seen")
        if not (patient and seen):
            words = _("We could not tell which patient you meant. Nothing was changed. Open the page again.")
        elif patient != self.appointment.patient.record_number:
            words = _("The page you answered was about another patient. Nothing was changed.")
        else:
            return cleaned
        # Said once, on top: nobody can mend a field they do not see.
        self.errors.pop("patient", None)
        self.errors.pop("seen", None)
        self.add_error(None, ValidationError(words, code=CONFLICT))
        return cleaned

    @property
    def conflict(self):
        """The sentence for an answer from a page about another patient, or from no page of ours; else ``None``."""
        errors = self.errors.as_data().get(NON_FIELD_ERRORS, [])
        return next((str(error.message) for error in errors if error.code == CONFLICT), None)


@dataclass(frozen=True)
class Answer:
    """
    One ticked row: which appointment, whose, and what of it the page showed.

    Spelled ``K7QD2M9X.P4820917.requested.0``.
    """

    reference: str
    record_number: str
    seen: str

    def __str__(self):
        return f"{self.reference}.{self.record_number}.{self.seen}"

    @classmethod
    def about(cls, appointment):
        return cls(appointment.reference, appointment.patient.record_number, version_seen(appointment))

    @classmethod
    def parse(cls, text):
        """Return the answer ``text`` spells. Raises ``ValidationError`` for what no page of ours wrote."""
        reference, record_number, seen = [*text.split(".", 2), "", ""][:3]
        if not (reference and record_number and seen):
            raise ValidationError(_("We could not read that. Go back and choose again."), code="unreadable")
        return cls(reference, record_number, seen)

    def fits(self, appointment):
        return self.record_number == appointment.patient.record_number


class AnswersField(forms.MultipleChoiceField):
    """Any number of ticked rows, each an ``Answer``."""

    widget = forms.MultipleHiddenInput
    MOST = 200

    def clean(self, value):
        texts = list(dict.fromkeys(value or []))
        if not texts:
            raise ValidationError(_("Choose at least one request first."), code="required")
        if len(texts) > self.MOST:
            raise ValidationError(_("Those are too many at once. Choose fewer."), code="too_many")
        return readable(texts)


def readable(texts):
    """Return the answers among ``texts``; raise ``ValidationError`` where no page of ours wrote any of them."""
    answers = []
    for text in texts:
        try:
            answers.append(Answer.parse(text))
        except ValidationError:
            if text == texts[-1] and not answers:
                raise
    return answers
