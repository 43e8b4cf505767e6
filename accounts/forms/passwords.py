"""Passwords: set once, shown never. allauth's forms with our words, and one box where it asks twice."""

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import EmailAddressField
from accounts.forms.plain_words import PlainWords

PASSWORD = _("Password")
MAX_LENGTH = 128  # what is longer is not hashed: see accounts.password_rules.MaximumLength


def new_password_help():
    """Return the rules that have something to say beforehand, as one line."""
    return " ".join(filter(None, password_validation.password_validators_help_texts()))


def new_password_field(*, label=PASSWORD):
    """One box: a manager fills it, a person may look at it; typing it twice only copies the slip."""
    return forms.CharField(
        label=label,
        strip=False,
        max_length=MAX_LENGTH,
        help_text=new_password_help(),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={
            "required": _("Enter a password"),
            "max_length": _("Password must be %(limit_value)d or fewer characters"),
        },
    )


def current_password_field(*, label=PASSWORD):
    return forms.CharField(
        label=label,
        strip=False,
        max_length=MAX_LENGTH,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={
            "required": _("Enter your password"),
            "max_length": _("That is too long to be your password"),
        },
    )


class OneNewPassword(PlainWords):
    """Replace allauth's two boxes by one; the rules are asked with the person in mind."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"] = new_password_field(label=_("New password"))
        del self.fields["password2"]

    def clean_password1(self):
        password = self.cleaned_data["password1"]
        password_validation.validate_password(password, self.user)
        return password


class ChangePasswordForm(OneNewPassword, allauth_forms.ChangePasswordForm):
    """The password I have, and the one I want."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = current_password_field(label=_("Current password"))
        self.order_fields(["oldpassword", "password1"])


class SetPasswordForm(OneNewPassword, allauth_forms.SetPasswordForm):
    """For people an administrator added, who have none yet."""


class ResetPasswordKeyForm(OneNewPassword, allauth_forms.ResetPasswordKeyForm):
    """The page the mailed link opens."""


class ResetPasswordForm(PlainWords, allauth_forms.ResetPasswordForm):
    """Ask for the link."""

    email = EmailAddressField()


class ReauthenticateForm(PlainWords, allauth_forms.ReauthenticateForm):
    """Ask once more before something that matters."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"] = current_password_field()
