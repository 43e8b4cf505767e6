"""A search and what it found: the page's doctors, the filters with their counts, and every address on the page."""

import math
from collections import defaultdict
from functools import cached_property

from accounts.models import Doctor, Specialty
from accounts.models.doctor import DoctorLanguage
from scheduling.forms.search import DoctorFilter
from scheduling.free_times import clock_place
from scheduling.models import Clinic, Mode
from scheduling.reader_zone import clocks_differ
from scheduling.search.cards import CardMaker
from scheduling.search.facets import Facets, without_times
from scheduling.search.filter_questions import filter_questions
from scheduling.search.finding import SOON, choose, find

NARROWING = ("mode", "time", "language", "gender", "children", "access", "visit_type")
OF_THE_LIST = ("page", "meet")


class Results:
    """
    Run the search of a query string.

    ``data`` is ``request.GET``, ``zone`` the reader's if known. Nine queries at
    most, whatever is found; a search without results asks up to two more.
    """

    def __init__(self, data, *, now, zone=""):
        self.data = data
        self.now = now
        self.zone = zone
        self.specialties = list(Specialty.objects.filter(is_active=True))
        self.clinics = {clinic.pk: clinic for clinic in Clinic.objects.all()}
        self.spoken = spoken_by_doctor()
        self.filter = DoctorFilter(
            data,
            specialties=self.specialties,
            clinics=list(self.clinics.values()),
            languages=frozenset().union(*self.spoken.values()),
        )
        self.wish = self.filter.wish(now=now)
        self.rows = find(self.wish, now=now)
        self.facets = Facets(self.rows, self.wish, languages=self.spoken)
        self.choices = choose(self.facets.fitting, self.wish, now=now, meet=self.filter.answer("meet"))

    @property
    def form(self):
        return self.filter.form

    @property
    def count(self):
        return len(self.choices)

    # --- Pages ------------------------------------------------------------------------------------
    @cached_property
    def page(self):
        """The number of the page shown; one beyond the last shows the last."""
        return min(self.filter.page, max(1, math.ceil(self.count / self.filter.page_size)))

    @property
    def on_page(self):
        first = (self.page - 1) * self.filter.page_size
        return self.choices[first : first + self.filter.page_size]

    @property
    def next_count(self):
        """How many doctors the next page adds."""
        return max(0, min(self.filter.page_size, self.count - self.page * self.filter.page_size))

    @property
    def next_url(self):
        return self.url(page=self.page + 1) if self.next_count else ""

    @property
    def before_url(self):
        return self.url(page=self.page - 1) if self.page > 1 else ""

    def cards(self, *, focus_first=False):
        """Return the cards of the page; three queries. With ``focus_first`` the first is to take the focus."""
        maker = CardMaker(
            choices=self.on_page,
            wish=self.wish,
            now=self.now,
            zone=self.zone,
            clinics=self.clinics,
            specialties={specialty.pk: specialty for specialty in self.specialties},
            spoken=self.spoken,
            mode_url=self.meet_url,
            switched=(self.filter.answer("meet") or [""])[0],
            focus_first=focus_first,
            one_clock=bool(self.clock_place) or not self.tells_clock,
        )
        return maker.cards()

    # --- The clock --------------------------------------------------------------------------------
    @cached_property
    def clock_place(self):
        """Whose time all times are, where that is one."""
        return clock_place(self.wish.clinics)

    @cached_property
    def tells_clock(self):
        """Whether a clock has to be named: the reader's is unknown or shows another time."""
        zones = {clinic.time_zone for clinic in self.wish.clinics}
        return not self.zone or clocks_differ(self.zone, zones, at=(self.now, self.now + SOON))

    @property
    def on_own_clock(self):
        """Whether any card shows times on the reader's own clock, or would after a tap on *Video*."""
        return bool(self.zone) and self.tells_clock and any(mode != Mode.IN_PERSON for mode in self._modes)

    @property
    def on_clinics_clock(self):
        """Whether any card shows times on a clinic's clock, or would after a tap on *In person*."""
        return Mode.IN_PERSON in self._modes or not self.on_own_clock

    @cached_property
    def _modes(self):
        return {mode for choice in self.choices for mode in choice.modes}

    # --- Addresses --------------------------------------------------------------------------------
    def url(self, **changes):
        """Return the address of this search with ``changes``; ``None`` takes a value out."""
        query = self.data.copy()
        for name in OF_THE_LIST:
            query.pop(name, None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"?{query.urlencode()}"

    def meet_url(self, slug, mode):
        """Return the address of this page with a doctor's other way to meet; a slug and a mode need no quoting."""
        return f"{self._here}&meet={slug}:{mode}#doctor-{slug}"

    @cached_property
    def _here(self):
        return self.url(page=self.page)

    def url_without_filters(self):
        return self.url(**dict.fromkeys(NARROWING))

    def hidden(self, *names):
        """Return (name, value) of what a form must carry along: every value of this search not in ``names``."""
        left_out = {*names, *OF_THE_LIST}
        return [(name, value) for name, values in self.data.lists() if name not in left_out for value in values]

    # --- Filters ----------------------------------------------------------------------------------
    @cached_property
    def questions(self):
        """The filters, each choice with the number of doctors it would leave."""
        return filter_questions(self.wish, self.facets, self.rows, self.spoken)

    @property
    def chosen_count(self):
        """How many filters are on."""
        return sum(option.checked for question in self.questions for option in question.options)

    def doctors_without_times(self):
        """Return the doctors who match but have no free time at all; one query, for a search without results."""
        ids = without_times(self.rows)[: self.filter.page_size]
        return Doctor.objects.filter(pk__in=ids) if ids else []


def spoken_by_doctor():
    """Return the languages of every listed doctor, as sets of tags by doctor id; one query."""
    spoken = defaultdict(set)
    listed = DoctorLanguage.objects.filter(doctor__is_active=True, doctor__is_listed=True)
    for doctor, code in listed.order_by().values_list("doctor_id", "code"):
        spoken[doctor].add(code)
    return defaultdict(frozenset, {doctor: frozenset(codes) for doctor, codes in spoken.items()})
