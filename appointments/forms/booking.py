"""What the booking flow asks. The forms check what was typed and save nothing."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.forms.fields import DateOfBirthField, FullNameField
from accounts.forms.page_helper import page_helper
from accounts.forms.plain_words import PlainWords
from accounts.models import PatientAccess
from appointments.forms.guard import Seen
from scheduling.models import Mode
from scheduling.money import money
from scheduling.slot_value import BadSlotValue, SlotValue

MOST_KEY = 10**18 - 1
ME, SOMEONE_ELSE = "me", "else"


class SlotField(forms.CharField):
    """The value of a time button, cleaned to a ``SlotValue`` or ``None``."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 64)
        kwargs.setdefault("error_messages", {"required": str(BadSlotValue())})
        super().__init__(**kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return SlotValue.parse(text)
        except BadSlotValue as error:
            raise ValidationError(str(error), code="invalid") from error


class StartForm(PlainWords, forms.Form):
    """A tapped time, or an appointment to book again; nothing a person types."""

    slot = SlotField(required=False)
    visit_type = forms.IntegerField(required=False, min_value=1, max_value=MOST_KEY)
    again = forms.CharField(required=False, max_length=8)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["slot"] and not cleaned["again"]:
            raise ValidationError(str(BadSlotValue()), code="empty")
        return cleaned


class SlotForm(PlainWords, forms.Form):
    """A tapped time within the flow."""

    slot = SlotField()


class StepForm(PlainWords, forms.Form):
    """A question page: our own form tag, errors in our summary."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = page_helper()


class TypeForm(StepForm):
    """Which of ``offers``; each says whether it fits at the chosen time."""

    visit_type = forms.ChoiceField(
        label=_("What kind of appointment is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of appointment it is")},
    )

    def __init__(self, *args, offers, **kwargs):
        super().__init__(*args, **kwargs)
        self.offers = {str(offer.visit_type_id): offer for offer in offers}
        field = self.fields["visit_type"]
        field.choices = [(value, self.label_of(offer)) for value, offer in self.offers.items()]
        field.error_messages["invalid_choice"] = field.error_messages["required"]

    @staticmethod
    def label_of(offer):
        minutes = ngettext("%(count)s minute", "%(count)s minutes", offer.minutes) % {"count": offer.minutes}
        facts = [minutes, Mode(offer.mode).label, money(offer.fee_minor, offer.visit_type.currency)]
        if not offer.fits:
            facts.append(_("needs another time"))
        return format_html(
            '{}<span class="form-text">{}</span>', offer.visit_type.name, ", ".join(str(fact) for fact in facts if fact)
        )

    def clean_visit_type(self):
        return self.offers[self.cleaned_data["visit_type"]]


class WhoForm(StepForm):
    """
    The user, one of the ``people`` they act for, or somebody new.

    What is asked about somebody new counts only when they are chosen: without
    JavaScript and old browsers the page shows those fields at once.
    """

    who = forms.ChoiceField(
        label=_("Who is the appointment for?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who the appointment is for")},
    )
    full_name = FullNameField(
        required=False, label=_("Their full name"), widget=forms.TextInput({"autocomplete": "off"})
    )
    date_of_birth = DateOfBirthField(
        required=False,
        label=_("Their date of birth"),
        error_messages={
            "required": _("Enter their date of birth, like 27 3 1958"),
            "invalid": _("Enter their date of birth, like 27 3 1958"),
        },
    )
    relation = forms.ChoiceField(
        required=False,
        label=_("You are their"),
        choices=[("", _("Choose")), *PatientAccess.Relation.choices],
    )
    consent = forms.BooleanField(
        required=False, label=_("They know that I book for them, or I am their parent or guardian")
    )

    ABOUT_SOMEONE_NEW = {
        "full_name": _("Enter their full name"),
        "date_of_birth": _("Enter their date of birth, like 27 3 1958"),
        "relation": _("Choose what you are to them"),
        "consent": _("Tick the box to say that you may book for them"),
    }

    def __init__(self, *args, people, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {person.record_number: person for person in people if person.user_id != user.pk}
        self.own = next((person for person in people if person.user_id == user.pk), None)
        others = [(number, person.full_name) for number, person in self.people.items()]
        field = self.fields["who"]
        field.choices = [(ME, _("Me")), *others, (SOMEONE_ELSE, _("Someone else"))]
        field.error_messages["invalid_choice"] = field.error_messages["required"]
        for name in self.ABOUT_SOMEONE_NEW:
            self.fields[name].hide_optional = True
        for part in self.fields["date_of_birth"].widget.widgets:
            part.attrs["autocomplete"] = "off"

    def clean(self):
        cleaned = super().clean()
        someone_new = cleaned.get("who") == SOMEONE_ELSE
        for name, words in self.ABOUT_SOMEONE_NEW.items():
            if not someone_new:
                self.errors.pop(name, None)
            elif not cleaned.get(name) and name not in self.errors:
                self.add_error(name, ValidationError(words, code="required"))
        return cleaned

    @property
    def is_me(self):
        return self.cleaned_data["who"] == ME

    @property
    def known_person(self):
        """The patient chosen, or ``None`` for somebody new and for a user without a record."""
        return self.own if self.is_me else self.people.get(self.cleaned_data["who"])


class WordsField(forms.CharField):
    """Free text whose line breaks count once, as the counter on the page counts them."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class ReasonForm(StepForm):
    """In the patient's words, or nothing."""

    reason = WordsField(
        label=_("In your own words"),
        help_text=_("A few words are enough. Your doctor reads this."),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 5, "data-counter": _("%s characters left")}),
        error_messages={"max_length": _("Use 500 characters or fewer")},
    )


class CheckForm(Seen, StepForm):
    """The button that books what the page showed (``drafts.version_shown``), and nothing else."""
