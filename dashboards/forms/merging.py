"""What is asked before two records are put together, and before they are taken apart."""

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.plain_words import PlainWords

KEPT, GONE = "kept", "gone"
NOTHING = gettext_lazy("nothing")


class MergeForm(PlainWords, forms.Form):
    """Whose word counts where the two differ, and why they are one; the number typed if born on two days."""

    seen = forms.CharField(max_length=20, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why are they one person?"),
        max_length=200,
        widget=AdminTextInputWidget,
        error_messages={"required": gettext_lazy("Say how you know that they are one person.")},
    )
    use_required_attribute = False

    def __init__(self, *args, preview, gone, **kwargs):
        super().__init__(*args, initial={"seen": preview.seen}, **kwargs)
        self.gone, self.preview = gone, preview
        self.choices = []
        for line in preview.differing:
            name = f"take_{line.name}"
            self.fields[name] = forms.ChoiceField(
                label=line.label,
                choices=[(KEPT, line.kept or NOTHING), (GONE, line.gone or NOTHING)],
                initial=line.suggested,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose one of the two.")},
            )
            self.choices.append(name)
        if preview.born_on_two_days:
            self.fields["confirmation"] = forms.CharField(
                label=_("Their dates of birth differ. Type %(number)s to say that they are one person")
                % {"number": gone.record_number},
                max_length=12,
                widget=AdminTextInputWidget(attrs={"autocomplete": "off"}),
                error_messages={"required": _("Type the record number.")},
            )
        asked = [name for name in ("reason", "confirmation") if name in self.fields]
        self.fieldsets = [(None, {"fields": asked})]

    def clean_confirmation(self):
        typed = self.cleaned_data["confirmation"].strip().upper()
        if typed != self.gone.record_number:
            raise forms.ValidationError(
                _("This is not %(number)s."), params={"number": self.gone.record_number}, code="other"
            )
        return typed

    @property
    def taken_over(self):
        """The details the record that goes has right."""
        return [name.removeprefix("take_") for name in self.choices if self.cleaned_data[name] == GONE]

    @property
    def rows(self):
        """Each detail with its choice, or ``None`` where both say the same."""
        fields = {name.removeprefix("take_"): self[name] for name in self.choices}
        return [(line, fields.get(line.name)) for line in self.preview.lines if line.kept or line.gone]


class PartForm(PlainWords, forms.Form):
    """Nothing but the button."""

    use_required_attribute = False
    fieldsets = ()
