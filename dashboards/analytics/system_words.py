"""How the system does, in words: the figures at the top, and what is wrong."""

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import Role
from dashboards.analytics.main_figures import MainFigure, growth
from dashboards.analytics.number_words import grouped, tenths
from dashboards.analytics.periods import name_of
from dashboards.analytics.standing_out import Sentence
from scheduling.admin.moments import named_moment

SLOW_MS = 1000
"""A page 5 of 100 wait longer for is slow."""
LATE_MINUTES = 10


def milliseconds(value):
    """Return ``35 ms`` or ``1.4 s``; too few have none."""
    if value is None:
        return _("too few")
    return (
        _("%(number)s s") % {"number": tenths(value / 1000)}
        if value >= 1000
        else _("%(number)s ms") % {"number": round(value)}
    )


def figures_now(house, *, now, duties, messages):
    """Return the figures of this moment."""
    day = house.last_day
    roles = ", ".join(f"{Role(role).label}: {people}" for role, people in sorted(house.signed_in.items()))
    largest = house.database.tables[0] if house.database.tables else None
    return [
        MainFigure(
            _("95 of 100 pages within"),
            milliseconds(day.most),
            _("Half within %(half)s; %(number)s pages in 24 hours.")
            % {"half": milliseconds(day.half), "number": grouped(day.number)},
        ),
        MainFigure(
            _("Failed"),
            grouped(day.failed.part),
            _("Of %(number)s pages in 24 hours.") % {"number": grouped(day.number)},
            "bad" if day.failed.part else "",
        ),
        MainFigure(
            _("Messages due"),
            grouped(house.waiting),
            _("The oldest has waited %(time)s.") % {"time": timesince(house.oldest, now)}
            if house.oldest
            else _("Nothing waits."),
            "bad" if is_late(house, now) else "",
            messages if house.waiting else "",
        ),
        MainFigure(
            _("Background jobs failing"),
            grouped(len(house.failing)),
            _("Of %(number)s.") % {"number": len(house.duties)},
            "bad" if house.failing else "",
            duties,
        ),
        MainFigure(_("Signed in now"), grouped(sum(house.signed_in.values())), roles or _("Nobody.")),
        MainFigure(
            _("Database"),
            filesizeformat(house.database.bytes),
            _("Largest: %(name)s, %(size)s.") % {"name": largest.name, "size": filesizeformat(largest.bytes)}
            if largest
            else _("%(size)s of it free.") % {"size": filesizeformat(house.database.free)},
        ),
    ]


def figures_of_days(found):
    """Return the figures of the days asked for, beside those before."""
    now, before, period = found.now, found.before, name_of(found.period.before)
    was = _("%(time)s in %(period)s.")
    return [
        MainFigure(_("Pages"), grouped(now.number), growth(now.number, before.number, period)),
        MainFigure(
            _("Pages an hour"),
            tenths(now.number / found.hours),
            _("%(number)s queries each.") % {"number": tenths(now.queries_each)},
        ),
        MainFigure(
            _("Half within"), milliseconds(now.half), was % {"time": milliseconds(before.half), "period": period}
        ),
        MainFigure(
            _("95 of 100 within"), milliseconds(now.most), was % {"time": milliseconds(before.most), "period": period}
        ),
    ]


def is_late(house, now):
    return bool(house.oldest) and (now - house.oldest).total_seconds() > LATE_MINUTES * 60


def what_is_wrong(house, found, *, duties):
    """Return a sentence for each thing that needs somebody; none where all is well."""
    sentences = []
    if house.standstill:
        sentences.append(Sentence(house.standstill, "", duties, _("See the background jobs")))
    elif house.failing:
        count = len(house.failing)
        what = ngettext("%(count)s background job fails.", "%(count)s background jobs fail.", count) % {"count": count}
        names = ", ".join(run.duty for run in house.failing)
        sentences.append(Sentence(what, names, duties, _("See the background jobs")))
    if failing := sorted((row for row in found.pages if row.now.failed.part), key=lambda row: -row.now.failed.part):
        what = _("Pages failed: most often %(page)s.") % {"page": failing[0].words}
        told = {"part": grouped(failing[0].now.failed.part), "whole": grouped(failing[0].now.number)}
        sentences.append(
            Sentence(what, _("%(part)s of %(whole)s in these days.") % told, "#pages-title", _("See every page"))
        )
    if slow := next((row for row in found.pages if (row.now.most or 0) >= SLOW_MS), None):
        what = _("Slowest: %(page)s.") % {"page": slow.words}
        more = _("5 of 100 waited longer than %(time)s.") % {"time": milliseconds(slow.now.most)}
        sentences.append(Sentence(what, more, "#statements-title", _("See slow statements")))
    return sentences


@dataclass(frozen=True)
class DutyRow:
    """A duty: its last run, the next, and how long it took in the days asked for."""

    name: str
    last: str
    due: str
    seconds: float | None
    failures: int
    most: str


def rows_of_duties(house, found, *, zone):
    """Return a row for each background job, in order of name."""
    rows = []
    for run in house.duties:
        began, ended = run.last_started_at, run.last_finished_at
        row = found.duties.get(run.duty)
        took = (ended - began).total_seconds() if began and ended and ended >= began else None
        most = milliseconds(row.now.most) if row else _("too few")
        rows.append(
            DutyRow(run.duty, named_moment(ended, zone), named_moment(run.due_at, zone), took, run.failures, most)
        )
    return rows
