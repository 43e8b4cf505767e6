"""The free times on the cards of one page of results: a few days with a few times each, in one query."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Case, F, IntegerField, Q, Value, When, Window
from django.db.models.functions import DenseRank

from scheduling import clinic_time
from scheduling.clinic_time import MINUTES_A_DAY, ONE_DAY, ONE_MINUTE, utc_minute
from scheduling.free_times import Start
from scheduling.models import Mode
from scheduling.offering import open_starts_of
from scheduling.search.finding import SOON, in_parts, is_soon, minutes_of, where_and_when

MOST_DAYS, MOST_TIMES = 4, 3


@dataclass
class DayTimes:
    """The first starts of a day at a clinic, and how many more there are."""

    starts: list[Start]
    more: int


def card_times(choices, offers, wish, *, now, own_day_zone=""):
    """
    Return the days with times for each of ``choices``, as a list of ``DayTimes`` by offer id.

    ``offers`` holds the ``DoctorVisitType`` of each choice by id. A doctor whose
    next start is not soon has that start alone. With ``own_day_zone`` days of
    video and telephone visits are those of that zone, else the clinic's.
    """
    if not choices:
        return {}
    shown = [offers[choice.offer] for choice in choices]
    starts = open_starts_of(shown, now=now, hours_choose=wish.hours_choose)
    starts = starts.filter(where_and_when(wish, mode=F("offer_mode")), in_parts(wish.parts), _soon(choices, wish, now))
    day = _day(own_day_zone, now) if own_day_zone else [F("local_date"), _clinic(choices)]
    ranked = starts.annotate(
        nth_day=Window(DenseRank(), partition_by=[F("offer")], order_by=day),
        nth=Window(DenseRank(), partition_by=[F("offer"), *day], order_by=F("minute").asc()),
        nth_last=Window(DenseRank(), partition_by=[F("offer"), *day], order_by=F("minute").desc()),
    ).filter(nth_day__lte=MOST_DAYS, nth__lte=MOST_TIMES)
    columns = ("offer", "nth_day", "nth", "nth_last", "minute", "clinic_id", "local_date", "local_minute")
    found = defaultdict(dict)
    for offer, nth_day, nth, nth_last, *start in ranked.order_by("offer", "nth_day", "nth").values_list(*columns):
        day_times = found[offer].setdefault(nth_day, DayTimes([], 0))
        # Lanes repeat a start; ranks count it once.
        if len(day_times.starts) < nth:
            day_times.starts.append(Start(*start))
            day_times.more = nth + nth_last - 1 - len(day_times.starts)
    return {offer: list(days.values()) for offer, days in found.items()}


def _soon(choices, wish, now):
    if (between := minutes_of(wish)) is not None:
        return Q(minute__gte=between[0], minute__lt=between[1])
    wanted = Q(minute__lt=utc_minute(now + SOON))
    for choice in choices:
        if not is_soon(choice.next_start, wish, now=now):
            wanted |= Q(offer=choice.offer, minute=choice.next_start)
    return wanted


def _clinic(choices):
    """In person each clinic has days of its own; on video and telephone the place does not matter."""
    if all(choice.mode == Mode.IN_PERSON for choice in choices):
        return F("clinic")
    return Case(When(offer_mode=Mode.IN_PERSON, then=F("clinic")), default=Value(0), output_field=IntegerField())


def _day(zone, now):
    """
    Return what makes a day where remote visits are told on the clock of ``zone``.

    Two columns, of which each offer uses one: the clinic's date for visits in
    person, else the number of the day in ``zone``, its clock changes included.
    """
    *changing, (_never, latest) = _offsets(zone, now)
    offset = Case(
        *(When(minute__lt=until, then=Value(minutes)) for until, minutes in changing),
        default=Value(latest),
        output_field=IntegerField(),
    )
    own_day = (F("minute") + offset) / MINUTES_A_DAY
    in_person = Q(offer_mode=Mode.IN_PERSON)
    return [
        Case(When(in_person, then=F("local_date"))),
        Case(When(in_person, then=F("clinic")), default=own_day, output_field=IntegerField()),
    ]


def _offsets(zone, now, days=400):
    """Return (utc minute it ends at, minutes ahead of UTC) of each stretch between clock changes, from ``now`` on."""
    stretches = []
    for ahead in range(days):
        moment = now + ONE_DAY * ahead
        minutes = int(clinic_time.local(moment, zone).utcoffset() / ONE_MINUTE)
        if stretches and stretches[-1][1] != minutes:
            stretches[-1] = (_change(zone, moment - ONE_DAY, moment), stretches[-1][1])
        if not stretches or stretches[-1][1] != minutes:
            stretches.append((0, minutes))
    return stretches


def _change(zone, before, after):
    """Return the utc minute of the clock change between two instants a day apart."""
    first, last = utc_minute(before), utc_minute(after)
    old = clinic_time.local(before, zone).utcoffset()
    while last - first > 1:
        middle = (first + last) // 2
        moment = before + ONE_MINUTE * (middle - utc_minute(before))
        first, last = (middle, last) if clinic_time.local(moment, zone).utcoffset() == old else (first, middle)
    return last
