"""What a doctor says with a decision: why it is declined, cancelled or put right."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.plain_words import PlainWords
from appointments.forms import reasons
from appointments.forms.guard import AnswersField, Guard


class ReasonFields(PlainWords, forms.Form):
    """Why, from a list, and words of one's own."""

    reason_code = forms.ChoiceField(
        label=_("Why?"),
        choices=[*reasons.CLINICS, *reasons.OTHER],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason")},
    )
    note = forms.CharField(
        label=_("A few words of your own"),
        help_text=_("The patient finds them on the page of the appointment. Leave out anything private."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithReason(ReasonFields, Guard):
    """Decline or cancel one appointment."""


class DecideMany(PlainWords, forms.Form):
    """Approve or decline the ticked requests, or offer other times for them."""

    APPROVE, OFFER, REJECT = "approve", "offer", "reject"

    verb = forms.ChoiceField(
        choices=[(APPROVE, _("Approve")), (OFFER, _("Other time")), (REJECT, _("Decline"))],
        widget=forms.HiddenInput,
        error_messages={"required": _("Press Approve, Other time or Decline.")},
    )
    request = AnswersField()


class DeclineMany(ReasonFields, DecideMany):
    """Decline the ticked requests, for one reason."""


class Correction(Guard):
    """Put right who was seen and who was missed."""

    note = forms.CharField(
        label=_("Why is it put right?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why this is put right")},
    )


class Chosen(PlainWords, forms.Form):
    """The appointments whose decisions are taken back."""

    request = AnswersField()
