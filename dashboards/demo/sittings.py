"""Cut a doctor's planned slots into visits: runs of slots one appointment can own."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from dashboards.demo import rates


@dataclass(eq=False)
class Sitting:
    """A run of planned slots one visit will have. ``away`` says that the doctor was off by the time it came."""

    offer: object
    slots: list
    away: bool = False

    @property
    def starts_at(self):
        return self.slots[0].starts_at

    @property
    def ends_at(self):
        return self.starts_at + dt.timedelta(minutes=self.offer.minutes)

    @property
    def local_date(self):
        return self.slots[0].local_date

    @property
    def clinic_id(self):
        return self.slots[0].clinic_id

    @property
    def lane(self):
        return self.slots[0].lane


LONGEST_TODAY = 40
"""Minutes: a day of short visits has more to show than one of procedures."""


def cut(plan, offers, *, random, today=None):
    """
    Return the sittings of ``plan`` in order of time, the lengths drawn from what the doctor offers.

    On the local date ``today`` none is long.
    """
    lanes = defaultdict(list)
    for slot in plan.slots:
        lanes[slot.lane, slot.local_date].append(slot)
    short = [offer for offer in offers if offer.occupies <= LONGEST_TODAY]

    def one_of(offers):
        weights = [rates.OFFERED[offer.visit_type.slug] for offer in offers]
        return lambda: random.choices(offers, weights)[0]

    found = [
        sitting
        for (_lane, day), slots in lanes.items()
        for sitting in runs(slots, choose=one_of(short if day == today else offers))
    ]
    return sorted(found, key=lambda sitting: (sitting.starts_at, sitting.lane))


def runs(slots, *, choose):
    """Yield sittings of one lane and day; a run that is too short, or partly blocked, is none."""
    first = 0
    while first < len(slots):
        offer, after = choose(), first + 1
        starts_at = slots[first].starts_at
        reach = starts_at + dt.timedelta(minutes=offer.occupies)
        while (
            after < len(slots)
            and slots[after - 1].ends_at < reach
            and slots[after].starts_at == slots[after - 1].ends_at
        ):
            after += 1
        run, first = slots[first:after], after
        long_enough = run[-1].ends_at >= starts_at + dt.timedelta(minutes=offer.minutes)
        blocked = {slot.blocked for slot in run}
        if long_enough and len(blocked) == 1:
            yield Sitting(offer, run, away=blocked.pop())
