"""
The third next free first visit: how long somebody new waits, whatever was given back a minute ago.

The usual measure of access to care: the first free time is often one that was just cancelled, the third says how
full a doctor is (M. Murray, D. M. Berwick, "Advanced access", JAMA 289 (2003)).
"""

import datetime as dt
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Subquery

from scheduling.clinic_time import ONE_DAY, instant_of_minute, local_date
from scheduling.models import Clinic, DoctorVisitType, Mode, WorkingHours
from scheduling.offering import open_starts
from scheduling.search.finding import is_seen_at

THIRD = 3
FAR_AHEAD = ONE_DAY * 90
"""Hours that begin later than slots are published are nobody's wait yet."""


def first_visits_at(clinic: Clinic) -> list[int]:
    """
    Return the offer somebody new is shown first of each doctor at ``clinic`` who takes new patients; one query.

    That is the doctor's first offer in person; of those who meet nobody in person, the one by video or telephone.
    """
    offers = (
        DoctorVisitType.objects.listed()
        .filter(is_seen_at([clinic]), is_default=True, doctor__accepting_new_patients=True)
        .order_by("doctor_id")
    )
    first: dict[int, tuple[int, int]] = {}
    for doctor, mode, offer in offers.values_list("doctor_id", "mode", "pk"):
        first[doctor] = min(first.get(doctor, (len(Mode), 0)), (Mode.values.index(mode), offer))
    return [offer for _place, offer in first.values()]


def days_to_third(offers: Collection[int], *, clinic: Clinic, now: dt.datetime, hours_choose: bool):
    """
    Yield ``(doctor's key, days)``: from today to the third free start of each of ``offers`` at ``clinic``; one query.

    Days are those of the calendar there, today is none. ``None`` where fewer are free as far ahead as one may book;
    whoever has neither free starts there nor hours is left out. Lanes of one start count once.
    """
    today = local_date(now, clinic.time_zone)
    starts = open_starts(now=now, hours_choose=hours_choose).filter(clinic=clinic).order_by("minute")
    works = WorkingHours.objects.in_force(first=today, last=today + FAR_AHEAD).filter(
        doctor=OuterRef("doctor"), clinic=clinic
    )
    rows = DoctorVisitType.objects.filter(pk__in=offers).order_by("doctor_id")
    rows = rows.annotate(
        third=Subquery(starts.values("minute").distinct()[THIRD - 1 : THIRD]), works=Exists(works.order_by())
    )
    for doctor, third, works_there in rows.values_list("doctor_id", "third", "works"):
        if third is not None:
            yield doctor, (local_date(instant_of_minute(third), clinic.time_zone) - today).days
        elif works_there:
            yield doctor, None
