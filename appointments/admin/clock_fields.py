"""Clinic, date and time: three fields that together name an instant."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import NativeDate, NativeTime
from scheduling.admin.own_clinics import clinics_of
from scheduling.clinic_time import instant, is_in_reach
from scheduling.models import Clinic
from scheduling.time_words import zone_place


class ClinicChoice(forms.ModelChoiceField):
    """A clinic with the name of its clock."""

    def label_from_instance(self, clinic):
        return _("%(clinic)s (%(place)s time)") % {"clinic": clinic, "place": zone_place(clinic.time_zone)}


class ClinicDay(forms.DateField):
    widget = NativeDate
    default_error_messages = {"required": gettext_lazy("Choose a day."), "invalid": gettext_lazy("Choose a day.")}

    def to_python(self, value):
        day = super().to_python(value)
        if day is not None and not is_in_reach(day):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class AtAClinic(forms.Form):
    """
    ``starts_at`` is added to the cleaned values: the instant at which the clinic's clock shows date and time.

    The clinics are those ``user`` works at, and nobody else's.
    """

    clinic = ClinicChoice(label=gettext_lazy("Clinic"), queryset=Clinic.objects.none(), empty_label="-")
    date = ClinicDay(label=gettext_lazy("Day"))
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        widget=NativeTime,
        required=False,
        help_text=gettext_lazy("On the clock of the clinic. Left empty, the free times of that day are listed."),
        error_messages={"invalid": gettext_lazy("Choose a time.")},
    )

    def __init__(self, *args, user, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.now = user, now
        clinics = clinics_of(user).filter(is_active=True)
        self.fields["clinic"].queryset = clinics
        if len(clinics) == 1:
            self.fields["clinic"].initial = clinics[0].pk

    def clean(self):
        cleaned = super().clean()
        clinic, date, time = (cleaned.get(name) for name in ("clinic", "date", "time"))
        if not (clinic and date) or time is None:
            return cleaned
        cleaned["starts_at"] = instant(date, time.replace(second=0, microsecond=0), clinic.time_zone)
        if cleaned["starts_at"] is None:
            self.add_error("time", _("The clocks go forward then, and this time does not exist. Choose another one."))
        elif cleaned["starts_at"] <= self.now:
            self.add_error("time", _("This time has passed. Choose a later time."))
        return cleaned
