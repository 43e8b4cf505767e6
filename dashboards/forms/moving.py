"""Where an appointment moves to: a time from the list, or one typed in."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.forms.guard import Guard
from dashboards.forms.fields import ClockField, DayField
from scheduling.clinic_time import instant
from scheduling.models import Clinic
from scheduling.slot_value import BadSlotValue, SlotValue


class SlotField(forms.CharField):
    """The value of a time button; the cleaned value is a ``SlotValue``."""

    def __init__(self, **kwargs):
        super().__init__(max_length=60, widget=forms.HiddenInput, **kwargs)

    def clean(self, value):
        try:
            return SlotValue.parse(super().clean(value))
        except BadSlotValue as error:
            raise ValidationError(str(error), code="slot") from error


class ChosenTime(forms.Form):
    """A time of one doctor, at a clinic that is open, still to come. ``clinic`` is set once the form is valid."""

    slot = SlotField()

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


class OtherTime(forms.Form):
    """A date and a time typed in, on the clock of a clinic; off the list, too."""

    date = DayField(label=gettext_lazy("Day"))
    time = ClockField(label=gettext_lazy("Time"))
    clinic = forms.ModelChoiceField(label=gettext_lazy("Clinic"), queryset=Clinic.objects.none(), empty_label=None)

    use_required_attribute = False

    def __init__(self, *args, clinics, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["clinic"].queryset = Clinic.objects.filter(pk__in=[clinic.pk for clinic in clinics])
        if len(clinics) == 1:
            self.fields["clinic"].widget = forms.HiddenInput()
            self.fields["clinic"].initial = clinics[0].pk

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        starts_at = instant(cleaned["date"], cleaned["time"], cleaned["clinic"].time_zone)
        if starts_at is None:
            self.add_error("time", _("The clocks go forward then, and this time does not exist. Choose another one."))
        elif starts_at <= self.now:
            self.add_error("time", _("This time has passed. Choose a later time."))
        else:
            cleaned["starts_at"] = starts_at
        return cleaned


class Move(ChosenTime, Guard):
    """Move to the chosen time. ``by_hand``: the page said that it is not on the list, and will be opened."""

    by_hand = forms.BooleanField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("A few words for the patient"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
