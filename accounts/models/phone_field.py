"""A phone number column that keeps what people dial, not only what numbering tables list."""

from phonenumber_field.modelfields import PhoneNumberField


class PhoneField(PhoneNumberField):
    """
    ``PhoneNumberField`` whose forms, the admin's among them, ask for a possible number.

    The rule and its reason are in ``accounts.forms.fields.PhoneField``. For the
    database it is the same column, so migrations name the parent.
    """

    default_validators = []

    def formfield(self, **kwargs):
        from accounts.forms.fields import PhoneField as PhoneFormField

        # The parent hands its own messages on; the form field's are the clinic's words.
        return super().formfield(**{"form_class": PhoneFormField, "error_messages": {}, "max_length": None, **kwargs})

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "phonenumber_field.modelfields.PhoneNumberField", args, kwargs
