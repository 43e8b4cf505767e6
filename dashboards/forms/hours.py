"""When a doctor works: one weekly session, its last day, a day copied to others."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.fields import RowsField
from accounts.forms.plain_words import PlainWords
from scheduling.clinic_time import MIDNIGHT
from scheduling.forms.clock_fields import ClockField, DayField
from scheduling.models import Clinic, VisitType, Weekday

RHYTHMS = [(1, gettext_lazy("Every week"))] + [
    (weeks, format_lazy(gettext_lazy("Every {weeks} weeks"), weeks=weeks)) for weeks in range(2, 9)
]


class FromADay(PlainWords, forms.Form):
    """Something that begins on a day, today at the earliest."""

    from_date = DayField(label=gettext_lazy("From which day?"))

    use_required_attribute = False

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["from_date"].widget.attrs["min"] = f"{today:%Y-%m-%d}"

    def clean_from_date(self):
        if self.cleaned_data["from_date"] < self.today:
            raise forms.ValidationError(_("Choose today or a later day"), code="past")
        return self.cleaned_data["from_date"]


class SessionForm(FromADay):
    """A weekly session in the clinic's wall clock."""

    clinic = forms.ModelChoiceField(label=gettext_lazy("Clinic"), queryset=Clinic.objects.none(), empty_label=None)
    starts = ClockField(label=gettext_lazy("From"))
    ends = ClockField(label=gettext_lazy("To"))
    slot_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes between starts"),
        min_value=5,
        max_value=240,
        initial=20,
        widget=forms.NumberInput(attrs={"class": "input-short", "step": 5, "inputmode": "numeric"}),
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Patients at the same time"),
        min_value=1,
        max_value=20,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "input-short", "inputmode": "numeric"}),
    )
    visit_types = RowsField(
        label=gettext_lazy("Only for these visit types"),
        help_text=gettext_lazy("None chosen means all you offer."),
        queryset=VisitType.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    every_n_weeks = forms.TypedChoiceField(
        label=gettext_lazy("How often?"), choices=RHYTHMS, coerce=int, initial=1, required=False, empty_value=1
    )
    valid_until = DayField(
        label=gettext_lazy("Until which day?"),
        help_text=gettext_lazy("Empty means until you change it."),
        required=False,
    )

    field_order = [
        "weekday",
        "clinic",
        "starts",
        "ends",
        "slot_minutes",
        "capacity",
        "visit_types",
        "every_n_weeks",
        "from_date",
        "valid_until",
    ]

    def __init__(self, *args, doctor, clinics, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["clinic"].queryset = Clinic.objects.filter(is_active=True)
        if clinics:
            self.fields["clinic"].initial = clinics[0].pk
        self.fields["visit_types"].queryset = VisitType.objects.filter(
            offers__doctor=doctor, offers__is_active=True, is_active=True
        ).distinct()

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends is not None and starts >= ends != MIDNIGHT:
            self.add_error("ends", _("The end must be after the start"))
        first, last = cleaned.get("from_date"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("Choose the first day or a later one"))
        return cleaned


class AddSession(SessionForm):
    """A session on a day of the week."""

    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Day"),
        choices=Weekday.choices,
        coerce=int,
        error_messages={"required": gettext_lazy("Choose a day")},
    )


class ChangeSession(SessionForm):
    """What follows a session from a day on."""


class EndSession(PlainWords, forms.Form):
    """The last day of a session."""

    last_day = DayField(label=gettext_lazy("Last day"))

    use_required_attribute = False

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last_day"].widget.attrs["min"] = f"{today:%Y-%m-%d}"


class CopyDay(FromADay):
    """One day of the week as a pattern for others."""

    from_weekday = forms.TypedChoiceField(label=gettext_lazy("Copy"), choices=Weekday.choices, coerce=int)
    to_weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("To these days"),
        help_text=gettext_lazy("What these days have now ends the day before."),
        choices=Weekday.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one day")},
    )

    field_order = ["from_weekday", "to_weekdays", "from_date"]

    def clean(self):
        cleaned = super().clean()
        if "to_weekdays" in cleaned and set(cleaned["to_weekdays"]) == {cleaned.get("from_weekday")}:
            self.add_error("to_weekdays", _("Choose another day than the one you copy"))
        return cleaned
