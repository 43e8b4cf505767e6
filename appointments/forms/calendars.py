"""Which of somebody's private calendars is meant."""

from django import forms

from accounts.forms.plain_words import PlainWords
from appointments.models import CalendarFeed


class SideForm(PlainWords, forms.Form):
    """The side a button on the page of calendars stands for."""

    side = forms.ChoiceField(choices=CalendarFeed.Side.choices)
