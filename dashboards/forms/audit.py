"""What is asked of the audit trail. By GET, so that the question can be kept and sent on."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.plain_words import PlainWords
from accounts.trail.finding import MOST_FOUND, accounts_named, patients_named
from scheduling.admin.moments import zone_words
from scheduling.admin.wall_clock import WallClockField
from scheduling.clinic_time import first_instant, local
from scheduling.clocks_in_use import zone_of_most_clinics, zones_of_clinics

LONGEST = dt.timedelta(days=366)
A_WEEK = dt.timedelta(days=7)


def clocks():
    return [(zone, zone_words(zone)) for zone in dict.fromkeys([*zones_of_clinics(), "UTC"])]


class OnAClock(PlainWords, forms.Form):
    """Two times on the clock of one place; ``since`` and ``until`` are the instants once it is valid."""

    since = WallClockField(label=gettext_lazy("From"))
    until = WallClockField(label=gettext_lazy("To"))
    zone = forms.ChoiceField(label=gettext_lazy("Clock"), choices=clocks)

    def __init__(self, data, *, now):
        """Take what the address leaves out from the week that ends with the minute of ``now``."""
        zone = data.get("zone") or zone_of_most_clinics()
        there = zone if zone in dict(clocks()) else "UTC"
        to = local(now + dt.timedelta(minutes=1), there)
        span = {"since": to - A_WEEK, "until": to}
        usual = {name: f"{moment:%Y-%m-%dT%H:%M}" for name, moment in span.items()} | {"zone": zone}
        super().__init__(usual | data.dict(), label_suffix="")

    def clean(self):
        told = super().clean()
        if not self.errors:
            for name in ("since", "until"):
                wall = told[name]
                told[name] = first_instant(wall.date(), wall.time(), told["zone"])
            if told["until"] <= told["since"]:
                raise ValidationError(_("The end must be after the start."))
            if told["until"] - told["since"] > LONGEST:
                raise ValidationError(_("Choose a year at most."))
        return told


class WhoseTrail(OnAClock):
    """Somebody's trail: ``who`` finds people with ``named``, and ``found`` are those it may be."""

    who = forms.CharField(max_length=100, required=False)

    def __init__(self, data, *, now, named, label):
        super().__init__(data, now=now)
        self.fields["who"].label = label
        self.named = named
        self.found = []

    def clean_who(self):
        words = self.cleaned_data["who"]
        self.found = people(self.named, words) if words else []
        if words and not self.found:
            raise ValidationError(_("Nobody found with this name or number."))
        return words


def people(named, words):
    """Return whom ``words`` may mean, for a list; raises when they are too many to ask for by key."""
    found = list(named(words)[: MOST_FOUND + 1])
    if len(found) > MOST_FOUND:
        raise ValidationError(_("Too many people have this in their name. Type more of it."))
    return found


class TrailSearch(PlainWords, forms.Form):
    """The questions above the list of the trail; each may be left out. ``zone`` is the clock times are typed on."""

    patient = forms.CharField(label=gettext_lazy("Patient"), max_length=100, required=False)
    who = forms.CharField(label=gettext_lazy("Who did it"), max_length=100, required=False)
    since = WallClockField(label=gettext_lazy("From"), required=False)
    until = WallClockField(label=gettext_lazy("To"), required=False)
    address = forms.GenericIPAddressField(label=gettext_lazy("Network address"), required=False)
    request = forms.CharField(label=gettext_lazy("Request"), max_length=64, required=False)

    def __init__(self, data, *, zone):
        super().__init__(data, label_suffix="")
        self.zone = zone

    def clean_patient(self):
        words = self.cleaned_data["patient"]
        return people(patients_named, words) if words else None

    def clean_who(self):
        words = self.cleaned_data["who"]
        return people(accounts_named, words) if words else None

    def clean(self):
        told = super().clean()
        for name in ("since", "until"):
            if wall := told.get(name):
                told[name] = first_instant(wall.date(), wall.time(), self.zone)
        if told.get("since") and told.get("until") and told["until"] <= told["since"]:
            self.add_error("until", _("The end must be after the start."))
        return told
