"""What an answer in the admin about one appointment carries, so that it lands on the patient on the screen."""

from django import forms
from django.utils.translation import gettext as _

from appointments.services.recording import version_seen


class GuardedForm(forms.Form):
    """``patient`` is the record number the page showed, ``seen`` the version of the appointment."""

    patient = forms.CharField(max_length=12, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *args, appointment, **kwargs):
        super().__init__(*args, **kwargs)
        self.appointment = appointment
        self.fields["patient"].initial = appointment.patient.record_number
        self.fields["seen"].initial = version_seen(appointment)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("patient") != self.appointment.patient.record_number or not cleaned.get("seen"):
            self.errors.pop("patient", None)
            self.errors.pop("seen", None)
            self.add_error(None, _("The page you answered was about another patient. Nothing was changed."))
        return cleaned
