"""Where an appointment moves to: a time from the list, or one typed in."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.plain_words import PlainWords
from appointments.forms.at_a_clinic import AtAClinic
from appointments.forms.booking import SlotField
from appointments.forms.guard import Guard
from scheduling.clinic_time import is_in_reach
from scheduling.models import Clinic
from scheduling.slot_value import BadSlotValue


class ChosenTime(PlainWords, forms.Form):
    """A time of one doctor, at a clinic that is open, still to come. ``clinic`` is set once the form is valid."""

    slot = SlotField(widget=forms.HiddenInput)

    def __init__(self, *args, doctor, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.doctor, self.now, self.clinic = doctor, now, None

    def clean_slot(self):
        slot = self.cleaned_data["slot"]
        self.clinic = Clinic.objects.filter(pk=slot.clinic_id, is_active=True).first()
        if slot.doctor_id != self.doctor.pk or self.clinic is None:
            raise ValidationError(str(BadSlotValue()), code="slot")
        if slot.starts_at <= self.now:
            raise ValidationError(_("This time has passed. Choose another time."), code="past")
        return slot


class Dropped(PlainWords, forms.Form):
    """Where on the board of a week an appointment was let go: an instant, on free time of a clinic."""

    near = forms.DateTimeField()
    clinic = forms.ModelChoiceField(queryset=Clinic.objects.filter(is_active=True))

    def clean_near(self):
        near = self.cleaned_data["near"]
        if not is_in_reach(near.date()):
            raise ValidationError(_("Choose another time."))
        return near


class OtherTime(AtAClinic):
    """A day and a time typed in, off the list, too. Who works at one clinic is not asked which."""

    def __init__(self, *args, clinics, **kwargs):
        super().__init__(*args, clinics=clinics, **kwargs)
        if len(clinics) == 1:
            self.fields["clinic"].widget = forms.HiddenInput()


class Move(ChosenTime, Guard):
    """Move to the chosen time. ``by_hand``: the page said that it is not on the list, and will be opened."""

    by_hand = forms.BooleanField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("A few words for the patient"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
