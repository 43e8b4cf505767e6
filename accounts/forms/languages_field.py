"""Languages somebody speaks, a select for each, and always some to spare."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.languages import spoken_choices

FEWEST, TO_SPARE = 3, 2


class LanguagesWidget(forms.MultiWidget):
    template_name = "components/languages.html"
    use_fieldset = True

    def decompress(self, value):
        return [*(value or ())]


class LanguagesField(forms.MultiValueField):
    """A sorted list of tags; one chosen twice counts once. ``spoken`` are those there are."""

    def __init__(self, *, spoken, **kwargs):
        choices = [("", _("None")), *spoken_choices(including=spoken)]
        count = max(FEWEST, len(spoken) + TO_SPARE)
        parts = [forms.ChoiceField(choices=choices, required=False) for _nth in range(count)]
        widget = LanguagesWidget([forms.Select(choices=choices) for _nth in range(count)])
        super().__init__(parts, require_all_fields=False, widget=widget, initial=sorted(spoken), **kwargs)

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError as error:
            raise ValidationError(_("Choose from the list"), code="invalid_choice") from error

    def compress(self, parts):
        return sorted({code for code in parts if code})

    def has_changed(self, initial, data):
        return sorted(initial or ()) != sorted({code for code in data or () if code})
