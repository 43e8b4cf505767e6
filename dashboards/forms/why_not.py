"""A time somebody wonders about: day, time, clinic, kind of visit, and for whom."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Patient
from dashboards.forms.moving import OtherTime
from dashboards.reading.patients import RECORD_NUMBER
from scheduling.models import DoctorVisitType


class OfferField(forms.ModelChoiceField):
    """A visit type as the doctor offers it."""

    def label_from_instance(self, offer):
        return offer.visit_type.name


class WhyNot(OtherTime):
    """``patient`` is named by the record number, and only somebody in the doctor's care is found by it."""

    offer = OfferField(label=gettext_lazy("Kind of visit"), queryset=DoctorVisitType.objects.none(), empty_label=None)
    patient = forms.CharField(
        label=gettext_lazy("Patient's record number"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "input-medium", "autocomplete": "off"}),
    )

    field_order = ["date", "time", "clinic", "offer", "patient"]

    def __init__(self, *args, doctor, **kwargs):
        super().__init__(*args, **kwargs)
        self.doctor = doctor
        offers = DoctorVisitType.objects.filter(doctor=doctor).select_related("visit_type", "doctor")
        self.fields["offer"].queryset = offers.order_by("-is_default", "pk")

    def clean_patient(self):
        typed = self.cleaned_data["patient"].strip()
        if not typed:
            return None
        number = RECORD_NUMBER.fullmatch(typed)
        found = number and (
            Patient.objects.in_care_of(self.doctor, now=self.now).filter(record_number=f"P{number[1]}").first()
        )
        if not found:
            raise forms.ValidationError(_("No patient of yours has this record number"), code="unknown")
        return found
