"""What every answer to a doctor's page carries, so that it lands on the patient who was on the screen."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from appointments.services.recording import version_seen


class Guard(forms.Form):
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

    def clean_patient(self):
        if self.cleaned_data["patient"] != self.appointment.patient.record_number:
            raise ValidationError(_("The page you answered was about another patient."), code="other_patient")
        return self.cleaned_data["patient"]

    @property
    def conflict(self):
        """The sentence for an answer from a page about another patient, or from no page of ours; else ``None``."""
        if self.has_error("patient", "other_patient"):
            return _("The page you answered was about another patient. Nothing was changed.")
        if "patient" in self.errors or "seen" in self.errors:
            return _("We could not tell which patient you meant. Nothing was changed. Open the page again.")
        return None


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

    def is_stale(self, appointment):
        return self.seen != version_seen(appointment)


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
        return [Answer.parse(text) for text in texts]
