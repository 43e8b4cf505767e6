"""The answer to an offer of other times: one of them, or none."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.forms.booking import StepForm
from appointments.forms.guard import Seen

KEEP, CANCEL = "keep", "cancel"


class AnswerOfferForm(Seen, StepForm):
    """``times`` are ``OfferedTime``; ``keep`` says what *none of them* means, ``may_cancel`` adds calling it off."""

    answer = forms.ChoiceField(
        label=_("Which time suits you?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a time, or say that none of them suits")},
    )

    def __init__(self, *args, times, keep, may_cancel, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["answer"]
        field.choices = [(time.value, time.label) for time in times] + [(KEEP, keep)]
        if may_cancel:
            field.choices += [(CANCEL, _("None of these. Cancel the appointment."))]
        field.error_messages["invalid_choice"] = field.error_messages["required"]
