"""Sign in, and the code that proves an address."""

from allauth.account import forms as allauth_forms
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import CodeField, EmailAddressField
from accounts.forms.passwords import current_password_field
from accounts.forms.plain_words import PlainWords

FORGOTTEN = lazy(format_html, str)(
    '<a href="{}">{}</a>', reverse_lazy("account_reset_password"), _("Forgot your password?")
)


class SignInForm(PlainWords, allauth_forms.LoginForm):
    """Email address and password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = EmailAddressField()
        self.fields["password"] = current_password_field()
        self.fields["password"].help_text = FORGOTTEN
        self.order_fields(["login", "password"])


class ConfirmCodeForm(PlainWords, allauth_forms.ConfirmEmailVerificationCodeForm):
    """The code from the newest message."""

    code = CodeField()


class ChangeEmailForm(PlainWords, allauth_forms.AddEmailForm):
    """Another address to sign in with; it counts once the code mailed there is typed."""

    email = EmailAddressField()
