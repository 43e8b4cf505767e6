"""What the desk fills in: which other times are offered, and what the patient answered on the telephone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.forms.guard import Guard
from appointments.proposals.forms import CANCEL, KEEP
from appointments.proposals.offer_form import OfferTimesForm


class DeskOfferForm(OfferTimesForm):
    """Offer times at the clinics of the desk. The page prints the times itself."""

    use_required_attribute = False
    fieldsets = ((_("What the patient gets"), {"fields": ["message", "until"]}),)


class WrittenDownForm(Guard):
    """``times`` are pairs of a value and its words; ``offer`` is which offer the page read out."""

    answer = forms.ChoiceField(
        label=_("What does the patient say?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the patient says.")},
    )
    offer = forms.CharField(widget=forms.HiddenInput, max_length=20)

    use_required_attribute = False
    fieldsets = ((_("The answer"), {"fields": ["answer"]}),)

    def __init__(self, *args, times, may_cancel, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [*times, (KEEP, _("None of these. The appointment stays as it is."))]
        if may_cancel:
            choices.append((CANCEL, _("None of these. Cancel the appointment.")))
        self.fields["answer"].choices = choices
