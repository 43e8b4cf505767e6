"""Our words for what Django says of an answer that cannot be used; a field that has words of its own keeps them."""

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

REQUIRED = forms.Field.default_error_messages["required"]
FROM_THE_LIST = _("Choose from the list")
STOCK = (
    (REQUIRED, _("Fill this in")),
    (forms.ChoiceField.default_error_messages["invalid_choice"], FROM_THE_LIST),
    (forms.ModelChoiceField.default_error_messages["invalid_choice"], FROM_THE_LIST),
    *((words, FROM_THE_LIST) for words in forms.MultipleChoiceField.default_error_messages.values()),
    *((words, FROM_THE_LIST) for words in forms.ModelMultipleChoiceField.default_error_messages.values()),
    (forms.IntegerField.default_error_messages["invalid"], _("Enter a whole number, in figures")),
    (forms.DateField.default_error_messages["invalid"], _("Enter a day")),
    (forms.TimeField.default_error_messages["invalid"], _("Enter a time, like 9:20")),
    (forms.DateTimeField.default_error_messages["invalid"], _("Enter a day and a time")),
    (validators.ProhibitNullCharactersValidator.message, _("Leave out characters that cannot be seen")),
    (validators.MinValueValidator.message, _("Enter %(limit_value)s or more")),
    (validators.MaxValueValidator.message, _("Enter %(limit_value)s or less")),
    (
        validators.MaxLengthValidator.message,
        ngettext_lazy(
            "Use %(limit_value)d character or fewer", "Use %(limit_value)d characters or fewer", "limit_value"
        ),
    ),
)
CHOICES = (forms.ChoiceField, forms.ModelChoiceField, forms.BooleanField)


class PlainWords(forms.BaseForm):
    """A form that says what is wrong as the clinic would. Stands before Django's form among the bases."""

    def add_error(self, field, error):
        if isinstance(error, ValidationError):
            for told in every_error(error):
                told.message = self._plain(told.message, self.fields.get(field))
        super().add_error(field, error)

    @staticmethod
    def _plain(message, field):
        if message is REQUIRED and isinstance(field, CHOICES):
            return _("Choose one")
        return next((plain for stock, plain in STOCK if message is stock), message)


def every_error(error):
    """Return the single errors that ``error`` holds, by field or not."""
    if hasattr(error, "error_dict"):
        return [one for errors in error.error_dict.values() for one in errors]
    return error.error_list
