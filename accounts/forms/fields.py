"""The fields forms about people share, each with its label, its tokens and its words."""

import unicodedata

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField
from phonenumber_field.phonenumber import PhoneNumber

from accounts.forms.date_of_birth import DateOfBirthField, DateOfBirthWidget

__all__ = [
    "CodeField",
    "DateOfBirthField",
    "DateOfBirthWidget",
    "EmailAddressField",
    "FullNameField",
    "PhoneField",
    "RowsField",
]


def refuse_what_is_no_name(value):
    """
    Refuse control characters and what makes a link.

    Names are written into mails: a "name" with an address in it would make
    ours carry somebody's advertisement. Everything else a person may be called.
    """
    hidden = any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in value)
    if hidden or any(mark in value for mark in ("/", "\\", "@", "<", ">", "www.")):
        raise ValidationError(_("Enter your name as it is on your ID card"), code="invalid")


class FullNameField(forms.CharField):
    """One box for the whole name: first and last are not the same thing everywhere."""

    default_validators = [refuse_what_is_no_name]
    default_error_messages = {"required": _("Enter your full name")}

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Full name"))
        kwargs.setdefault("max_length", 150)
        kwargs.setdefault("widget", forms.TextInput({"autocomplete": "name"}))
        super().__init__(**kwargs)

    def to_python(self, value):
        # Spaces in a row become one; a line break stays, and is refused.
        return " ".join(part for part in super().to_python(value).split(" ") if part)


class EmailAddressField(forms.EmailField):
    """An address to sign in with, kept in lower case."""

    default_error_messages = {
        "required": _("Enter an email address, like name@mail.com"),
        "invalid": _("Enter an email address, like name@mail.com"),
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Email address"))
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault("widget", forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}))
        super().__init__(**kwargs)

    def to_python(self, value):
        return super().to_python(value).lower()


def is_complete(number):
    """Say whether the number could be dialled from anywhere: not too short, not too long, no local stub."""
    return phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE


class PhoneField(PhoneNumberField):
    """
    A phone number, as written at home or with the country in front.

    It must be *possible* (length and country), not *assigned*: numbering plans
    change faster than the tables do, and to refuse a patient's real number is
    worse than to keep one with a slip. Numbers set aside for examples, such as
    07700 900123, pass too.
    """

    default_validators = []
    default_error_messages = {
        "required": _("Enter a mobile number, like 07700 900123"),
        "invalid": _("Enter a mobile number, like 07700 900123"),
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Mobile number"))
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("autocomplete", "tel")
        self.widget.attrs.setdefault("class", "input-medium")

    def to_python(self, value):
        number = super().to_python(value)
        if number in self.empty_values:
            return self.empty_value
        if not number.country_code or not is_complete(number):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return PhoneNumber.from_string(number.as_e164)


class CodeField(forms.CharField):
    """The six digits we mailed; spaces somebody typed are forgiven."""

    default_error_messages = {"required": _("Enter the code from our message")}

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Code"))
        kwargs.setdefault("max_length", 12)
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "class": "input-code"}
        kwargs.setdefault("widget", forms.TextInput(attrs))
        super().__init__(**kwargs)


class RowsField(forms.ModelMultipleChoiceField):
    """Rows of a list; a number too big for a key is none of them, where SQLite would fail over it."""

    def clean(self, value):
        try:
            return super().clean(value)
        except OverflowError as error:
            nobodys = {"value": max(value, key=len)}
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", nobodys) from error
