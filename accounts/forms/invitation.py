"""What somebody who was invited brings: their name and a password. The address is the invitation's."""

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from accounts.forms.fields import FullNameField
from accounts.forms.passwords import new_password_field
from accounts.forms.plain_words import PlainWords
from accounts.models import User


class AcceptForm(PlainWords, forms.Form):
    """The address is not in here: it cannot be sent."""

    full_name = FullNameField()
    password1 = new_password_field()

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self):
        cleaned = super().clean()
        password = cleaned.get("password1")
        if password:
            try:
                password_validation.validate_password(
                    password, User(email=self.email, full_name=cleaned.get("full_name", ""))
                )
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned
