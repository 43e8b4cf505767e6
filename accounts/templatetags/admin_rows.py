"""A name for the column in which Django's tables of rows name none."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

register = template.Library()

NAMELESS = '<th class="original"></th>'


@register.filter
def name_first_column(table):
    """Give the heading of the first column words: a screen reader announces it with every cell below."""
    named = format_html('<th class="original"><span class="visually-hidden">{}</span></th>', _("Row"))
    return table.replace(NAMELESS, named, 1)
