"""What a password must be, each rule with a sentence that says what to do."""

from django.contrib.auth import password_validation as django_rules
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class MinimumLength(django_rules.MinimumLengthValidator):
    """Ask for length, not for kinds of characters (ASVS 5.0, 6.2.1 and 6.2.5)."""

    def get_error_message(self):
        return ngettext(
            "Password must be %(count)d or more characters",
            "Password must be %(count)d or more characters",
            self.min_length,
        ) % {"count": self.min_length}

    def get_help_text(self):
        return _("%(count)d or more characters. Three words in a row are easy to remember.") % {
            "count": self.min_length
        }


class MaximumLength:
    """Refuse what no person types: hashing costs time (ASVS 5.0, 6.2.9 asks to allow at least 64)."""

    def __init__(self, max_length=128):
        self.max_length = max_length

    def validate(self, password, user=None):
        if len(password) > self.max_length:
            raise ValidationError(
                _("Password must be %(count)d or fewer characters") % {"count": self.max_length},
                code="password_too_long",
            )

    def get_help_text(self):
        return ""


class NotCommon(django_rules.CommonPasswordValidator):
    """Refuse the 20,000 passwords that are tried first."""

    def get_error_message(self):
        return _("Many people use this password, so it is easy to guess. Choose another one")

    def get_help_text(self):
        return ""


class NotAboutYou(django_rules.UserAttributeSimilarityValidator):
    """Refuse what is like the person's own name or email address."""

    def get_error_message(self):
        return _("Password must not be like your name or email address")

    def get_help_text(self):
        return ""
