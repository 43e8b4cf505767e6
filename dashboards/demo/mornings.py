"""How long somebody new would have waited on each morning of the half-year, from what was taken by then."""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict

from dashboards.demo import rates
from dashboards.demo.accounts import BATCH
from dashboards.models import AccessSample
from scheduling.clinic_time import ONE_DAY, utc_minute
from scheduling.models import Mode
from scheduling.third_next import THIRD

AT_SIX = dt.time(6, tzinfo=dt.UTC)
FOR_EVER = 2**31


def look_back(doctor, plan, lives, offers, *, now):
    """
    Write the samples of one doctor: of what ``plan`` held, without what ``lives`` had by then.

    Chance has no part in it. A morning from which the plan does not reach the third free start has no sample.
    """
    first_visits = [offer for offer in offers if offer.is_default and offer.mode == Mode.IN_PERSON]
    if not first_visits:
        return
    starts = starts_of(plan, first_visits[0])
    taken = taken_by(lives)
    notice = first_visits[0].visit_type.minimum_notice_minutes
    samples = []
    for ago in range(rates.PAST_DAYS, 0, -1):
        day = now.date() - ONE_DAY * ago
        minute = utc_minute(dt.datetime.combine(day, AT_SIX))
        for clinic, there in starts.items():
            if (date := third_date(there, taken, minute, minute + notice)) is not None:
                samples.append(AccessSample(day=day, clinic_id=clinic, doctor=doctor, days=(date - day).days))
    AccessSample.objects.bulk_create(samples, batch_size=BATCH)


def starts_of(plan, offer):
    """Return the starts at which the visit finds room, by clinic, in order: ``(minute, date, the slots it takes)``."""
    lanes = defaultdict(list)
    for slot in plan.slots:
        if not slot.blocked:
            lanes[slot.clinic_id, slot.lane].append(slot)
    starts = defaultdict(list)
    for (clinic, _lane), slots in lanes.items():
        slots.sort(key=lambda slot: slot.starts_at)
        for number, slot in enumerate(slots):
            run, reach = [slot], slot.minute + offer.occupies
            for after in slots[number + 1 :]:
                if run[-1].end_minute >= reach or after.minute != run[-1].end_minute:
                    break
                run.append(after)
            if run[-1].end_minute >= slot.minute + offer.minutes:
                starts[clinic].append((slot.minute, slot.local_date, tuple(one.key for one in run)))
    return {clinic: sorted(there) for clinic, there in starts.items()}


def taken_by(lives):
    """Return from which minute until which each slot was somebody's; what was given back was theirs until then."""
    taken = defaultdict(list)
    for life in lives:
        until = FOR_EVER if life.owns_slots else utc_minute(life.last.at)
        for slot in life.last.sitting.slots:
            taken[slot.key].append((utc_minute(life.booking.created_at), until))
    return taken


def third_date(starts, taken, minute, earliest):
    """Return the date of the third start that was free at ``minute``; ``None`` where there are not three."""
    found, last = 0, None
    for number in range(bisect_left(starts, (earliest,)), len(starts)):
        start, date, slots = starts[number]
        is_taken = any(since <= minute < until for key in slots for since, until in taken.get(key, ()))
        if start == last or is_taken:
            continue
        found, last = found + 1, start
        if found == THIRD:
            return date
    return None
