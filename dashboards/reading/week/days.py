"""A doctor's week, day by day: what is booked, asked for, free and blocked, placed on one board."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.lifecycle import ACTIVE, Status
from dashboards.reading.doctor_day import blocked_rows, open_rows
from dashboards.reading.week.board import HOUR, Board, row_classes, side_by_side, touching
from dashboards.reading.week.items import Lines, day_page, more, now_line, without_half
from dashboards.reading.week.rows import WeekRows
from scheduling.clinic_time import ONE_DAY, instant_of_minute, local_date, local_minute
from scheduling.stretches import Stretches
from scheduling.time_words import clock, short_clock, zone_place

SATURDAY = 5
USUAL_MINUTES = 20
TOO_NEAR = 10
"""Minutes between now and a full hour within which only one of them has room at the edge of the board."""


@dataclass
class Column:
    """What a day holds on one clock. The zone is named where the week has several, the clinic likewise."""

    items: list = field(default_factory=list)
    zone_name: str = ""
    clinic_name: str = ""


@dataclass
class WeekDay:
    """A day of the week; ``summary`` is all of it that a phone shows once it is over."""

    date: dt.date
    is_today: bool
    is_past: bool
    columns: list
    summary: str
    has_clash: bool

    @property
    def url(self):
        return day_page(self.date)


@dataclass
class Week:
    """The days of a week on one board; ``hours`` are the words at its edge, with the classes of their place."""

    monday: dt.date
    days: list
    board: Board
    hours: list
    booked: list
    place: str

    @property
    def is_in_one_month(self):
        return self.monday.month == (self.monday + ONE_DAY * 6).month

    @property
    def is_empty(self):
        return not any(column.items for day in self.days for column in day.columns)

    @property
    def classes(self):
        return f"{self.board.scale} days-{len(self.days)}"

    def booked_on(self, date):
        return [row for row in self.booked if local_date(row.starts_at, row.time_zone) == date]


def week_of(*, doctor, monday, today, zone, here, now):
    """
    Return the week of ``doctor`` that begins with ``monday``.

    ``today`` and ``zone`` are those of the clinic the doctor works at; pages
    that free time leads to come back ``here``.
    """
    rows = WeekRows(doctor=doctor, monday=monday)
    kept = rows.by_day_and_zone()
    zones = {zone_of_day for _date, zone_of_day in kept}
    clashing, lines = clashes(rows.booked), Lines(here=here)
    columns = {
        (date, zone_of_day): Column(
            items=items_of(booked, slots, rows=rows, lines=lines, date=date, clashing=clashing, now=now),
            zone_name=zone_name(zone_of_day, rows.clinics) if len(zones) > 1 else "",
            clinic_name=clinic_name(booked, slots, rows.clinics),
        )
        for (date, zone_of_day), (booked, slots) in kept.items()
    }
    board = board_for(item for column in columns.values() for item in column.items)
    for (date, zone_of_day), column in columns.items():
        minute = local_minute(now, zone_of_day)
        line = []
        if date == local_date(now, zone_of_day) and minute // 60 in board.hours:
            line = [now_line(minute, clock(now, zone_of_day), board=board)]
        column.items = sorted(line + arranged(column.items, board=board, date=date), key=lambda item: item.minute)
    is_this_week = monday <= today < monday + ONE_DAY * 7
    return Week(
        monday=monday,
        days=[day for date in days_from(monday) if (day := day_of_week(date, columns, kept, today=today))],
        board=board,
        hours=hours_of(board, now=local_minute(now, zone) if is_this_week and len(zones) == 1 else None),
        booked=rows.booked,
        place=zone_name(*zones, rows.clinics) if len(zones) == 1 else "",
    )


def clashes(booked):
    """
    Return the references of active appointments that share time with another, where nobody meant them to.

    The hours plan for several at once, or somebody overbooked and said why.
    """
    found, running = set(), []
    for row in booked:
        if row.status not in ACTIVE:
            continue
        running = [other for other in running if other.ends_at > row.starts_at]
        for other in running:
            if not (row.is_overbooked or other.is_overbooked):
                found |= {each.reference for each in (row, other) if not each.is_one_of_several}
        running.append(row)
    return found


def items_of(booked, slots, *, rows, lines, date, clashing, now):
    """Return what a day holds on one clock, not yet in its place."""
    names_each = len(clinics_used(booked, slots)) > 1
    items = [
        lines.of_appointment(
            row,
            is_clash=row.reference in clashing,
            clinic=rows.clinics[row.clinic_id].name if names_each else "",
        )
        for row in booked
    ]
    busy = Stretches((row.starts_at, row.ends_at) for row in booked)
    others = open_rows(slots, rows.clinics, busy=busy, now=now)
    others += blocked_rows(slots, rows.clinics, time_off=rows.time_off, since=rows.since, until=rows.until)
    return items + [lines.of_row(row, date=date) for row in others]


def board_for(items):
    """Return the board that holds the items, its rows as high as the shortest that can be pressed needs."""
    items = list(items)
    pressed = (item.minutes for item in items if item.is_booked or item.look == "free")
    return Board.around(
        ((item.minute, item.minutes) for item in items), least_minutes=min(pressed, default=USUAL_MINUTES)
    )


def arranged(items, *, board, date):
    """
    Return the items, each with the classes of its place.

    Where more are booked at once than have room, the rest is counted in a
    place of its own; free and blocked time gives way to them. Phones list all.
    """
    items = sorted(items, key=lambda item: (not item.is_booked, item.minute))
    spans = [board.rows(item.minute, item.minutes) for item in items]
    places = side_by_side(spans)
    crowded_out = [i for i, place in enumerate(places) if place.is_over and not items[i].is_booked]
    if crowded_out:
        rest = [i for i in range(len(items)) if i not in set(crowded_out)]
        for i, place in zip(rest, side_by_side([spans[i] for i in rest]), strict=True):
            places[i] = place
    for item, span, place in zip(items, spans, places, strict=True):
        item.put(span, place, board=board)
    uncounted = [
        span for item, span, place in zip(items, spans, places, strict=True) if place.is_over and item.is_booked
    ]
    for group in touching(uncounted):
        span = min(uncounted[i][0] for i in group), max(uncounted[i][1] for i in group)
        items.append(more(len(group), span, board=board, date=date))
    return items


def day_of_week(date, columns, kept, *, today):
    """Return the day, or ``None`` for a Saturday or Sunday with nothing in it."""
    keys = sorted(key for key in columns if key[0] == date and columns[key].items)
    if date.weekday() >= SATURDAY and not keys:
        return None
    is_past = date < today
    statuses = Counter(row.status for key in keys for row in kept[key][0])
    looks = Counter(item.look for key in keys for item in columns[key].items)
    has_hours = any(slots for key, (_booked, slots) in kept.items() if key[0] == date)
    return WeekDay(
        date=date,
        is_today=date == today,
        is_past=is_past,
        columns=[columns[key] for key in keys],
        summary=summary_of(statuses, looks, is_past=is_past, has_hours=has_hours),
        has_clash=any(item.is_clash for key in keys for item in columns[key].items),
    )


# --- Words ----------------------------------------------------------------------------------------
def summary_of(statuses, looks, *, is_past, has_hours):
    """Return ``11 seen, 1 missed`` for a day that is over, ``9 booked, 1 waiting, 2 free`` for one to come."""
    booked = sum(statuses.values())
    seen, missed, waiting = (statuses[status] for status in (Status.COMPLETED, Status.NO_SHOW, Status.REQUESTED))
    if is_past:
        counted = [
            (seen, ngettext("%(count)s seen", "%(count)s seen", seen)),
            (missed, ngettext("%(count)s missed", "%(count)s missed", missed)),
            (left := booked - seen - missed, ngettext("%(count)s not closed", "%(count)s not closed", left)),
        ]
    else:
        counted = [
            (sure := booked - waiting, ngettext("%(count)s booked", "%(count)s booked", sure)),
            (waiting, ngettext("%(count)s waiting", "%(count)s waiting", waiting)),
            (free := looks["free"], ngettext("%(count)s free", "%(count)s free", free)),
        ]
    words = [text % {"count": count} for count, text in counted if count]
    if words:
        return ", ".join(words)
    if looks["block"]:
        return _("Blocked")
    return _("No appointments") if is_past or has_hours else _("No hours")


def hours_of(board, *, now):
    """Return (classes, words) for the edge of the board: full hours and, at ``now`` (minute of the day), the time."""
    found = []
    for hour in board.hours:
        is_hidden = now is not None and abs(now - hour * 60) < TOO_NEAR
        words = "" if is_hidden else short_clock(instant_of_minute(hour * 60), "UTC")
        found.append((row_classes((hour - board.first_hour) * HOUR, (hour - board.first_hour + 1) * HOUR), words))
    if now is not None and now // 60 in board.hours:
        first, _after = board.rows(now, 0)
        words = without_half(clock(instant_of_minute(now), "UTC"))
        found.append((f"time-now {row_classes(first, first + 1)}", words))
    return found


def zone_name(zone, clinics):
    """Return ``Oakford time``: people call a clock by the town of its clinic."""
    place = next((clinic.place for clinic in clinics.values() if clinic.time_zone == zone), zone_place(zone))
    return _("%(place)s time") % {"place": place}


def clinic_name(booked, slots, clinics):
    """Return where the doctor is that day, in a week with several clinics; nothing where the day has several."""
    used = clinics_used(booked, slots)
    return clinics[next(iter(used))].name if len(clinics) > 1 and len(used) == 1 else ""


def clinics_used(booked, slots):
    return {row.clinic_id for row in booked} | {slot[0] for slot in slots}


def days_from(monday):
    return [monday + ONE_DAY * ahead for ahead in range(7)]
