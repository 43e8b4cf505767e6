"""How the site looks and reads to one person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.page_helper import page_helper
from accounts.forms.plain_words import PlainWords
from accounts.languages import interface_choices
from accounts.models import User
from accounts.time_zones import zones_by_region


def zone_choices(*, chosen):
    return [("", _("The same as my device")), *zones_by_region(including=chosen)]


class SettingsForm(PlainWords, forms.ModelForm):
    """Language and time zone. The language is asked once there is a choice."""

    language = forms.ChoiceField(label=_("Language of these pages"), widget=forms.RadioSelect)
    time_zone = forms.ChoiceField(
        label=_("Your time zone"),
        required=False,
        help_text=_("For video and phone appointments. At a clinic, times are the clinic's."),
    )

    class Meta:
        model = User
        fields = ["language", "time_zone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        languages = interface_choices()
        if len(languages) > 1:
            self.fields["language"].choices = languages
        else:
            del self.fields["language"]
        self.fields["time_zone"].choices = zone_choices(chosen=self.instance.time_zone)
        self.helper = page_helper(hide_optional=True)

    def save(self):
        """Write these answers alone: what an administrator changes about the person meanwhile stays."""
        self.instance.save(update_fields=list(self.fields))
        return self.instance


class TimeZoneForm(PlainWords, forms.Form):
    """Whose clock times are shown on; for everybody, signed in or not. ``chosen`` is the zone so far."""

    time_zone = forms.ChoiceField(
        label=_("The nearest city with your time"),
        required=False,
        error_messages={"invalid_choice": _("Choose a city from the list")},
    )

    def __init__(self, *args, chosen="", **kwargs):
        super().__init__(*args, initial={"time_zone": chosen}, **kwargs)
        self.fields["time_zone"].choices = zone_choices(chosen=chosen)
        self.helper = page_helper(hide_optional=True)


class ThemeForm(PlainWords, forms.Form):
    """Light, dark, or what the device says."""

    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=[("auto", _("The same as my device")), ("light", _("Light")), ("dark", _("Dark"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the colours"), "invalid_choice": _("Choose the colours")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = page_helper()
