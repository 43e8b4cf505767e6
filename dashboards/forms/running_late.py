"""How late the doctor runs, and in which of today's sessions."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.plain_words import PlainWords
from appointments.lateness.models import RunningLate


class SayLate(PlainWords, forms.Form):
    """``rests`` are the sessions it can be said of; where there is one, nobody is asked which."""

    clinic = forms.TypedChoiceField(label=gettext_lazy("Where?"), coerce=int, widget=forms.RadioSelect)
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("How late do you run?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how late you run")},
    )

    use_required_attribute = False

    def __init__(self, *args, rests, **kwargs):
        super().__init__(*args, **kwargs)
        self.rests = {rest.clinic.pk: rest for rest in rests}
        self.fields["clinic"].choices = [(pk, rest.clinic.name) for pk, rest in self.rests.items()]
        if len(self.rests) == 1:
            del self.fields["clinic"]
        self.fields["minutes"].choices = [
            *((minutes, _("%(minutes)s minutes") % {"minutes": minutes}) for minutes in RunningLate.MINUTES),
            *([(RunningLate.ON_TIME, _("On time again"))] if any(rest.is_late for rest in rests) else []),
        ]
        if len(self.rests) == 1 and rests[0].is_late:
            self.initial["minutes"] = rests[0].minutes

    @property
    def rest(self):
        """The session that was meant."""
        chosen = self.cleaned_data.get("clinic")
        return self.rests[chosen] if chosen else next(iter(self.rests.values()))


class SaidLate(PlainWords, forms.Form):
    """What was said, as the undo bar carries it."""

    said = forms.ModelChoiceField(queryset=RunningLate.objects.none())

    def __init__(self, *args, doctor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["said"].queryset = RunningLate.objects.filter(doctor=doctor).select_related("doctor", "clinic")
