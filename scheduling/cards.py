"""The doctors of one page of results, as ``components/doctor_card.html`` prints them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Doctor, Specialty
from scheduling import clinic_time, doctor_words
from scheduling.card_times import card_times, is_soon
from scheduling.free_times import Clocks, TimeButton, clock_words
from scheduling.models import DoctorVisitType, Mode
from scheduling.time_words import day_heading, short_day, spoken_day

DAYS_ON_A_PHONE = 2


@dataclass(frozen=True)
class DayGroup:
    """A day of a card; ``wide_only`` days are left out on phones."""

    heading_strong: str
    heading: str
    times: list[TimeButton]
    more: int
    more_url: str
    more_spoken: str
    wide_only: bool
    place: str = ""


@dataclass(frozen=True)
class NextFree:
    """The one time of a doctor who has none soon."""

    value: str
    label: str
    day_label: str
    spoken: str


@dataclass(frozen=True)
class Card:
    doctor: Doctor
    visit_type_id: int
    role_line: str
    place_line: str
    clock_line: str
    languages: list[tuple[str, str]]
    automatic: bool
    approval_line: str
    modes: list[tuple[str, str, bool]]
    days: list[DayGroup]
    next_free: NextFree | None
    all_times_url: str
    takes_focus: bool = False


class CardMaker:
    """
    Make the cards of ``choices``; four queries, however many there are.

    ``clinics`` by id, ``spoken`` the language tags by doctor, ``zone`` the
    reader's if known, ``mode_url(slug, mode)`` the address that shows a doctor's
    other way to meet. Without ``one_clock`` each card names its own.
    """

    def __init__(self, choices, wish, *, now, zone, clinics, spoken, mode_url, one_clock):
        self.choices = choices
        self.wish = wish
        self.now = now
        self.zone = zone
        self.clinics = clinics
        self.spoken = spoken
        self.mode_url = mode_url
        self.one_clock = one_clock

    def cards(self, *, focus_first=False):
        offers = offers_by_id([choice.offer for choice in self.choices])
        clocks = {pk: Clocks(offer, self.clinics, zone=self.zone, now=self.now) for pk, offer in offers.items()}
        own_day_zone = self.zone if any(clock.tells_own for clock in clocks.values()) else ""
        times = card_times(self.choices, offers, self.wish, now=self.now, own_day_zone=own_day_zone)
        return [
            self._card(choice, offers[choice.offer], clocks[choice.offer], times.get(choice.offer, []), focus)
            for choice in self.choices
            for focus in [focus_first and choice is self.choices[0]]
        ]

    def _card(self, choice, offer, clocks, days, focus):
        doctor = offer.doctor
        places = self._places(days)
        soon = is_soon(choice, self.wish, now=self.now)
        return Card(
            doctor=doctor,
            visit_type_id=offer.visit_type_id,
            role_line=doctor_words.role_line(doctor),
            place_line=self._place_line(places, clocks),
            clock_line=self._clock_line(places, clocks),
            languages=[(name, tag) for name, tag, _read in doctor_words.spoken_languages(self.spoken[doctor.pk])],
            automatic=offer.is_automatic,
            approval_line=doctor_words.approval_line(offer),
            modes=[(Mode(mode).label, self.mode_url(doctor.slug, mode), mode == choice.mode) for mode in choice.modes],
            days=self._days(offer, clocks, days, places) if soon else [],
            next_free=None if soon else self._next_free(offer, clocks, days),
            all_times_url=times_url(offer),
            takes_focus=focus,
        )

    # --- Place and clock --------------------------------------------------------------------------
    def _places(self, days):
        found = dict.fromkeys(start.clinic for day in days for start in day.starts)
        return [self.clinics[pk] for pk in found]

    @staticmethod
    def _place_line(places, clocks):
        if clocks.is_remote:
            return ""
        towns = {clinic.city for clinic in places}
        names = _(" and ").join(clinic.name for clinic in places)
        return _("%(clinic)s, %(town)s") % {"clinic": names, "town": towns.pop()} if len(towns) == 1 else names

    def _clock_line(self, places, clocks):
        """Named on the card where the line above the results could not name one clock for all."""
        if clocks.tells_own:
            return clocks.words(places)
        return "" if self.one_clock else clock_words(places, differ=clocks.differ or not self.zone)

    # --- Times ------------------------------------------------------------------------------------
    def _days(self, offer, clocks, days, places):
        return [
            self._day(offer, clocks, day, wide_only=nth >= DAYS_ON_A_PHONE, names_place=len(places) > 1)
            for nth, day in enumerate(days)
        ]

    def _day(self, offer, clocks, day, *, wide_only, names_place):
        first = day.starts[0]
        date = clocks.date_of(first)
        today = clinic_time.local_date(
            self.now, clocks.zone if clocks.tells_own else self.clinics[first.clinic].time_zone
        )
        strong, rest = day_heading(date, today=today)
        words = {"day": spoken_day(date), "doctor": offer.doctor.display_name}
        return DayGroup(
            heading_strong=strong,
            heading=rest,
            times=[clocks.button(start) for start in day.starts],
            more=day.more,
            more_url=f"{times_url(offer, week=date)}#d{date.day}",
            more_spoken=_(" times on %(day)s with %(doctor)s") % words,
            wide_only=wide_only,
            place=self.clinics[first.clinic].name if names_place and not clocks.is_remote else "",
        )

    @staticmethod
    def _next_free(offer, clocks, days):
        if not days:
            return None
        start = days[0].starts[0]
        button, date = clocks.button(start), clocks.date_of(start)
        words = {"day": spoken_day(date), "doctor": offer.doctor.display_name}
        return NextFree(button.value, button.label, short_day(date), _(" on %(day)s with %(doctor)s") % words)


def offers_by_id(ids):
    """Return the offers with doctor, visit type and the doctor's specialties; two queries."""
    specialties = Prefetch("doctor__specialties", Specialty.objects.filter(is_active=True))
    offers = DoctorVisitType.objects.filter(pk__in=ids).select_related("doctor", "visit_type")
    return {offer.pk: offer for offer in offers.prefetch_related(specialties).order_by()}


def times_url(offer, **query):
    """Return the address of all times of an offer; ``week`` is a date of the week to open."""
    values = {name: value.isoformat() for name, value in query.items()} | {"visit_type": offer.visit_type.slug}
    return f"{reverse('scheduling:times', args=[offer.doctor.slug])}?{urlencode(values)}"
