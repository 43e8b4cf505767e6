"""Days a clinic is closed: public holidays by tick, and other days from the first to the last."""

import datetime as dt

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.plain_words import PlainWords
from dashboards.forms.affected import WhatHappens
from dashboards.services.closing import Closing
from scheduling.forms.clock_fields import DayField
from scheduling.time_words import long_day

LONGEST = dt.timedelta(days=62)


class ClosingDays(PlainWords, forms.Form):
    """
    ``proposals`` are the public holidays to choose from; those the clinic is closed on are ticked.

    A tick taken out opens the day again, if the page that was answered showed
    it ticked: ``was_closed`` says so.
    """

    was_closed = forms.Field(widget=forms.MultipleHiddenInput, required=False)
    holidays = forms.MultipleChoiceField(
        label=gettext_lazy("Closed on"),
        help_text=gettext_lazy("A tick closes the clinic all day. Without it the day is open."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    first = DayField(label=gettext_lazy("First day"), required=False)
    last = DayField(label=gettext_lazy("Last day"), help_text=gettext_lazy("Left empty: one day."), required=False)
    label = forms.CharField(
        label=gettext_lazy("What for"),
        help_text=gettext_lazy("Staff and doctors see it, patients do not."),
        max_length=120,
        required=False,
    )

    use_required_attribute = False

    def __init__(self, *args, proposals, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.proposals = today, {f"{proposal.day}": proposal for proposal in proposals}
        closed = [key for key, proposal in self.proposals.items() if proposal.closed_by]
        self.initial |= {"holidays": closed, "was_closed": closed}
        if self.proposals:
            self.fields["holidays"].choices = [
                (key, f"{long_day(proposal.day)}: {proposal.name}") for key, proposal in self.proposals.items()
            ]
        else:
            del self.fields["holidays"], self.fields["was_closed"]

    @property
    def fieldsets(self):
        """The parts of the page, as the admin draws them."""
        holidays = [(_("Public holidays"), {"fields": ["holidays"]})] if self.proposals else []
        return [*holidays, (_("Other days"), {"fields": ["first", "last", "label"]})]

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first is None:
            if (last or cleaned.get("label")) and "first" not in self.errors:
                self.add_error("first", _("Choose the first day"))
            return cleaned
        last = cleaned["last"] = last or first
        if first < self.today:
            self.add_error("first", _("Choose today or a later day"))
        elif last < first:
            self.add_error("last", _("The last day must not be before the first"))
        elif last - first > LONGEST:
            self.add_error("last", _("Two months are the most at once. Enter the rest afterwards."))
        return cleaned

    def to_close(self):
        """Return the closings a valid form asks for that do not stand yet."""
        ticked = [self.proposals[key] for key in self.cleaned_data.get("holidays", ())]
        asked = [Closing(one.day, one.day, one.name) for one in ticked if not one.closed_by]
        if first := self.cleaned_data["first"]:
            asked.append(Closing(first, self.cleaned_data["last"], self.cleaned_data["label"]))
        return asked

    def to_open(self):
        """Return the time off of the days whose tick was taken out."""
        shown, kept = set(self.cleaned_data.get("was_closed") or ()), set(self.cleaned_data.get("holidays", ()))
        return [one.closed_by for key, one in self.proposals.items() if one.closed_by and key in shown - kept]


class WhatHappensThere(WhatHappens):
    """The question about the patients of a clinic that will be closed."""

    fieldsets = [(None, {"fields": ["what", "note"]})]
