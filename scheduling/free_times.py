"""Free starts as the pages print them: buttons with their words, under days, by clinic."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypedDict

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scheduling import clinic_time
from scheduling.clinic_time import instant_of_minute
from scheduling.models import Clinic, DoctorVisitType, Mode
from scheduling.reader_zone import clocks_differ
from scheduling.slot_value import slot_value
from scheduling.time_words import clock, minute_clock, zone_place


@dataclass(frozen=True)
class Start:
    """A free start as the database gives it: instant in UTC minutes, place, and the clinic's wall clock."""

    minute: int
    clinic: int
    local_date: dt.date
    local_minute: int


class TimeButton(TypedDict):
    """What ``components/slot_button.html`` prints; ``second`` is the other clock of a visit that is not in person."""

    value: str
    label: str
    spoken: str
    second: str


class Clocks:
    """
    The clock an offer's times are told on.

    In person it is the clinic's. For video and telephone it is the reader's own,
    where that is known and shows another time, with the clinic's beside it.
    """

    def __init__(self, offer: DoctorVisitType, clinics: Mapping[int, Clinic], *, zone: str, now: dt.datetime):
        self.offer = offer
        self.clinics = clinics
        self.is_remote = offer.mode != Mode.IN_PERSON
        self.zone = zone
        self._language = get_language()
        self._seasons = (now, now + dt.timedelta(days=90))
        self.differ = bool(zone) and self._differ(self.clinics.values())
        self.tells_own = self.is_remote and self.differ

    def _differ(self, places):
        return clocks_differ(self.zone, {clinic.time_zone for clinic in places}, at=self._seasons)

    def date_of(self, start):
        """Return the date a start is listed under."""
        if self.tells_own:
            return clinic_time.local_date(instant_of_minute(start.minute), self.zone)
        return start.local_date

    def buttons(self, spoken_day, starts, *, doctor_named=True):
        """Return the buttons of starts on one day; the profile names the doctor already, the results do not."""
        said = [spoken_day, self.offer.doctor.display_name if doctor_named else "", self._mode]
        spoken = "".join(f", {words}" for words in said if words)
        return [self._button(start, spoken) for start in starts]

    def _button(self, start, spoken) -> TimeButton:
        instant = instant_of_minute(start.minute)
        value = slot_value(self.offer.doctor_id, start.clinic, instant)
        label = minute_clock(start.local_minute, self._language)
        clinic = self.clinics[start.clinic]
        if not self.tells_own or clinic_time.same_clock(instant, self.zone, clinic.time_zone):
            return {"value": value, "label": label, "spoken": spoken, "second": ""}
        second = _("%(time)s in %(place)s") % {"time": label, "place": clinic.place}
        return {"value": value, "label": clock(instant, self.zone), "spoken": spoken, "second": second}

    @cached_property
    def _mode(self):
        return Mode(self.offer.mode).within_a_sentence

    def words(self, places):
        """
        Return the sentence that names the clock of times at ``places`` (clinics), or nothing.

        Nothing to say where the reader's own clock shows the same.
        """
        differ = not self.zone or self._differ(places)
        if self.tells_own and differ:
            return _("Times are your time (%(place)s).") % {"place": zone_place(self.zone)}
        return clock_words(places, differ=differ)


def clock_words(clinics, *, differ=True):
    """Return ``Times are Oakford time.``, or that each clinic has its own; nothing where nothing differs."""
    if not (clinics and differ):
        return ""
    place = clock_place(clinics)
    return _("Times are %(place)s time.") % {"place": place} if place else _("Times are on the clock of each clinic.")


def clock_place(clinics):
    """Return whose time it is at all of ``clinics``: their town, or the city of their one zone, or nothing."""
    places = {clinic.place for clinic in clinics}
    zones = {clinic.time_zone for clinic in clinics}
    if len(zones) != 1:
        return ""
    return places.pop() if len(places) == 1 else zone_place(zones.pop())
