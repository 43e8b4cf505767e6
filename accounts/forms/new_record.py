"""What a record needs beyond the sign-in: for people who have one and were never patients here."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DateOfBirthField, FullNameField, PhoneField
from accounts.forms.page_helper import page_helper
from accounts.forms.plain_words import PlainWords


class NewRecordForm(PlainWords, forms.Form):
    """Asks the date of birth, and name and phone only if the sign-in has none."""

    full_name = FullNameField()
    date_of_birth = DateOfBirthField()
    phone = PhoneField(help_text=_("We call you only about your appointments."))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {name: getattr(user, name) for name in ("full_name", "phone") if getattr(user, name)}
        for name in self.known:
            del self.fields[name]
        self.helper = page_helper()

    @property
    def answers(self):
        return self.known | self.cleaned_data
