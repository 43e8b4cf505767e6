"""Codes and passkeys: allauth's forms with our words and fields."""

from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import CodeField
from accounts.forms.plain_words import PlainWords

NAME_LENGTH = 60


class SecondStepForm(PlainWords, base_forms.AuthenticateForm):
    """After the password: a code of the app, or a recovery code instead."""

    code = CodeField(help_text=_("Six digits. No phone at hand? Type one of your recovery codes."))


class SecondStepAgainForm(PlainWords, base_forms.ReauthenticateForm):
    """The same, before a change that matters."""

    code = CodeField(help_text=_("Six digits. No phone at hand? Type one of your recovery codes."))


class ActivateAppForm(PlainWords, totp_forms.ActivateTOTPForm):
    """The first code of an app shows that it took the secret over."""

    code = CodeField(label=_("Code in your app"))


def name_field():
    """What a person calls a passkey, to tell them apart."""
    return forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        help_text=_("So that you know which it is, such as “My phone”."),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Enter a name")},
    )


class AddPasskeyForm(PlainWords, webauthn_forms.AddWebAuthnForm):
    """The browser has made the passkey by the time this is sent, so a missing name is no reason to refuse it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"] = name_field()
        self.fields["name"].required = False
        self.fields["name"].hide_optional = True
        self.fields["passwordless"].label = _("Sign in with it alone, without my password")
        self.fields["passwordless"].help_text = _("Needs a fingerprint, a face or a PIN on the device.")
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(PlainWords, webauthn_forms.EditWebAuthnForm):
    """Another name for it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"] = name_field()
