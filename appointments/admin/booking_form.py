"""Booking by telephone: for whom, what, where and when."""

import uuid

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import AboutSomebodyElse
from accounts.admin.patients import refuse_impossible_birth
from accounts.forms.fields import EmailAddressField, FullNameField, PhoneField
from accounts.forms.pickers import DateInput
from accounts.models import Patient
from appointments.admin.autocompletes import OfferChoice, OfferSelect, PatientChoice, PatientSelect, offers_for
from appointments.admin.clock_fields import AtOwnClinic
from appointments.admin.seen import seen_patients
from scheduling.clinic_time import local_date
from scheduling.models import DoctorVisitType

NEWCOMER = ("full_name", "date_of_birth", "phone", "email")


class PhoneBookingForm(AboutSomebodyElse, AtOwnClinic):
    """A known patient, or a new one; the key in it makes pressing twice book once."""

    patient = PatientChoice(
        label=gettext_lazy("Known patient"),
        queryset=Patient.objects.standing(),
        required=False,
        widget=PatientSelect(),
        help_text=gettext_lazy("Name, record number, phone or email address. Check the date of birth."),
    )
    full_name = FullNameField(required=False)
    date_of_birth = forms.DateField(label=gettext_lazy("Date of birth"), required=False, widget=DateInput)
    phone = PhoneField(label=gettext_lazy("Phone"), required=False)
    email = EmailAddressField(required=False)
    offer = OfferChoice(
        label=gettext_lazy("Visit type and doctor"),
        queryset=DoctorVisitType.objects.none(),
        widget=OfferSelect(),
        help_text=gettext_lazy("Type part of either."),
        error_messages={"required": gettext_lazy("Choose a visit type and its doctor.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason in the patient's words"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )
    by_right = forms.BooleanField(
        label=gettext_lazy("Past notice and horizon, and at any start"),
        required=False,
        help_text=gettext_lazy("Books at once, without the doctor's yes, also where the search shows no time."),
    )
    overbook_because = forms.CharField(
        label=gettext_lazy("Overbook, because"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Where all time is taken, books beside whoever has it. The patient does not see why."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    fieldsets = [
        (gettext_lazy("For whom"), {"fields": ["patient"]}),
        (
            gettext_lazy("Or somebody new"),
            {"fields": list(NEWCOMER), "description": gettext_lazy("Look for them above first.")},
        ),
        (
            gettext_lazy("What and when"),
            {"fields": ["offer", "clinic", "date", "time", "by_right", "overbook_because", "reason"]},
        ),
    ]

    def __init__(self, *args, user, now, **kwargs):
        super().__init__(*args, user=user, now=now, **kwargs)
        self.fields["patient"].queryset = seen_patients(user)
        self.fields["key"].initial = uuid.uuid4
        self.fields["offer"].queryset = offers_for(user)
        self.may_by_right = user.has_perm("appointments.book_by_right")
        self.may_overbook = self.may_by_right and user.has_perm("appointments.overbook")
        for name, may in (("by_right", self.may_by_right), ("overbook_because", self.may_overbook)):
            if not may:
                self.leave_out(name)

    def leave_out(self, name):
        del self.fields[name]
        self.fieldsets = [
            (title, {**told, "fields": [field for field in told["fields"] if field != name]})
            for title, told in self.fieldsets
        ]

    def clean(self):
        cleaned = super().clean()
        self.clean_person(cleaned)
        return cleaned

    def clean_person(self, cleaned):
        typed = [name for name in NEWCOMER if self.data.get(self.add_prefix(name), "").strip()]
        if cleaned.get("patient") and typed:
            self.add_error("patient", _("Choose a known patient or enter a new one, not both."))
        if cleaned.get("patient") or "patient" in self.errors:
            return
        if not typed:
            self.add_error("patient", _("Choose the patient, or enter a new one below."))
            return
        if not cleaned.get("full_name") and "full_name" not in self.errors:
            self.add_error("full_name", _("Enter their full name."))
        if cleaned.get("date_of_birth") is None and "date_of_birth" not in self.errors:
            self.add_error("date_of_birth", _("Enter their date of birth."))
        elif cleaned.get("date_of_birth"):
            try:
                refuse_impossible_birth(cleaned["date_of_birth"], today=local_date(self.now, "UTC"))
            except forms.ValidationError as error:
                self.add_error("date_of_birth", error)
        if not (cleaned.get("phone") or cleaned.get("email") or {"phone", "email"} & set(self.errors)):
            self.add_error("phone", _("Enter a phone number or an email address: we have to reach them."))

    def offer_meant(self, cleaned):
        return cleaned.get("offer")

    def said(self):
        """Return what ``book_by_phone`` is told."""
        cleaned = self.cleaned_data
        newcomer = None if cleaned["patient"] else {name: cleaned[name] for name in NEWCOMER}
        because = cleaned.get("overbook_because", "")
        return {
            **{name: cleaned[name] for name in ("patient", "offer", "clinic", "starts_at", "reason")},
            "newcomer": newcomer,
            "by_right": cleaned.get("by_right", False) or bool(because),
            "overbook_because": because,
            "idempotency_key": str(cleaned["key"]),
        }
