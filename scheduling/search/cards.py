"""
The doctors of one page of results, as ``components/doctor_card.html`` prints them.

Plain dictionaries and ready words: a page has up to 20 doctors with 12 times each, and every
lookup, translation and address made anew for each of them would be most of its cost.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Doctor, Specialty
from scheduling import clinic_time, doctor_words
from scheduling.free_times import Clocks, TimeButton, clock_words
from scheduling.models import Clinic, DoctorVisitType, Mode
from scheduling.search.card_times import card_times
from scheduling.search.finding import Choice, Wish, is_soon
from scheduling.time_words import day_heading, short_day, spoken_day

DAYS_ON_A_PHONE = 2


class DayGroup(TypedDict):
    """A day of a card; ``wide_only`` days are left out on phones, ``place`` names one clinic of several."""

    heading_strong: str
    heading: str
    times: list[TimeButton]
    more: int
    more_label: str
    more_url: str
    more_spoken: str
    wide_only: bool
    place: str


class NextFree(TypedDict):
    """The one time of a doctor who has none soon."""

    value: str
    label: str
    day_label: str
    spoken: str


class Card(TypedDict):
    anchor: str
    doctor: dict
    doctor_url: str
    role_line: str
    place_line: str
    clock_line: str
    languages: list[tuple[str, str]]
    automatic: bool
    approval_line: str
    known_only_line: str
    visit_type_id: int
    modes: list[tuple[str, str, bool]]
    days: list[DayGroup]
    next_free: NextFree | None
    all_times_url: str
    form_label: str
    times_spoken: str
    with_spoken: str
    takes_focus: bool
    is_switched: bool


class Words:
    """The sentences of a page of cards, translated once."""

    def __init__(self):
        self.form_label = _("Free times with %(doctor)s")
        self.times_spoken = _(" times with %(doctor)s")
        self.with_spoken = _(" with %(doctor)s")
        self.more = _("%(count)s more")
        self.more_spoken = _(" times on %(day)s with %(doctor)s")
        self.book_spoken = _(" on %(day)s with %(doctor)s")
        self.place = _("%(clinic)s, %(town)s")
        self.and_ = _(" and ")
        self.modes = {mode.value: str(mode.label) for mode in Mode}
        # The days of one page are few, the cards that print them many.
        self.heading = cache(lambda date, today: day_heading(date, today=today))
        self.spoken_day = cache(spoken_day)


@dataclass(kw_only=True)
class CardMaker:
    """
    Make the cards of ``choices``; three queries, however many there are.

    ``clinics`` and ``specialties`` by id, ``spoken`` the language tags by doctor,
    ``zone`` the reader's if known, ``mode_url(slug, mode)`` the address that shows
    a doctor's other way to meet, ``switched`` the slug of the doctor for whom it
    was just chosen. Without ``one_clock`` each card names its own clock.
    """

    choices: Sequence[Choice]
    wish: Wish
    now: dt.datetime
    zone: str
    clinics: Mapping[int, Clinic]
    specialties: Mapping[int, Specialty]
    spoken: Mapping[int, frozenset[str]]
    mode_url: Callable[[str, str], str]
    one_clock: bool
    switched: str = ""
    focus_first: bool = False
    words: Words = field(default_factory=Words)

    def __post_init__(self):
        self.today = cache(lambda zone: clinic_time.local_date(self.now, zone))

    def cards(self):
        offers = offers_by_id([choice.offer for choice in self.choices])
        practised = practised_by([choice.doctor for choice in self.choices])
        clocks = {pk: Clocks(offer, self.clinics, zone=self.zone, now=self.now) for pk, offer in offers.items()}
        own_day_zone = self.zone if any(clock.tells_own for clock in clocks.values()) else ""
        times = card_times(self.choices, offers, self.wish, now=self.now, own_day_zone=own_day_zone)
        return [
            self._card(
                choice,
                offers[choice.offer],
                clocks[choice.offer],
                times.get(choice.offer, []),
                [self.specialties[pk] for pk in practised.get(choice.doctor, ()) if pk in self.specialties],
            )
            for choice in self.choices
        ]

    def _card(self, choice, offer, clocks, days, specialties) -> Card:
        doctor, words = offer.doctor, self.words
        name = doctor.display_name
        named = {"doctor": name}
        times_url = reverse("scheduling:times", args=[doctor.slug])
        places = [self.clinics[pk] for pk in dict.fromkeys(start.clinic for day in days for start in day.starts)]
        soon = is_soon(choice.next_start, self.wish, now=self.now)
        return {
            "anchor": f"doctor-{doctor.slug}",
            "doctor": {
                "pk": doctor.pk,
                "display_name": name,
                "initials": doctor.initials,
                "tint": doctor.tint,
                "slug": doctor.slug,
                "photo_url": doctor.card_photo,
            },
            "doctor_url": doctor.get_absolute_url(),
            "role_line": doctor_words.role_line(doctor, specialties),
            "place_line": self._place_line(places, clocks),
            "clock_line": self._clock_line(places, clocks),
            "languages": [(own, tag) for own, tag, _read in doctor_words.spoken_languages(self.spoken[doctor.pk])],
            "automatic": offer.is_automatic,
            "approval_line": doctor_words.approval_line(offer),
            "known_only_line": doctor_words.known_patients_only(doctor),
            "visit_type_id": offer.visit_type_id,
            "modes": [(words.modes[m], self.mode_url(doctor.slug, m), m == choice.mode) for m in choice.modes],
            "days": self._days(offer, clocks, days, times_url, names_places=len(places) > 1) if soon else [],
            "next_free": None if soon else self._next_free(name, clocks, days),
            "all_times_url": f"{times_url}?visit_type={offer.visit_type.slug}",
            "form_label": words.form_label % named,
            "times_spoken": words.times_spoken % named,
            "with_spoken": words.with_spoken % named,
            "takes_focus": self.focus_first and choice is self.choices[0],
            "is_switched": doctor.slug == self.switched,
        }

    # --- Place and clock --------------------------------------------------------------------------
    def _place_line(self, places, clocks):
        if clocks.is_remote:
            return ""
        towns = {clinic.city for clinic in places}
        names = self.words.and_.join(clinic.name for clinic in places)
        return self.words.place % {"clinic": names, "town": towns.pop()} if len(towns) == 1 else names

    def _clock_line(self, places, clocks):
        """Named on the card where the line above the results could not name one clock for all."""
        if clocks.tells_own and (own := clocks.words(places)):
            return own
        return "" if self.one_clock else clock_words(places, differ=clocks.differ or not self.zone)

    # --- Times ------------------------------------------------------------------------------------
    def _days(self, offer, clocks, days, times_url, *, names_places):
        groups: list[DayGroup] = []
        for nth, day in enumerate(days):
            clinic = self.clinics[day.starts[0].clinic]
            date = clocks.date_of(day.starts[0])
            spoken = self.words.spoken_day(date)
            today = self.today(clocks.zone if clocks.tells_own else clinic.time_zone)
            strong, rest = self.words.heading(date, today)
            groups.append(
                {
                    "heading_strong": strong,
                    "heading": rest,
                    "times": clocks.buttons(spoken, day.starts),
                    "more": day.more,
                    "more_label": self.words.more % {"count": day.more},
                    "more_url": f"{times_url}?week={date}&visit_type={offer.visit_type.slug}#d{date.day}",
                    "more_spoken": self.words.more_spoken % {"day": spoken, "doctor": offer.doctor.display_name},
                    "wide_only": nth >= DAYS_ON_A_PHONE,
                    "place": clinic.name if names_places and not clocks.is_remote else "",
                }
            )
        return groups

    def _next_free(self, name, clocks, days) -> NextFree | None:
        if not days:
            return None
        date = clocks.date_of(days[0].starts[0])
        spoken = self.words.spoken_day(date)
        (button,) = clocks.buttons(spoken, days[0].starts[:1])
        return {
            "value": button["value"],
            "label": button["label"],
            "day_label": short_day(date),
            "spoken": self.words.book_spoken % {"day": spoken, "doctor": name},
        }


def offers_by_id(ids):
    """Return the offers with doctor and visit type; one query."""
    offers = DoctorVisitType.objects.filter(pk__in=ids).select_related("doctor", "visit_type").order_by()
    return {offer.pk: offer for offer in offers}


def practised_by(doctors):
    """Return the ids of the specialties of ``doctors`` (ids), by doctor; one query."""
    found: dict[int, list[int]] = {}
    links = Doctor.specialties.through.objects.filter(doctor__in=doctors).order_by("pk")
    for doctor, specialty in links.values_list("doctor_id", "specialty_id"):
        found.setdefault(doctor, []).append(specialty)
    return found
