"""Which other times the clinic offers, with which words, and until when."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.plain_words import PlainWords
from appointments.forms.guard import Guard
from scheduling.clinic_time import ONE_DAY, first_instant, local_date
from scheduling.models import Clinic
from scheduling.slot_value import BadSlotValue, SlotValue

MOST_READ = 20
USUAL = "day"
END_OF_DAY, NOON = dt.time(17), dt.time(12)
A_WHILE = dt.timedelta(hours=1)


class TimesField(forms.MultipleChoiceField):
    """Any number of ticked times, each cleaned to a ``SlotValue``."""

    widget = forms.MultipleHiddenInput

    def clean(self, value):
        if not value and self.required:
            raise ValidationError(_("Choose at least one time."), code="required")
        try:
            return [SlotValue.parse(text) for text in (value or [])[:MOST_READ]]
        except BadSlotValue as error:
            raise ValidationError(str(error), code="slot") from error


class WordsAndEnd(PlainWords, forms.Form):
    """What is said with an offer, and when it ends on the clocks of ``zone``."""

    message = forms.CharField(
        label=gettext_lazy("A few words for the patient"),
        help_text=gettext_lazy("You can leave this empty. Leave out anything private."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until = forms.ChoiceField(
        label=gettext_lazy("Answer by"),
        help_text=gettext_lazy("Two hours before the first of the times at the latest."),
        initial=USUAL,
    )

    def __init__(self, *args, zone, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.zone, self.now = zone, now
        self.fields["until"].choices = [(code, label) for code, (label, _instant) in ends(zone, now=now).items()]

    def wished(self, zone=None):
        """Return when the offer should end, on the clocks of ``zone`` where that is another, or ``None``."""
        _label, instant = ends(zone or self.zone, now=self.now).get(self.cleaned_data["until"], ("", None))
        return instant


class OfferTimesForm(WordsAndEnd, Guard):
    """Offer times of an appointment's doctor. ``times`` are pairs of a clinic and a start once the form is valid."""

    slot = TimesField()

    def __init__(self, *args, appointment, now, clinics=None, **kwargs):
        super().__init__(*args, appointment=appointment, zone=appointment.time_zone, now=now, **kwargs)
        self.clinics, self.times = clinics, []

    def clean_slot(self):
        self.times = of_the_doctor(self.cleaned_data["slot"], self.appointment.doctor_id, clinics=self.clinics)
        return self.cleaned_data["slot"]


def of_the_doctor(slots, doctor_id, *, clinics=None):
    """
    Return the ``slots`` as pairs of a clinic and a start; refuse another doctor's, or a clinic that is closed.

    ``clinics``, a queryset, are those that count; without it all.
    """
    open_ones = (Clinic.objects if clinics is None else clinics).filter(is_active=True)
    clinics = open_ones.in_bulk({slot.clinic_id for slot in slots})
    if any(slot.doctor_id != doctor_id or slot.clinic_id not in clinics for slot in slots):
        raise ValidationError(str(BadSlotValue()), code="slot")
    return [(clinics[slot.clinic_id], slot.starts_at) for slot in slots]


def ends(zone, *, now):
    """Return the ends to choose from by their code: the words, and the instant on the clocks of ``zone``."""
    today = local_date(now, zone)
    tonight = first_instant(today, END_OF_DAY, zone)
    choices = {USUAL: (_("Within a day"), None)}
    if tonight > now + A_WHILE:
        choices["today"] = (_("5pm today"), tonight)
    choices["noon"] = (_("Noon tomorrow"), first_instant(today + ONE_DAY, NOON, zone))
    choices["evening"] = (_("5pm tomorrow"), first_instant(today + ONE_DAY, END_OF_DAY, zone))
    choices["later"] = (_("Within three days"), now + 3 * ONE_DAY)
    return choices
