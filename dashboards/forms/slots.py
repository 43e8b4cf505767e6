"""A slot opened by hand, one that gets another shape, and all between two times."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.plain_words import PlainWords
from dashboards.forms.moving import OtherTime
from scheduling.clinic_time import MIDNIGHT, ONE_DAY, first_instant
from scheduling.forms.clock_fields import ClockField, DayField


class SlotByHand(OtherTime):
    """A start off the grid, and how long it lasts; the day is the page's."""

    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=5,
        max_value=480,
        widget=forms.NumberInput(attrs={"class": "input-short", "step": 5, "inputmode": "numeric"}),
    )

    field_order = ["date", "time", "minutes", "clinic"]


class SlotRange(PlainWords, forms.Form):
    """
    All slots of a day between two times on the clock of ``zone``; ``00:00`` as the end is midnight.

    ``what`` is said by the button that is pressed.
    """

    BLOCK, OPEN = "block", "open"

    what = forms.ChoiceField(choices=[(BLOCK, _("Block")), (OPEN, _("Open"))])
    date = DayField(widget=forms.HiddenInput)
    starts = ClockField(label=_("From"))
    ends = ClockField(label=_("To"))

    use_required_attribute = False

    def __init__(self, *args, zone, **kwargs):
        super().__init__(*args, auto_id="range_%s", **kwargs)  # the page has another form with a date
        self.zone = zone

    def clean(self):
        cleaned = super().clean()
        day, starts, ends = (cleaned.get(name) for name in ("date", "starts", "ends"))
        if None in (day, starts, ends):
            return cleaned
        if starts >= ends != MIDNIGHT:
            self.add_error("ends", gettext("The end must be after the start"))
        cleaned["starts_at"] = first_instant(day, starts, self.zone)
        cleaned["ends_at"] = first_instant(day + ONE_DAY if ends == MIDNIGHT else day, ends, self.zone)
        return cleaned


class KeysField(forms.Field):
    """Keys of rows, as a page printed them; whose they are is for the service to ask."""

    widget = forms.MultipleHiddenInput
    MOST = 50
    LONGEST = 18

    def to_python(self, value):
        return [int(one) for one in (value or [])[: self.MOST] if one.isdecimal() and len(one) <= self.LONGEST]


class JustBlocked(PlainWords, forms.Form):
    """What a press blocked, and on which day."""

    date = DayField()
    time_off = KeysField(required=False)


class SlotShape(PlainWords, forms.Form):
    """One thing that becomes of an open slot, ``what``; minutes are asked only where they count."""

    RESIZE, SPLIT, JOIN, TAKE_BACK = "resize", "split", "join", "take_back"
    WITH_MINUTES = {
        RESIZE: (_("Minutes"), _("How long it lasts."), True),
        SPLIT: (_("Minutes of the first part"), _("Left empty, it is split in the middle."), False),
    }
    """The label, what helps, and whether they must be said."""

    minutes = forms.IntegerField(
        min_value=5,
        max_value=480,
        error_messages={"required": _("Say how many minutes")},
        widget=forms.NumberInput(attrs={"class": "input-short", "step": 5, "inputmode": "numeric"}),
    )

    use_required_attribute = False

    def __init__(self, *args, what, heading, button, **kwargs):
        super().__init__(*args, auto_id=f"{what}_%s", **kwargs)
        self.what, self.heading, self.button = what, heading, button
        if what in self.WITH_MINUTES:
            field = self.fields["minutes"]
            field.label, field.help_text, field.required = self.WITH_MINUTES[what]
            field.hide_optional = True
        else:
            del self.fields["minutes"]
