"""What a doctor types about a visit: the note, the summary for the patient, when to come again."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.record_guard import RecordGuard
from appointments.visits.models import NoteTemplate, VisitNote
from appointments.visits.models.sections import LONGEST, SECTIONS
from appointments.visits.services.following_up import MOST_WEEKS
from appointments.visits.services.sharing import seen_of

ROWS = {"reason": 3, "findings": 7, "assessment": 4, "plan": 6, "amendment": 10}
LONGEST_SUMMARY = 3000
USUAL_WEEKS = 6
SIGN, USE_TEMPLATE = "sign", "template"


class SeenGuard(RecordGuard):
    """The hidden fields of every answer about a note; ``seen`` is the version of what the page showed."""

    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)
    carried = ("patient", "seen")

    def __init__(self, *args, appointment, seen, **kwargs):
        super().__init__(*args, record_number=appointment.patient.record_number, **kwargs)
        self.fields["seen"].initial = seen


class TextArea(forms.CharField):
    """Text of several lines. The browser is told no limit: it would cut off what is pasted, and say nothing."""

    def __init__(self, *, rows, **kwargs):
        super().__init__(widget=forms.Textarea({"rows": rows}), **kwargs)

    def widget_attrs(self, widget):
        return {}

    def to_python(self, value):
        """Return the text with the line ends of Unix: forms send those of Windows, scripts do not."""
        return super().to_python(value).replace("\r\n", "\n")


def part_field(name):
    label = VisitNote._meta.get_field(name).verbose_name.capitalize()
    return TextArea(label=label, rows=ROWS[name], required=False, max_length=LONGEST)


class NoteForm(SeenGuard):
    """
    The parts of a note, or the one text of an amendment.

    ``page`` and ``turn`` tell the saves of one page apart (``save_draft``). ``then`` is what follows saving,
    ``take`` and ``drop`` name a text that was set aside. A text that is too long comes back whole.
    """

    page = forms.UUIDField(widget=forms.HiddenInput, required=False)
    turn = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000)
    template = forms.ModelChoiceField(
        label=_("Template"), queryset=NoteTemplate.objects.none(), required=False, empty_label=_("Choose a template")
    )
    then = forms.ChoiceField(choices=[(SIGN, SIGN), (USE_TEMPLATE, USE_TEMPLATE)], required=False)
    take = forms.IntegerField(required=False, min_value=1)
    drop = forms.IntegerField(required=False, min_value=1)

    def __init__(self, *args, appointment, notes, parts, texts, **kwargs):
        super().__init__(*args, appointment=appointment, seen=notes.seen, **kwargs)
        self.parts = parts
        for name in parts:
            self.fields[name] = part_field(name)
            self.fields[name].initial = texts.get(name, "")
            self.fields[name].hide_optional = True
        self.fields["page"].initial = uuid.uuid4()
        self.fields["turn"].initial = 0
        if parts == SECTIONS:
            self.fields["template"].queryset = NoteTemplate.objects.offered_to(appointment.doctor)
        self.fields["template"].hide_optional = True

    @property
    def areas(self):
        """The fields that are written in, in their order."""
        return [self[name] for name in self.parts]

    @property
    def texts(self):
        """What was typed, by part."""
        return {name: self.cleaned_data[name] for name in self.parts}

    @property
    def typed(self):
        """What was typed as it came, whatever is wrong with the rest, as ``(label, text)``."""
        return [(area.label, area.value()) for area in self.areas if area.value()]

    @property
    def page_key(self):
        return self.cleaned_data.get("page") or uuid.uuid4()


class SummaryForm(SeenGuard):
    """The doctor's words for the patient."""

    text = TextArea(
        label=_("What the patient reads"),
        rows=10,
        max_length=LONGEST_SUMMARY,
        help_text=_("Short sentences, everyday words: what you found, what to do now, when to worry."),
        error_messages={"required": _("Write what the patient should know")},
    )

    def __init__(self, *args, summary, **kwargs):
        super().__init__(*args, seen=seen_of(summary), **kwargs)


class FollowUpForm(RecordGuard):
    """When the patient should come again, and for which kind of visit."""

    weeks = forms.IntegerField(
        label=_("In how many weeks?"),
        min_value=1,
        max_value=MOST_WEEKS,
        initial=USUAL_WEEKS,
        widget=forms.NumberInput({"class": "input-short", "inputmode": "numeric"}),
    )
    visit_type = forms.ChoiceField(label=_("Kind of visit"))

    def __init__(self, *args, appointment, offers, **kwargs):
        super().__init__(*args, record_number=appointment.patient.record_number, **kwargs)
        self.visit_types = {str(offer.visit_type_id): offer.visit_type for offer in offers}
        self.fields["visit_type"].choices = [(pk, visit_type.name) for pk, visit_type in self.visit_types.items()]
        # Coming again takes less time than coming first: the shortest of those that meet in the same way.
        alike = [offer for offer in offers if offer.mode == appointment.mode]
        if alike:
            self.fields["visit_type"].initial = str(min(alike, key=lambda offer: offer.minutes).visit_type_id)

    @property
    def said(self):
        """What the service is told."""
        return {
            "weeks": self.cleaned_data["weeks"],
            "visit_type": self.visit_types[self.cleaned_data["visit_type"]],
        }
