"""Sign-up: five answers, kept until the code proves the address. Used outside and inside the booking flow."""

from allauth.account.forms import BaseConfirmCodeForm, SignupForm
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import CodeField, DateOfBirthField, EmailAddressField, FullNameField, PhoneField
from accounts.forms.page_helper import page_helper
from accounts.forms.passwords import new_password_field
from accounts.forms.plain_words import PlainWords
from accounts.models import User
from accounts.preferences import time_zone_of_browser


class SignUpForm(PlainWords, SignupForm):
    """
    Full name, date of birth, mobile, email, password.

    An address somebody already has is not an error here, see ``account_already_exists``.
    """

    full_name = FullNameField()
    date_of_birth = DateOfBirthField()
    phone = PhoneField(help_text=_("We call you only about your appointments."))
    field_order = ["full_name", "date_of_birth", "phone", "email", "password1"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"] = EmailAddressField(help_text=_("We send you a code to check that it is yours."))
        self.fields["password1"] = new_password_field()
        self.order_fields(self.field_order)
        self.helper = page_helper()

    def clean(self):
        cleaned = super().clean()
        password = self.cleaned_data.get("password1")
        if password and not self.has_error("password1"):
            person = User(full_name=self.cleaned_data.get("full_name", ""))
            try:
                password_validation.validate_password(password, person)
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned

    def answers(self, request):
        """Return the answers as text, the password hashed: that work is the same for a known address and a new one."""
        told = self.cleaned_data
        return {
            "email": told["email"],
            "password": make_password(told["password1"]),
            "full_name": told["full_name"],
            "phone": told["phone"].as_e164,
            "date_of_birth": told["date_of_birth"].isoformat(),
            "language": translation.get_language() or settings.LANGUAGE_CODE,
            "time_zone": time_zone_of_browser(request),
        }


class SignUpCodeForm(PlainWords, BaseConfirmCodeForm):
    """The code that turns the answers into an account."""

    code = CodeField()
