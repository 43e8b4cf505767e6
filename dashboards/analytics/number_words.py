"""Numbers as the pages of figures print them, in the reader's language."""

from django.utils.formats import number_format


def grouped(number):
    """Return ``4,812``."""
    return number_format(number, force_grouping=True)


def tenths(percent):
    """Return ``6.4``, rounded: ``number_format`` alone cuts off."""
    return number_format(round(percent, 1), decimal_pos=1)
