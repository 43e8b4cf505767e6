"""
The week picker: the free times of one offer, Monday to Sunday, and the ways to other weeks.

Used by the profile, by the booking flow and by whoever moves an appointment; the
template is ``scheduling/week_picker.html``.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling import clinic_time
from scheduling.clinic_time import A_WEEK, ONE_DAY, instant_of_minute, monday_of, utc_minute
from scheduling.free_times import Clocks, Start, TimeButton
from scheduling.models import Clinic
from scheduling.offering import open_starts
from scheduling.time_words import day_heading, short_day, span_of_days, spoken_day

# Days beyond the first stay closed once this many times are open to view.
TIMES_IN_VIEW = 12
COLUMNS = ("minute", "clinic", "local_date", "local_minute")


@dataclass
class Group:
    """The times of a day at one clinic; ``clinic`` is named only where the doctor works at several."""

    clinic: str
    times: list[TimeButton]


@dataclass
class Day:
    """A day with times; ``now_booked`` is the time of the appointment that is being moved."""

    date: dt.date
    heading: tuple[str, str]
    groups: list[Group] = field(default_factory=list)
    now_booked: str = ""
    is_open: bool = False

    @property
    def anchor(self):
        return f"d{self.date.day}"

    @property
    def count(self):
        return sum(len(group.times) for group in self.groups)

    @property
    def count_words(self):
        return times_words(self.count)


@dataclass(frozen=True)
class WeekLink:
    label: str
    dates: str
    url: str


class WeekPicker:
    """
    One week of the free times of ``offer`` (with its doctor and visit type).

    ``week`` is any date of the week wanted; without it, the week of the first free
    time. ``zone`` is the reader's, if known (``reader_zone``). What ``hold_key``
    holds and the slots ``keeping`` count as free. ``current`` is the instant of
    the appointment being moved: its time is text and no button. Links to other
    weeks lead to ``url`` with ``query`` and ``week``. Runs at most four queries.
    """

    def __init__(self, *, offer, now, url, query=None, week=None, zone="", hold_key=None, keeping=(), current=None):
        self.offer = offer
        self.now = now
        self.url = url
        self.query = query or {}
        self.current = current
        self.clinics = {clinic.pk: clinic for clinic in Clinic.objects.filter(is_active=True)}
        self.clocks = Clocks(offer, self.clinics, zone=zone, now=now)
        self._starts = open_starts(now=now, offer=offer, hold_key=hold_key, keeping=keeping).filter(
            clinic__in=list(self.clinics)
        )
        self._first = self._first_start(utc_minute(now))
        self.today = clinic_time.local_date(now, self._own_zone)
        self.chosen = self._within_reach(week) or self._date(self._first) or self.today
        self.monday = monday_of(self.chosen)

    # --- What it shows ----------------------------------------------------------------------------
    @cached_property
    def days(self):
        """The days with times, in order; the one asked for is open, else the first."""
        found = defaultdict(lambda: defaultdict(list))
        for start in self._week_starts:
            found[self.clocks.date_of(start)][start.clinic].append(start)
        days = [self._day(date, by_clinic) for date, by_clinic in sorted(found.items())]
        self._open_some(days)
        return days

    @cached_property
    def rows(self):
        """The seven days in order: ``("day", Day)``, or ``("empty", words)`` for a run of days without times."""
        with_times = {day.date: day for day in self.days}
        rows, empty = [], []
        for ahead in range(7):
            date = self.monday + ONE_DAY * ahead
            if date in with_times:
                rows += [("empty", empty_words(empty))] if empty else []
                rows.append(("day", with_times[date]))
                empty = []
            elif date >= self.today:
                empty.append(date)
        if empty and with_times:
            rows.append(("empty", empty_words(empty)))
        return rows

    @property
    def count(self):
        return sum(day.count for day in self.days)

    @property
    def heading(self):
        """Return ``23 to 29 November``."""
        return span_of_days(self.monday, self.monday + ONE_DAY * 6)

    @property
    def say(self):
        """Return ``23 to 29 November, 24 times``, for the live region."""
        return _("%(week)s, %(times)s") % {"week": self.heading, "times": times_words(self.count)}

    @cached_property
    def clock_words(self):
        used = {start.clinic for start in self._week_starts}
        return self.clocks.words([self.clinics[pk] for pk in used])

    # --- Where it leads ---------------------------------------------------------------------------
    @property
    def before(self):
        """The link to the week before, or ``None`` where that is over."""
        monday = self.monday - A_WEEK
        return self._link(_("Week before"), monday) if monday >= monday_of(self.today) else None

    @property
    def after(self):
        """The link to the week after, or ``None`` beyond the furthest day that can be booked."""
        monday = self.monday + A_WEEK
        return self._link(_("Week after"), monday) if monday <= self._last_date else None

    @cached_property
    def next_free(self):
        """For a week without times: the link to the first day after it that has some, or ``None``."""
        if self.days:
            return None
        after = self._date(self._first_start(utc_minute(self._bounds[1])))
        return WeekLink("", short_day(after), self.link_to(after)) if after else None

    def link_to(self, date):
        return f"{self.url}?{urlencode({**self.query, 'week': date.isoformat()})}"

    # --- How it finds out -------------------------------------------------------------------------
    @property
    def _own_zone(self):
        """The zone that says which day is today: the reader's for video, else that of the first free time."""
        if self.clocks.tells_own:
            return self.clocks.zone
        zones = {clinic.time_zone for clinic in self.clinics.values()}
        return self.clinics[self._first.clinic].time_zone if self._first else min(zones, default="UTC")

    @property
    def _last_date(self):
        return self.today + ONE_DAY * self.offer.visit_type.horizon_days

    def _within_reach(self, week):
        """A week that is over leads to this one, one beyond the horizon to the last."""
        return min(max(week, self.today), self._last_date) if week else None

    def _first_start(self, minute):
        found = self._starts.filter(minute__gte=minute).order_by("minute").values_list(*COLUMNS).first()
        return Start(*found) if found else None

    def _date(self, start):
        return self.clocks.date_of(start) if start else None

    @cached_property
    def _bounds(self):
        """The instants between which the week lies, on every clock concerned."""
        zones = {self.clocks.zone} if self.clocks.tells_own else {c.time_zone for c in self.clinics.values()}
        sunday = self.monday + ONE_DAY * 6
        first = [clinic_time.day_bounds(self.monday, zone)[0] for zone in zones or {"UTC"}]
        last = [clinic_time.day_bounds(sunday, zone)[1] for zone in zones or {"UTC"}]
        return min(first), max(last)

    @cached_property
    def _week_starts(self):
        """The starts of the week, each once however many lanes are free."""
        first, last = (utc_minute(moment) for moment in self._bounds)
        found = self._starts.filter(minute__gte=first, minute__lt=last).order_by("minute").values_list(*COLUMNS)
        starts = dict.fromkeys(Start(*row) for row in found)
        sunday = self.monday + ONE_DAY * 6
        return [start for start in starts if self.monday <= self.clocks.date_of(start) <= sunday]

    @cached_property
    def _names_clinics(self):
        return not self.clocks.is_remote and len({start.clinic for start in self._week_starts}) > 1

    def _day(self, date, by_clinic):
        zone = self.clocks.zone if self.clocks.tells_own else self.clinics[next(iter(by_clinic))].time_zone
        day = Day(date, day_heading(date, today=clinic_time.local_date(self.now, zone)))
        for pk, starts in by_clinic.items():
            times = []
            for start, time in zip(
                starts, self.clocks.buttons(spoken_day(date), starts, doctor_named=False), strict=True
            ):
                if self.current is not None and instant_of_minute(start.minute) == self.current:
                    day.now_booked = time["label"]
                else:
                    times.append(time)
            if times:
                day.groups.append(Group(self.clinics[pk].name if self._names_clinics else "", times))
        return day

    def _open_some(self, days):
        """Open the day asked for, or the first, and the days after it while few times are in view."""
        asked = next((nth for nth, day in enumerate(days) if day.date == self.chosen), 0)
        in_view = 0
        for day in days[asked:]:
            in_view += day.count
            if day is not days[asked] and in_view > TIMES_IN_VIEW:
                break
            day.is_open = True

    def _link(self, label, monday):
        return WeekLink(label, span_of_days(monday, monday + ONE_DAY * 6, short=True), self.link_to(monday))


def times_words(count):
    return ngettext("%(count)s time", "%(count)s times", count) % {"count": count}


def empty_words(dates):
    """Return ``Sat 28, Sun 29: no times``."""
    days = ", ".join(f"{day_heading(date, today=dt.date.min)[0]} {date.day}" for date in dates)
    return _("%(days)s: no times") % {"days": days}
