"""Sentences that name the help phone, with the number as a link."""

import re

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from accounts.organisation import organisation

register = template.Library()


@register.filter
def with_phone_link(sentence):
    """Escape ``sentence`` and make the help phone in it a ``tel:`` link."""
    number = format_html(
        '<a class="no-break" href="tel:{}">{}</a>',
        re.sub(r"[^0-9+]", "", organisation().help_phone),
        organisation().help_phone,
    )
    return mark_safe(escape(sentence).replace(escape(organisation().help_phone), number))  # noqa: S308 - both parts are escaped
