"""A doctor's hours as a week: the sessions of each day, how many visits they hold, where they clash."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q

from scheduling.clinic_time import MIDNIGHT, MINUTES_A_DAY, ONE_DAY
from scheduling.models import DoctorVisitType, Weekday, WorkingHours
from scheduling.services.planning import plan_for
from scheduling.slot_plan import falls_on
from scheduling.time_words import wall_clock
from scheduling.usual_week import usual_day

EIGHT_WEEKS = 56
CLASHES_SHOWN = 8


@dataclass
class WeekdayHours:
    """A day of the week and its sessions, those to come included."""

    weekday: Weekday
    sessions: list = field(default_factory=list)

    @property
    def label(self):
        return self.weekday.label


def hours_week(*, doctor, today):
    """Return the seven days with the hours in force from ``today`` on. Two queries."""
    rows = (
        WorkingHours.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today), doctor=doctor)
        .select_related("clinic")
        .prefetch_related("visit_types")
        .order_by("weekday", "valid_from", "starts", "pk")
    )
    days = {weekday: WeekdayHours(weekday) for weekday in Weekday}
    for row in rows:
        if has_a_date(row, today):
            row.words = f"{wall_clock(row.starts)} – {wall_clock(row.ends)}"
            row.is_coming = row.valid_from > today
            row.type_ids = {visit_type.pk for visit_type in row.visit_types.all()}
            days[Weekday(row.weekday)].sessions.append(row)
    return list(days.values())


def has_a_date(hours, today):
    """Say whether any date is left to the hours; those ended before they began have none."""
    if hours.valid_until is None:
        return True
    first = max(today, hours.valid_from)
    ahead = min((hours.valid_until - first).days, EIGHT_WEEKS)
    return any(falls_on(hours, first + ONE_DAY * day) for day in range(ahead + 1))


def in_force(week, *, first):
    """Return the sessions of ``week`` that fall on one of the seven days from ``first``."""
    days = [first + ONE_DAY * ahead for ahead in range(7)]
    return [row for day in week for row in day.sessions if any(falls_on(row, date) for date in days)]


def instead(sessions, *, hours, replaces):
    """Return ``sessions`` with ``hours`` added, in the place of the one whose key is spelled ``replaces``."""
    return [*(row for row in sessions if str(row.pk) != replaces), hours]


def usual_days(week, *, today):
    """Return the days of ``week`` in their simplest words, by the day; ``None`` for one that needs more than those."""
    return {day.weekday: usual_day(day.sessions, on=today) for day in week}


def with_usual_days(week, days):
    """Return ``week`` with the sessions of ``days``, by the number of the day, in the place of what those have."""
    return [
        WeekdayHours(day.weekday, unsaved(days[day.weekday], day.weekday)) if day.weekday in days else day
        for day in week
    ]


def unsaved(usual, weekday):
    """Return the sessions of a usual day as hours that are on no record."""
    rows = [
        WorkingHours(weekday=weekday, starts=starts, ends=ends, slot_minutes=usual.slot_minutes, valid_from=dt.date.min)
        for starts, ends in usual.spans
    ]
    for row in rows:
        row.type_ids = set()
    return rows


def visits_a_week(*, doctor, sessions):
    """Return (visit type, how many fit) for what the doctor offers, in ``sessions``. One query."""
    offers = (
        DoctorVisitType.objects.active().filter(doctor=doctor).select_related("visit_type").order_by("-minutes", "pk")
    )
    counted = [(offer.visit_type.name, sum(visits_in(row, offer) for row in sessions)) for offer in offers]
    return [(name, count) for name, count in counted if count]


def visits_in(hours, offer):
    """Return how many visits of ``offer`` fit into one session, one after the other in every lane."""
    if hours.type_ids and offer.visit_type_id not in hours.type_ids:
        return 0
    slots = minutes_of(hours) // hours.slot_minutes
    each = -(-offer.occupies // hours.slot_minutes)
    whole, left = divmod(slots, each)
    # The last one may let its buffer run past the end of the session.
    return (whole + (left * hours.slot_minutes >= offer.minutes)) * hours.capacity


def minutes_of(hours):
    """Return the length of a session on the clock, in minutes."""
    ends = MINUTES_A_DAY if hours.ends == MIDNIGHT else hours.ends.hour * 60 + hours.ends.minute
    return ends - hours.starts.hour * 60 - hours.starts.minute


def clashes(*, doctor, today, days=90):
    """Return the sessions of the coming ``days`` that are not offered, because an older one lies there. Two queries."""
    plan = plan_for(doctor, first=today, last=today + ONE_DAY * days)
    if not plan.clashes:
        return []
    rows = WorkingHours.objects.select_related("clinic").in_bulk(
        {pk for clash in plan.clashes for pk in (clash.working_hours_id, clash.with_working_hours_id)}
    )
    return [
        {
            "date": clash.local_date,
            "left_out": rows[clash.working_hours_id],
            "because_of": rows[clash.with_working_hours_id],
        }
        for clash in sorted(plan.clashes, key=lambda clash: clash.local_date)[:CLASHES_SHOWN]
    ]
