"""What the page behind the link asks."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DateOfBirthField
from accounts.organisation import organisation
from appointments.forms import reasons
from appointments.forms.booking import StepForm

COMING, NOT_COMING = "yes", "no"


class AnswerForm(StepForm):
    """Will they come, and the date of birth that shows who is asking. Where cancelling is refused, there is no *no*."""

    date_of_birth = DateOfBirthField(
        label=_("Date of birth of the person it is for"),
        error_messages={
            "required": _("Enter the date of birth, like 27 3 1958"),
            "invalid": _("Enter the date of birth, like 27 3 1958"),
        },
    )
    answer = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you can come")},
    )
    reason_code = forms.ChoiceField(
        label=_("If you cannot come, would you tell us why?"),
        required=False,
        choices=[("", _("Choose")), *reasons.PATIENTS, *reasons.OTHER],
    )

    def __init__(self, *args, may_cancel, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["answer"]
        field.choices = [(COMING, _("Yes, I will come"))]
        if may_cancel:
            field.choices += [(NOT_COMING, _("No, cancel the appointment"))]
        else:
            del self.fields["reason_code"]
            field.initial = COMING
        field.error_messages["invalid_choice"] = field.error_messages["required"]
        for part in self.fields["date_of_birth"].widget.widgets:
            part.attrs["autocomplete"] = "off"

    @property
    def is_coming(self):
        return self.cleaned_data["answer"] == COMING

    def fits(self, born: dt.date):
        """Say whether the date given is that of the patient."""
        return self.cleaned_data["date_of_birth"] == born

    def refuse_the_date(self):
        """Say the same for a wrong date and after too many: whoever guesses learns nothing."""
        words = _("That did not work. Check the date of birth, or call %(phone)s and we will help.")
        self.add_error(
            "date_of_birth", ValidationError(words, code="no_match", params={"phone": organisation().help_phone})
        )
