"""Booking by telephone: for whom, what, where and when."""

import uuid

from django import forms
from django.contrib.admin import site
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import AboutSomebodyElse, NativeDate
from accounts.admin.patients import refuse_impossible_birth
from accounts.forms.fields import EmailAddressField, FullNameField, PhoneField
from accounts.models import Patient
from appointments.admin.clock_fields import AtAClinic
from appointments.admin.free_times import free_that_day
from appointments.models import Appointment
from scheduling.admin.own_clinics import clinics_of, doctors_working_at, works_everywhere
from scheduling.clinic_time import local_date
from scheduling.models import DoctorVisitType

NEWCOMER = ("full_name", "date_of_birth", "phone", "email")


def offers_for(user):
    """Return the offers ``user`` may book: of the doctors who work at their clinics."""
    offers = DoctorVisitType.objects.active().select_related("doctor", "visit_type")
    if works_everywhere(user):
        return offers
    return offers.filter(doctor__in=doctors_working_at(clinics_of(user).values("pk")))


def offer_words(offer):
    """Return ``Follow-up, 20 minutes, in person: Dr Amara Osei``."""
    words = {"type": offer.visit_type, "minutes": offer.minutes, "doctor": offer.doctor}
    return _("%(type)s, %(minutes)s minutes, %(mode)s: %(doctor)s") % {
        **words,
        "mode": offer.get_mode_display().lower(),
    }


class OfferSelect(AutocompleteSelect):
    """Django's autocomplete, asking an address of our own: no model has a foreign key to an offer."""

    def __init__(self, **kwargs):
        super().__init__(DoctorVisitType._meta.get_field("visit_type"), site, **kwargs)

    def get_url(self):
        return reverse("admin:appointments_appointment_offers")


class PatientSelect(AutocompleteSelect):
    """Django's autocomplete of patients, with what tells two of one name apart."""

    def __init__(self, **kwargs):
        super().__init__(Appointment._meta.get_field("patient"), site, **kwargs)

    def get_url(self):
        return reverse("admin:appointments_appointment_patients")


class PatientJson(AutocompleteJsonView):
    """The patients that match what was typed, to whoever may see patients."""

    def process_request(self, request):
        field = Appointment._meta.get_field("patient")
        return request.GET.get("term", "")[:200], site.get_model_admin(Patient), field, "pk"

    def serialize_result(self, obj, to_field_name):
        return {"id": str(obj.pk), "text": patient_words(obj)}


def patient_words(patient):
    """Return ``Maria Lopes, born 27 Mar 1964, P4820917``."""
    words = {"name": patient, "born": date_format(patient.date_of_birth), "number": patient.record_number}
    return _("%(name)s, born %(born)s, %(number)s") % words


class PatientChoice(forms.ModelChoiceField):
    def label_from_instance(self, patient):
        return patient_words(patient)


class OfferJson(AutocompleteJsonView):
    """The offers that match what was typed, as the user may book them."""

    def process_request(self, request):
        return request.GET.get("term", "")[:200], site.get_model_admin(DoctorVisitType), None, "pk"

    def has_perm(self, request, obj=None):
        return request.user.has_perm("appointments.add_appointment")

    def get_queryset(self):
        offers = offers_for(self.request.user).order_by("doctor__full_name", "doctor", "-is_default", "minutes", "pk")
        found, _duplicates = self.model_admin.get_search_results(self.request, offers, self.term)
        return found

    def serialize_result(self, obj, to_field_name):
        return {"id": str(obj.pk), "text": offer_words(obj)}


class OfferChoice(forms.ModelChoiceField):
    def label_from_instance(self, offer):
        return offer_words(offer)


class PhoneBookingForm(AboutSomebodyElse, AtAClinic):
    """A known patient, or a new one; the key in it makes pressing twice book once."""

    patient = PatientChoice(
        label=gettext_lazy("Known patient"),
        queryset=Patient.objects.all(),
        required=False,
        widget=PatientSelect(),
        help_text=gettext_lazy("Name, record number, phone or email address. Check the date of birth."),
    )
    full_name = FullNameField(required=False)
    date_of_birth = forms.DateField(label=gettext_lazy("Date of birth"), required=False, widget=NativeDate)
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
    key = forms.UUIDField(widget=forms.HiddenInput)

    use_required_attribute = False
    fieldsets = [
        (gettext_lazy("For whom"), {"fields": ["patient"]}),
        (
            gettext_lazy("Or somebody new"),
            {"fields": list(NEWCOMER), "description": gettext_lazy("Look for them above first.")},
        ),
        (gettext_lazy("What and when"), {"fields": ["offer", "clinic", "date", "time", "by_right", "reason"]}),
    ]

    def __init__(self, *args, user, now, **kwargs):
        super().__init__(*args, user=user, now=now, **kwargs)
        self.fields["key"].initial = uuid.uuid4
        self.fields["offer"].queryset = offers_for(user)
        self.may_by_right = user.has_perm("appointments.book_by_right")
        if not self.may_by_right:
            del self.fields["by_right"]
            self.fieldsets = [
                (name, {**told, "fields": [field for field in told["fields"] if field != "by_right"]})
                for name, told in self.fieldsets
            ]

    def clean(self):
        cleaned = super().clean()
        self.clean_person(cleaned)
        if cleaned.get("time") is None and "time" not in self.errors:
            self.add_error("time", self.times_to_choose(cleaned))
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

    def times_to_choose(self, cleaned):
        """Return the free times of the day, for a time that was left empty."""
        offer, clinic, day = (cleaned.get(name) for name in ("offer", "clinic", "date"))
        if not (offer and clinic and day):
            return _("Choose a time.")
        times = free_that_day(offer=offer, clinic=clinic, day=day, now=self.now)
        return _("Free that day: %(times)s.") % {"times": times} if times else _("No time is free that day.")

    def said(self):
        """Return what ``book_by_phone`` is told."""
        cleaned = self.cleaned_data
        newcomer = None if cleaned["patient"] else {name: cleaned[name] for name in NEWCOMER}
        return {
            **{name: cleaned[name] for name in ("patient", "offer", "clinic", "starts_at", "reason")},
            "newcomer": newcomer,
            "by_right": cleaned.get("by_right", False),
            "idempotency_key": str(cleaned["key"]),
        }
