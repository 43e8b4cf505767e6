"""A patient's details, one section a page; each form has its name in the address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import FullNameField, PhoneField
from accounts.forms.on_record import OnRecord
from accounts.languages import spoken_choices
from accounts.models import Patient


class DetailsForm(OnRecord):
    """Says what should change; the service writes it."""

    title: str
    intro = ""

    @property
    def changes(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class NameForm(DetailsForm):
    title = _("What is your name?")
    full_name = FullNameField(help_text=_("As on your ID card."))

    class Meta:
        model = Patient
        fields = ["full_name"]


class SexForm(DetailsForm):
    title = _("What is your sex?")
    intro = _("Some illnesses and doses depend on it. Your doctor sees it.")
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[(sex.value, sex.label) for sex in Patient.Sex if sex != Patient.Sex.UNKNOWN]
        + [(Patient.Sex.UNKNOWN.value, _("I would rather not say"))],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Patient
        fields = ["sex"]


class PhoneForm(DetailsForm):
    title = _("What is your mobile number?")
    phone = PhoneField(help_text=_("We call you only about your appointments."))

    class Meta:
        model = Patient
        fields = ["phone"]


class LanguageForm(DetailsForm):
    title = _("Which language do you speak best?")
    intro = _("We look for a doctor who speaks it, or ask for an interpreter.")
    language = forms.ChoiceField(label=_("Language"))

    class Meta:
        model = Patient
        fields = ["language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = spoken_choices(including=[self.instance.language])


class AddressForm(DetailsForm):
    title = _("What is your address?")
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=400,
        help_text=_("Street, town and postcode."),
        widget=forms.Textarea({"autocomplete": "street-address", "rows": 4}),
    )

    class Meta:
        model = Patient
        fields = ["address"]


class EmergencyContactForm(DetailsForm):
    title = _("Who should we call in an emergency?")
    intro = _("Ask them first if that is all right.")
    emergency_contact_name = FullNameField(
        label=_("Their name"), required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    emergency_contact_phone = PhoneField(
        label=_("Their phone number"),
        required=False,
        error_messages={"invalid": _("Enter a phone number, like 07700 900123")},
    )

    class Meta:
        model = Patient
        fields = ["emergency_contact_name", "emergency_contact_phone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["emergency_contact_phone"].widget.attrs["autocomplete"] = "off"

    def clean(self):
        cleaned = super().clean()
        name, phone = cleaned.get("emergency_contact_name"), cleaned.get("emergency_contact_phone")
        if name and not phone and not self.has_error("emergency_contact_phone"):
            self.add_error("emergency_contact_phone", _("Enter their phone number, or leave both empty"))
        if phone and not name and not self.has_error("emergency_contact_name"):
            self.add_error("emergency_contact_name", _("Enter their name, or leave both empty"))
        return cleaned


class AccessNeedsForm(DetailsForm):
    title = _("What should we know to make your appointment work for you?")
    access_needs = forms.CharField(
        label=_("Access needs"),
        required=False,
        max_length=500,
        help_text=_("For example, a wheelchair, sign language, a quiet room, more time."),
        widget=forms.Textarea({"rows": 4}),
    )

    class Meta:
        model = Patient
        fields = ["access_needs"]


SECTIONS = {
    "name": NameForm,
    "sex": SexForm,
    "phone": PhoneForm,
    "language": LanguageForm,
    "address": AddressForm,
    "emergency-contact": EmergencyContactForm,
    "access-needs": AccessNeedsForm,
}
