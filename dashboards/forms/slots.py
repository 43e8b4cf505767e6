"""A slot opened by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dashboards.forms.moving import OtherTime


class SlotByHand(OtherTime):
    """A start off the grid, and how long it lasts; the day is the page's."""

    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=5,
        max_value=480,
        widget=forms.NumberInput(attrs={"class": "input-short", "step": 5, "inputmode": "numeric"}),
    )

    field_order = ["date", "time", "minutes", "clinic"]
