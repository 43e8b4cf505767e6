"""How somebody wants to hear from us: what by which channel, when not, and how much is said."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.page_helper import page_helper
from accounts.forms.plain_words import PlainWords
from appointments.models import MessagePreference
from appointments.models.preference import QUIET_FROM, QUIET_UNTIL, Group, can_be_chosen
from appointments.notifications.channels import registry
from appointments.notifications.preferences import wants
from appointments.notifications.quiet_hours import hours_of

Requests = MessagePreference.Requests
PATIENTS_ALONE = ("private", "is_quiet", "quiet_from", "quiet_until")


@dataclass(frozen=True)
class Choice:
    """A group and a channel: the box to tick, or why there is none."""

    label: str
    box: forms.BoundField | None
    missing: str = ""


def channels_to_choose():
    """Return the channels this installation offers and people can choose."""
    return [
        channel
        for channel in registry.CHANNELS.values()
        if channel.is_offered and any(can_be_chosen(group, channel.code) for group in Group)
    ]


class MessageChoicesForm(PlainWords, forms.Form):
    """
    What ``recipient`` chose so far, and what they choose now.

    ``is_patient`` says that they are written to about appointments, their own or
    of somebody they act for; ``is_doctor`` that requests wait for them.
    """

    requests = forms.ChoiceField(
        label=gettext_lazy("How you hear of new requests"),
        choices=Requests.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("They are always in the portal, too."),
    )
    private = forms.BooleanField(
        label=gettext_lazy("Keep my messages private"),
        required=False,
        help_text=gettext_lazy("Leaves out the doctor's name."),
    )
    is_quiet = forms.BooleanField(
        label=gettext_lazy("Quiet hours"),
        required=False,
        help_text=gettext_lazy(
            "We write nothing in these hours, unless it is about the same day or the next morning, "
            "or you have just done it yourself."
        ),
    )
    quiet_from = forms.TimeField(
        label=gettext_lazy("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("Until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args, recipient, is_patient, is_doctor, **kwargs):
        super().__init__(*args, initial=_initial(recipient), **kwargs)
        self.helper = page_helper(hide_optional=True)
        self.recipient = recipient
        if not is_doctor:
            del self.fields["requests"]
        elif not self._takes_texts():
            self._leave_out_texts()
        if is_patient:
            self._add_boxes()
        else:
            for name in PATIENTS_ALONE:
                del self.fields[name]

    def _takes_texts(self):
        sms = registry.channel("sms")
        return sms.is_offered and sms.reaches(self.recipient)

    def _leave_out_texts(self):
        """Whoever asked for them and has no number any more goes on with emails."""
        self.fields["requests"].choices = [choice for choice in Requests.choices if choice[0] != Requests.WITH_TEXT]
        if self.initial["requests"] == Requests.WITH_TEXT:
            self.initial["requests"] = Requests.AT_ONCE

    def _add_boxes(self):
        for group, channel in self._pairs():
            if channel.reaches(self.recipient):
                self.fields[f"{group}_{channel.code}"] = forms.BooleanField(
                    label=channel.label,
                    required=False,
                    initial=wants(self.recipient, group, channel),
                    widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
                )

    @staticmethod
    def _pairs():
        return [
            (group, channel)
            for group in Group
            for channel in channels_to_choose()
            if can_be_chosen(group, channel.code)
        ]

    @property
    def rows(self):
        """Return each group with a ``Choice`` for every channel, for the page's table."""
        rows = {group: [] for group in Group}
        for group, channel in self._pairs():
            name = f"{group}_{channel.code}"
            rows[group].append(Choice(channel.label, self[name] if name in self.fields else None, channel.missing))
        return list(rows.items())

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_quiet"):
            begins, ends = cleaned.get("quiet_from"), cleaned.get("quiet_until")
            for name, time in (("quiet_from", begins), ("quiet_until", ends)):
                if time is None and name not in self.errors:
                    self.add_error(name, ValidationError(_("Enter a time, like 9:20")))
            if begins is not None and begins == ends:
                self.add_error("quiet_until", ValidationError(_("Choose another time than the one they begin at")))
        return cleaned

    @property
    def choices(self):
        """Return what was chosen, column to value."""
        chosen = {name: value for name, value in self.cleaned_data.items() if name != "is_quiet"}
        if "is_quiet" in self.cleaned_data and not self.cleaned_data["is_quiet"]:
            chosen |= {"quiet_from": None, "quiet_until": None}
        return chosen


def _initial(recipient):
    begins, ends = hours_of(recipient)
    preference = recipient.preference or MessagePreference()
    return {
        "requests": preference.requests,
        "private": preference.private,
        "is_quiet": begins is not None,
        "quiet_from": begins or QUIET_FROM,
        "quiet_until": ends or QUIET_UNTIL,
    }
