"""What was done about patients no message reached: called, or written to again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.plain_words import PlainWords
from appointments.forms.guard import AnswersField


class CallingForm(PlainWords, forms.Form):
    """The answer for one row, or for the ticked ones."""

    AGAIN, CALLED = "again", "called"

    do = forms.ChoiceField(choices=[(AGAIN, _("Send again")), (CALLED, _("I have called"))], widget=forms.HiddenInput)
    answer = AnswersField()
    note = forms.CharField(label=_("What was said"), max_length=300, required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("do") == self.CALLED and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", _("Write in a few words what was said, or that nobody answered."))
        return cleaned
