"""What happens to patients whose booked time is taken away. Nothing is chosen beforehand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.plain_words import PlainWords
from appointments.forms.guard import AnswersField


class WhatHappens(PlainWords, forms.Form):
    """Keep them, ask for another time, or cancel and say sorry. ``hit`` are the appointments the page listed."""

    KEEP, ASK, CANCEL = "keep", "ask", "cancel"

    what = forms.ChoiceField(
        label=_("What should happen?"),
        choices=[
            (KEEP, _("Keep them. They stay booked and are marked for you to look at.")),
            (ASK, _("Ask them to choose another time. Each gets up to three, held for them. Nothing is cancelled.")),
            (CANCEL, _("Cancel and say sorry. Each patient gets a message with three other times.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what should happen")},
    )
    hit = AnswersField()
    note = forms.CharField(
        label=_("A few words for the patients"),
        help_text=_(
            "If you ask or cancel, they find them on the page of their appointment. Leave out anything private."
        ),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
