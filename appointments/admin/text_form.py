"""A text of messages as it is typed, and the appointment it is tried on."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.plain_words import PlainWords
from appointments.admin.seen import seen_appointments
from appointments.models import MessageText
from appointments.notifications.texts.checking import errors_in

LONGEST = MessageText._meta.get_field("text").max_length


class TextForm(PlainWords, forms.Form):
    """``which`` says what the text is for; the appointments are those ``user`` sees."""

    use_required_attribute = False

    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField", "spellcheck": "true"}),
    )
    reference = forms.CharField(
        label=gettext_lazy("Try it on appointment"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "vTextField"}),
        help_text=gettext_lazy("Its reference. Left empty, the newest one is taken. Nothing is sent."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST, strip=False)
    fieldsets = [(None, {"fields": ["text", "reference"]})]

    def __init__(self, *args, which, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.which = which
        self.user = user
        self.fields["text"].widget.attrs["lang"] = which.language

    def clean_text(self):
        text = " ".join(self.cleaned_data["text"].split())
        errors = errors_in(text, situation=self.which.situation, part=self.which.part)
        if errors:
            raise forms.ValidationError(errors)
        return text

    def clean(self):
        said = super().clean()
        if "preview" in self.data and "reference" in said:
            said["appointment"] = self._appointment(said["reference"])
        return said

    def _appointment(self, typed):
        """Return the appointment it is tried on, with everything a message is written from."""
        seen = seen_appointments(self.user).select_related(
            "patient__user__message_preference", "doctor__user__message_preference", "clinic", "visit_type"
        )
        reference = "".join(typed.split()).upper()
        if reference:
            found = seen.filter(reference=reference).first()
            words = _("There is no appointment with this reference.")
        else:
            found = seen.order_by("-created_at", "-pk").first()
            words = _("There is no appointment yet to try it on.")
        if found is None:
            self.add_error("reference", words)
        return found
