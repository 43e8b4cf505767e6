"""An amount of money as people type it: ``45``, ``45.50`` or ``£45``."""

import re

from babel.numbers import get_currency_precision, get_currency_symbol
from django import forms
from django.utils.translation import gettext_lazy as _

from scheduling.money import in_minor_units, typed_amount

MOST = 100_000
WRONG = _("Enter an amount, like 45 or 45.50")


class AmountField(forms.DecimalField):
    """Minor units of ``currency``, or ``None``."""

    def __init__(self, *, currency, **kwargs):
        self.currency = currency
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "decimal", "class": "input-short"}))
        codes = ("invalid", "max_digits", "max_decimal_places", "max_whole_digits", "min_value", "max_value")
        kwargs.setdefault("error_messages", dict.fromkeys(codes, WRONG))
        places = get_currency_precision(currency)
        super().__init__(min_value=0, max_value=MOST, max_digits=12, decimal_places=places, **kwargs)

    def prepare_value(self, value):
        return typed_amount(value, self.currency) if value is None or isinstance(value, int) else value

    def to_python(self, value):
        marks = {get_currency_symbol(self.currency), self.currency}
        bare = re.sub("|".join(map(re.escape, marks)), "", str(value or ""), flags=re.IGNORECASE)
        return super().to_python("".join(bare.split()))

    def clean(self, value):
        amount = super().clean(value)
        return None if amount is None else in_minor_units(amount, self.currency)

    def has_changed(self, initial, data):
        try:
            return self.clean(data) != initial
        except forms.ValidationError:
            return True
