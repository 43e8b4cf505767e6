"""What changing and cancelling an appointment ask. Each form carries the version of the page it stands on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.forms import reasons
from appointments.forms.booking import SlotField, StepForm
from appointments.forms.guard import Seen


class MoveForm(Seen, StepForm):
    """The new time, shown beside the old one."""

    to = SlotField(widget=forms.HiddenInput)


class CancelForm(Seen, StepForm):
    """Why, if they like to say."""

    reason_code = forms.ChoiceField(
        label=_("Why do you cancel?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[*reasons.PATIENTS, *reasons.OTHER],
    )
