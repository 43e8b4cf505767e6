"""Amounts of money in words."""

from decimal import Decimal

from babel import Locale
from babel.numbers import format_currency, get_currency_precision
from django.conf import settings
from django.utils.translation import get_language, to_locale


def typed_amount(minor, currency):
    """Return ``45`` or ``45.50`` for an amount in pence, as people type it; nothing where there is none."""
    if minor is None:
        return ""
    amount = Decimal(minor).scaleb(-get_currency_precision(currency))
    return str(amount.to_integral_value() if amount == amount.to_integral_value() else amount)


def in_minor_units(amount, currency):
    """Return the pence of an amount in pounds."""
    return int(Decimal(amount).scaleb(get_currency_precision(currency)))


def money(minor, currency):
    """Return ``£45`` or ``£45.50`` for an amount in pence; nothing where there is no fee."""
    if minor is None:
        return ""
    amount = Decimal(minor).scaleb(-get_currency_precision(currency))
    locale = Locale.parse(to_locale(get_language() or settings.LANGUAGE_CODE))
    if amount != amount.to_integral_value():
        return format_currency(amount, currency, locale=locale)
    whole = locale.currency_formats["standard"].pattern.replace(".00", "")
    return format_currency(amount, currency, format=whole, locale=locale, currency_digits=False)
