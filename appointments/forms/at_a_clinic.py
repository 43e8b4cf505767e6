"""Day, time and clinic: three fields that together name an instant."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.plain_words import PlainWords
from scheduling.clinic_time import instant
from scheduling.forms.clock_fields import ClockField, DayField
from scheduling.models import Clinic


class AtAClinic(PlainWords, forms.Form):
    """
    ``starts_at`` is added to the cleaned values: the instant at which the clinic's clock shows day and time.

    It lies ahead of ``now``. ``clinics`` are those to choose from, and no others.
    """

    date = DayField(label=gettext_lazy("Day"))
    time = ClockField(label=gettext_lazy("Time"))
    clinic = forms.ModelChoiceField(label=gettext_lazy("Clinic"), queryset=Clinic.objects.none(), empty_label=None)

    use_required_attribute = False

    def __init__(self, *args, clinics, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["clinic"].queryset = Clinic.objects.filter(pk__in=[clinic.pk for clinic in clinics])
        if len(clinics) == 1:
            self.fields["clinic"].initial = clinics[0].pk

    def clean(self):
        cleaned = super().clean()
        clinic, date, time = (cleaned.get(name) for name in ("clinic", "date", "time"))
        if clinic is None or date is None or time is None:
            return cleaned
        starts_at = instant(date, time, clinic.time_zone)
        if starts_at is None:
            self.add_error("time", _("The clocks go forward then, and this time does not exist. Choose another one."))
        elif starts_at <= self.now:
            self.add_error("time", _("This time has passed. Choose a later time."))
        else:
            cleaned["starts_at"] = starts_at
        return cleaned
