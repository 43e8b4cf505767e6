"""What an answer carries, so that it lands on what was on the screen: its version and, at the clinic, whose it is."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.forms.record_guard import PageGuard, RecordGuard
from appointments.services.recording import Stale, version_seen


class Seen(PageGuard):
    """The hidden field of every answer of a patient; ``seen`` is the version of what the page showed."""

    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)
    carried = ("seen",)

    def why_conflict(self, cleaned):
        return None if cleaned.get("seen") else str(Stale())


class Guard(RecordGuard):
    """The hidden fields of every answer about one appointment; ``seen`` is the version of it the page showed."""

    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)
    carried = ("patient", "seen")

    def __init__(self, *args, appointment, **kwargs):
        super().__init__(*args, record_number=appointment.patient.record_number, **kwargs)
        self.appointment = appointment
        self.fields["seen"].initial = version_seen(appointment)


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
