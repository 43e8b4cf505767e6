"""Other times for several requests in one go: which of the found ones, with which words, and until when."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from appointments.forms.guard import AnswersField
from appointments.proposals.offer_form import TimesField, WordsAndEnd, of_the_doctor
from dashboards.reading.offering_many import name_of_times


class OfferManyForm(WordsAndEnd):
    """
    The ticked times of each of ``appointments``. Who has none ticked is left out.

    ``chosen`` maps an appointment to its pairs of a clinic and a start once the form is valid.
    """

    request = AnswersField()

    def __init__(self, *args, appointments, now, **kwargs):
        super().__init__(*args, zone=appointments[0].time_zone, now=now, **kwargs)
        self.appointments, self.chosen = appointments, {}
        for appointment in appointments:
            self.fields[name_of_times(appointment)] = TimesField(required=False)

    def clean(self):
        cleaned = super().clean()
        for appointment in self.appointments:
            slots = cleaned.get(name_of_times(appointment))
            if slots:
                self.chosen[appointment] = of_the_doctor(slots, appointment.doctor_id)
        if not self.chosen and not self.errors:
            raise ValidationError(_("Choose at least one time."), code="required")
        return cleaned
