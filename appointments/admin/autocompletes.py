"""Patients and offers, looked for by typing part of them: what may be found, and what tells two alike apart."""

from django import forms
from django.contrib.admin import site
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.admin.keys import RowSelect
from accounts.models import Patient
from appointments.models import Appointment
from scheduling.admin.own_clinics import clinics_of, doctors_working_at, works_everywhere
from scheduling.models import DoctorVisitType, Mode


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
        "mode": Mode(offer.mode).within_a_sentence,
    }


class OfferSelect(RowSelect):
    """Django's autocomplete, asking an address of our own: no model has a foreign key to an offer."""

    def __init__(self, **kwargs):
        super().__init__(DoctorVisitType._meta.get_field("visit_type"), site, **kwargs)

    def get_url(self):
        return reverse("admin:appointments_appointment_offers")


class PatientSelect(RowSelect):
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
