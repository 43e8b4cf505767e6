"""What the worker does by the clock, and how often: the one list of periodic work."""

import datetime as dt
from collections.abc import Callable, Generator
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings

from accounts.services.clearing_photos import clear_photos
from accounts.services.documents.clearing import clear_documents
from accounts.services.ending_sessions import forget_ended_sessions
from accounts.services.sealing import head, seal_due
from appointments.notifications.digest import write_digests
from appointments.notifications.reminders import plan_reminders
from appointments.notifications.undelivered import tell_staff
from appointments.proposals.services.ending import lapse_due
from appointments.services.closing_day import flag_not_closed
from appointments.services.drafts import tidy
from appointments.services.expiring import expire_due
from dashboards.analytics.counting import count_changed
from dashboards.importing.services import working as imports
from dashboards.live.pruning import prune_live_events
from dashboards.measuring.keeping import tidy_measurements
from dashboards.services.checking_audit import verify_and_keep
from dashboards.services.checking_schedule import check_and_keep
from dashboards.services.retaining import retain
from dashboards.services.sampling_access import sample_all
from scheduling.clinic_time import utc_minute
from scheduling.clocks_in_use import zone_of_most_clinics
from scheduling.models import TimeSlot
from scheduling.services.day_supply import count_and_prune_all
from scheduling.services.publishing import publish_all

Progress = Generator[None, None, str]
"""A long duty yields between units of work: there the lease is renewed and a stopping worker leaves off."""


class SomeFailed(Exception):
    """Parts of a duty failed; the message says how many, and names nobody."""


@dataclass(frozen=True)
class Duty:
    """
    Periodic work. ``run(now)`` returns what it did in words, or a ``Progress`` that ends in them.

    Any duty may be run by two workers at once or begun again half-way: each is
    idempotent. ``needed_at_start`` makes it due when a worker starts, whatever
    its time.
    """

    name: str
    run: Callable[[dt.datetime], str | Progress]
    next_due: Callable[[dt.datetime], dt.datetime]
    needed_at_start: Callable[[dt.datetime], bool] | None = None


def every(**interval):
    """Return a rule: due again ``interval`` (as for ``timedelta``) after the last run ended."""
    return lambda now: now + dt.timedelta(**interval)


def daily_at(hour, minute=0):
    """Return a rule: due every day at this UTC time."""

    def next_due(now):
        today = now.astimezone(dt.UTC).replace(hour=hour, minute=minute, second=0, microsecond=0)
        return today if today > now else today + dt.timedelta(days=1)

    return next_due


def between(reports):
    """
    Take one doctor's report after the other, yielding between them, and return those that say it worked.

    Raises ``SomeFailed`` at the end if it did not for somebody.
    """
    done, failed = [], 0
    for report in reports:
        if report.error:
            failed += 1
        else:
            done.append(report)
        yield
    if failed:
        raise SomeFailed(f"{failed} doctors failed, {len(done)} are done.")
    return done


def publish_slots(now) -> Progress:
    """Extend every active doctor's slots to the horizon, each in a transaction of its own."""
    reports = yield from between(publish_all(now=now))
    return f"{sum(report.added for report in reports)} slots added."


def nothing_is_published(now):
    return not TimeSlot.objects.filter(minute__gt=utc_minute(now)).exists()


def expire_requests(now):
    return f"{expire_due(now=now)} requests ended."


def end_offers(now):
    return f"{lapse_due(now=now)} offers ended."


def write_reminders(now):
    return f"{plan_reminders(now=now)} reminders written."


def write_daily_digests(now):
    return f"{write_digests(now=now)} digests written."


def tell_of_undelivered(now):
    return f"{tell_staff(now=now)} told of messages that did not arrive."


def tidy_holds_and_drafts(now):
    drafts, holds = tidy(now=now)
    return f"{drafts} drafts and {holds} holds cleared."


def close_the_day(now):
    return f"{flag_not_closed(now=now)} appointments nobody closed."


def seal_audit(now) -> Progress:
    """Seal the audit trail. The head stands in the log and in the duty's last result: outside the table it proves."""
    for _count in seal_due(now=now):
        yield
    last = head()
    return f"Sealed up to {last.number}, head {last.digest}." if last else "Nothing to seal."


def verify_the_audit_trail(now) -> Progress:
    """Recompute every seal, with a pause after each batch, and keep what was found."""
    check = yield from verify_and_keep(now=now)
    return f"{check.broken} places do not fit." if check.broken else f"The trail is whole up to {check.number}."


def forget_news(now):
    return f"{prune_live_events(now=now)} live events forgotten."


def roll_up_metrics(now) -> Progress:
    """Count the days again on which something changed; each is a transaction of its own."""
    days = 0
    for _day in count_changed():
        days += 1
        yield
    return f"{days} days counted."


def sample_access(now) -> Progress:
    """Write down how long somebody new would wait this morning, a few doctors at a time."""
    samples = 0
    for number in sample_all(now=now):
        samples += number
        yield
    return f"{samples} waits for a first visit looked at."


def check_the_schedule(now) -> Progress:
    """Recompute every rule of time and bookings, with a pause after each, and keep what was found."""
    check = yield from check_and_keep(now=now)
    return f"{check.broken} rules are broken." if check.broken else "The schedule is sound."


def prune(now) -> Progress:
    """Delete what has served its time: sessions that have ended, and unused slots of days that are counted."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    forget_ended_sessions()
    reports = yield from between(count_and_prune_all(now=now))
    return f"{sum(report.pruned for report in reports)} unused slots deleted."


def clear_up_photos(now):
    return f"{clear_photos(now=now)} files of photos nobody has deleted."


def clear_up_documents(now):
    return f"{clear_documents(now=now)} files that belong to no document deleted."


def import_rows(now) -> Progress:
    """Check the files somebody sent, and import what they gave their word for; a unit of rows at a time."""
    files = yield from imports.work_off(now=now)
    imports.forget_old(now=now)
    return f"{files} files of rows came further."


def tidy_up_measurements(now) -> Progress:
    """Roll hours that are long over up into days, and forget days of more than a year ago."""
    rows = 0
    for gone in tidy_measurements(now=now, zone=zone_of_most_clinics()):
        rows += gone
        yield
    return f"{rows} rows of measurements fewer."


def let_go_what_was_kept_long_enough(now) -> Progress:
    """Carry out the retention rules, a batch at a time. Raises ``SomeFailed`` for those the database failed."""
    run = yield from retain(now=now)
    if run.failed:
        raise SomeFailed(f"{len(run.failed)} retention rules failed, the others are done.")
    return f"{sum(run.rows.values())} rows kept long enough."


DUTIES = (
    Duty("publish_slots", publish_slots, daily_at(2), needed_at_start=nothing_is_published),
    Duty("end_offers", end_offers, every(minutes=1)),
    Duty("expire_requests", expire_requests, every(minutes=1)),
    Duty("plan_reminders", write_reminders, every(minutes=5)),
    Duty("write_digests", write_daily_digests, every(minutes=5)),
    Duty("tell_of_undelivered", tell_of_undelivered, every(minutes=15)),
    Duty("tidy_holds_and_drafts", tidy_holds_and_drafts, every(minutes=5)),
    Duty("forget_news", forget_news, every(minutes=10)),
    Duty("import_rows", import_rows, every(minutes=1)),
    Duty("seal_audit", seal_audit, every(minutes=1)),
    Duty("verify_audit", verify_the_audit_trail, daily_at(4, 20)),
    Duty("close_the_day", close_the_day, every(hours=1)),
    Duty("roll_up_metrics", roll_up_metrics, every(hours=1)),
    Duty("sample_access", sample_access, daily_at(6)),
    Duty("check_schedule", check_the_schedule, daily_at(4)),
    Duty("prune", prune, daily_at(3)),
    Duty("clear_photos", clear_up_photos, daily_at(4, 30)),
    Duty("clear_documents", clear_up_documents, daily_at(4, 40)),
    Duty("retention", let_go_what_was_kept_long_enough, daily_at(3, 30)),
    Duty("tidy_measurements", tidy_up_measurements, daily_at(4, 50)),
)
