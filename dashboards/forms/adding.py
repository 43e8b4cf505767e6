"""An appointment the doctor adds: for whom, what, and when; and for who stands at the desk already."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.fields import DateOfBirthField, EmailAddressField, FullNameField, PhoneField
from accounts.forms.plain_words import PlainWords
from accounts.forms.record_guard import RecordGuard
from appointments.forms.booking import SlotField, WordsField
from dashboards.forms.moving import OtherTime
from scheduling.clinic_time import local
from scheduling.models import Clinic, Mode
from scheduling.slot_value import BadSlotValue, SlotValue

NEWCOMER = ("full_name", "date_of_birth", "phone", "email")
SOMEBODY_NEW = "new"


class Asked(PlainWords, forms.Form):
    """What the address says; whatever cannot be read was not said."""

    q = forms.CharField(required=False, max_length=100)
    new = forms.BooleanField(required=False)
    walk_in = forms.BooleanField(required=False)
    clinic = forms.ModelChoiceField(queryset=Clinic.objects.filter(is_active=True), required=False)
    starts_at = forms.DateTimeField(required=False)
    slot = SlotField(required=False)

    def said(self):
        """Return ``cleaned_data`` with every name; a tapped slot is a clinic and a start."""
        self.is_valid()
        said = {name: self.cleaned_data.get(name) for name in self.fields}
        if slot := said.pop("slot"):
            said["clinic"] = Clinic.objects.filter(pk=slot.clinic_id, is_active=True).first()
            said["starts_at"] = slot.starts_at
        return said


class Visit(PlainWords, forms.Form):
    """What kind of visit, and why; the key in it makes pressing twice book once."""

    visit_type = forms.ChoiceField(
        label=gettext_lazy("Visit type"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a visit type")},
    )
    reason = WordsField(
        label=gettext_lazy("Reason in the patient's words"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )
    because = WordsField(
        label=gettext_lazy("Why is it booked all the same?"),
        help_text=gettext_lazy("Kept in the history. The patient does not see it."),
        required=False,
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    use_required_attribute = False
    field_order = ("patient", *NEWCOMER, "visit_type", "date", "time", "clinic", "reason", "because", "key")

    def __init__(self, *args, offers, places=None, **kwargs):
        """Take the ``offers`` to choose from, and in words where each of them has its place."""
        super().__init__(*args, **kwargs)
        self.offers = {str(offer.visit_type_id): offer for offer in offers}
        field = self.fields["visit_type"]
        field.choices = [(value, label_of(offer, (places or {}).get(offer.pk))) for value, offer in self.offers.items()]
        field.initial = next(iter(self.offers), None)
        self.fields["because"].hide_optional = True
        self.fields["key"].initial = uuid.uuid4

    @property
    def anyway(self):
        """Whether the button was pressed that books although every place is taken."""
        return "anyway" in self.data

    def clean(self):
        cleaned = super().clean()
        if self.anyway and not cleaned.get("because") and "because" not in self.errors:
            self.add_error("because", _("Say why it is booked all the same"))
        return cleaned

    def said(self):
        """Return what the services are told of the visit."""
        cleaned = self.cleaned_data
        return {
            "offer": self.offers[cleaned["visit_type"]],
            "clinic": cleaned["clinic"],
            "reason": cleaned["reason"],
            "overbook_because": cleaned["because"] if self.anyway else "",
            "idempotency_key": str(cleaned["key"]),
        }


def label_of(offer, place):
    minutes = _("%(count)s minutes") % {"count": offer.minutes}
    facts = [minutes, Mode(offer.mode).within_a_sentence, place]
    return format_html(
        '{}<span class="form-text">{}</span>', offer.visit_type.name, ", ".join(str(fact) for fact in facts if fact)
    )


class AtATime(Visit, OtherTime):
    """A visit at a day and time; one of the nearest times, tapped, stands for what was typed."""

    def __init__(self, data=None, *, clinics, **kwargs):
        super().__init__(as_typed(data, clinics), clinics=clinics, **kwargs)
        # A date of birth may stand beside it, and has a day, too.
        self.fields["date"].label = _("Day of the visit")

    def said(self):
        return super().said() | {"starts_at": self.cleaned_data["starts_at"]}


def as_typed(data, clinics):
    """Return ``data`` with a tapped slot as the day, time and clinic it stands for."""
    if not (data and data.get("slot")):
        return data
    try:
        slot = SlotValue.parse(data["slot"])
    except BadSlotValue:
        return data
    clinic = next((clinic for clinic in clinics if clinic.pk == slot.clinic_id), None)
    if clinic is None:
        return data
    start = local(slot.starts_at, clinic.time_zone)
    typed = data.copy()
    for name, value in (("date", f"{start:%Y-%m-%d}"), ("time", f"{start:%H:%M}"), ("clinic", str(clinic.pk))):
        typed[name] = value
    return typed


class Now(Visit):
    """A visit of somebody who is here. Who works at one clinic is not asked which."""

    clinic = forms.ModelChoiceField(label=gettext_lazy("Clinic"), queryset=Clinic.objects.none(), empty_label=None)

    def __init__(self, *args, clinics, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["clinic"].queryset = Clinic.objects.filter(pk__in=[clinic.pk for clinic in clinics])
        self.fields["clinic"].initial = clinics[0].pk if clinics else None
        if len(clinics) == 1:
            self.fields["clinic"].widget = forms.HiddenInput()


class Newcomer(PlainWords, forms.Form):
    """
    Somebody new. With the name and birth date of one of the doctor's ``patients``, it is asked whether it is them.

    Of the patients of others nothing is said: that somebody is one is nobody's business.
    """

    full_name = FullNameField(error_messages={"required": gettext_lazy("Enter their full name")})
    date_of_birth = DateOfBirthField(
        error_messages={
            "required": gettext_lazy("Enter their date of birth, like 27 3 1958"),
            "invalid": gettext_lazy("Enter their date of birth, like 27 3 1958"),
        }
    )
    phone = PhoneField(label=gettext_lazy("Phone"), required=False)
    email = EmailAddressField(required=False)

    def __init__(self, *args, patients, **kwargs):
        super().__init__(*args, **kwargs)
        self.patients, self.known = patients, None
        for name in NEWCOMER:
            self.fields[name].widget.attrs["autocomplete"] = "off"
        for part in self.fields["date_of_birth"].widget.widgets:
            part.attrs["autocomplete"] = "off"

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("phone") or cleaned.get("email") or {"phone", "email"} & set(self.errors)):
            self.add_error("phone", _("Enter a phone number or an email address: we have to reach them"))
        if cleaned.get("full_name") and cleaned.get("date_of_birth"):
            self.ask_whether_known(cleaned)
        return cleaned

    def ask_whether_known(self, cleaned):
        """Add the question, and set ``known`` to whom it was answered with."""
        alike = self.patients.filter(full_name__iexact=cleaned["full_name"], date_of_birth=cleaned["date_of_birth"])
        alike = {patient.record_number: patient for patient in alike.order_by("pk")[:5]}
        if not alike:
            return
        answers = [
            *((number, _("%(name)s, %(number)s") % {"name": one, "number": number}) for number, one in alike.items()),
            (SOMEBODY_NEW, _("No, somebody new")),
        ]
        self.fields["known"] = forms.ChoiceField(
            label=_("You have a patient of this name and date of birth. Is it them?"),
            choices=answers,
            widget=forms.RadioSelect,
        )
        said = self.data.get(self.add_prefix("known"))
        if said not in dict(answers):
            self.add_error("known", ValidationError(_("Say whether it is a patient you know"), code="required"))
        self.known = alike.get(said)

    def newcomer(self):
        """Return what ``create_patient`` is told, or ``None`` for somebody known after all."""
        return None if self.known else {name: self.cleaned_data[name] for name in NEWCOMER}


class ForNewcomer(Newcomer, AtATime):
    """Somebody new, at a time."""


class ForNewcomerNow(Newcomer, Now):
    """Somebody new, who is here."""


class ForPatient(RecordGuard, AtATime):
    """A patient of the doctor's, at a time."""


class ForPatientNow(RecordGuard, Now):
    """A patient of the doctor's, who is here."""
