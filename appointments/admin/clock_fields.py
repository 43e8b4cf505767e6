"""Clinic, day and time as the front desk types them: at its own clinics, with what is free where no time is typed."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.admin.free_times import free_that_day
from appointments.forms.at_a_clinic import AtAClinic
from scheduling.admin.own_clinics import clinics_of
from scheduling.forms.clock_fields import ClockField
from scheduling.models import Clinic
from scheduling.time_words import zone_place


class ClinicChoice(forms.ModelChoiceField):
    """A clinic with the name of its clock."""

    def label_from_instance(self, clinic):
        return _("%(clinic)s (%(place)s time)") % {"clinic": clinic, "place": zone_place(clinic.time_zone)}


class AtOwnClinic(AtAClinic):
    """The clinics are those ``user`` works at. ``offer_meant`` says whose free times a form lists."""

    clinic = ClinicChoice(label=gettext_lazy("Clinic"), queryset=Clinic.objects.none(), empty_label="-")
    time = ClockField(
        label=gettext_lazy("Time"),
        required=False,
        help_text=gettext_lazy("On the clock of the clinic. Left empty, the free times of that day are listed."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, clinics=clinics_of(user).filter(is_active=True), **kwargs)

    def offer_meant(self, cleaned):
        """Return the offer that is booked, as far as it is known yet, or ``None``."""
        raise NotImplementedError

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("time") is None and "time" not in self.errors:
            self.add_error("time", self.times_to_choose(cleaned))
        return cleaned

    def times_to_choose(self, cleaned):
        """Return the free times of the day, for a time that was left empty."""
        offer, clinic, day = self.offer_meant(cleaned), cleaned.get("clinic"), cleaned.get("date")
        if not (offer and clinic and day):
            return _("Choose a time.")
        times = free_that_day(offer=offer, clinic=clinic, day=day, now=self.now)
        return _("Free that day: %(times)s.") % {"times": times} if times else _("No time is free that day.")
