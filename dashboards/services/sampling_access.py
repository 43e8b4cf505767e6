"""Write down each morning how long somebody new would wait for each doctor."""

import datetime as dt
import time
from collections.abc import Iterator

from accounts.contention import in_one_transaction, let_others_write
from dashboards.models import AccessSample
from scheduling.clinic_time import local_date
from scheduling.models import Clinic
from scheduling.offering import hours_choose
from scheduling.third_next import days_to_third, first_visits_at

BATCH = 200
"""Doctors at a time: their waits are one query and one transaction."""


def sample_all(*, now: dt.datetime) -> Iterator[int]:
    """Sample one clinic after the other, a few doctors at a time, and yield how many each time."""
    choose = hours_choose()
    for clinic in Clinic.objects.filter(is_active=True).order_by("pk"):
        offers = first_visits_at(clinic)
        for first in range(0, len(offers), BATCH):
            began = time.monotonic()
            yield sample(clinic=clinic, offers=offers[first : first + BATCH], now=now, hours_choose=choose)
            let_others_write(after=time.monotonic() - began)


@in_one_transaction()
def sample(*, clinic: Clinic, offers: list[int], now: dt.datetime, hours_choose: bool) -> int:
    """Write the samples of the day that ``now`` has at ``clinic``, and return how many; the first of a day stands."""
    day = local_date(now, clinic.time_zone)
    waits = days_to_third(offers, clinic=clinic, now=now, hours_choose=hours_choose)
    samples = [AccessSample(day=day, clinic=clinic, doctor_id=doctor, days=days) for doctor, days in waits]
    AccessSample.objects.bulk_create(samples, ignore_conflicts=True)
    return len(samples)
