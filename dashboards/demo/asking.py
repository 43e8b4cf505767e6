"""Requests that wait for the known doctors: one to answer soon, a child's, somebody new, and those who come back."""

import datetime as dt
from collections import defaultdict

from dashboards.demo.lives import Booking
from dashboards.demo.sittings import runs
from dashboards.demo.wishes import Wish

HOUR = dt.timedelta(hours=1)
WAIT_FOR_HOURS = (26, 20, 14, 9, 6, 4, 3, 2, 1, 0.5)
LEAST_LEFT = dt.timedelta(minutes=12)
MOST_AHEAD = dt.timedelta(days=14)
KINDS = ("known", "child", "new", "known", "new")


def ask(doctor, spare, offers, *, demand, lives, practice, clinics):
    """
    Return the lives of requests the doctor has still to answer, on times nobody took of ``spare``.

    The first is the one whose deadline is nearest, whatever the hour; the
    deadlines of all are the clinic's own rule.
    """
    asked, days = [], set()
    open_times = times_to_ask_for(spare, [offer for offer in offers if not offer.is_automatic], demand)
    for number, kind in enumerate(KINDS):
        for sitting in open_times:
            if sitting.local_date in days:
                continue
            clinic = clinics[sitting.clinic_id]
            booking = a_request(kind, sitting, doctor, clinic, practice, demand, lives, skip=number)
            if booking is not None:
                life = lives.of(booking)
                demand.remember(life)
                asked.append(life)
                days.add(sitting.local_date)
                break
    return asked


def times_to_ask_for(spare, offers, demand):
    """Cut what is left of the coming days into visits that need the doctor's yes."""
    days = defaultdict(list)
    for sitting in spare:
        if offers and not sitting.away and demand.now + 2 * HOUR < sitting.starts_at < demand.now + MOST_AHEAD:
            days[sitting.lane, sitting.local_date] += sitting.slots
    found = [sitting for slots in days.values() for sitting in runs(slots, choose=lambda: demand.random.choice(offers))]
    return sorted(found, key=lambda sitting: (sitting.starts_at, sitting.lane))


def a_request(kind, sitting, doctor, clinic, practice, demand, lives, *, skip):
    """
    Return a booking of ``sitting`` by somebody of that kind, made so long ago that its deadline is still to come.

    ``skip`` leaves out the longest waits, so that not all wait equally long.
    """
    notice = dt.timedelta(minutes=sitting.offer.visit_type.minimum_notice_minutes)
    for hours in WAIT_FOR_HOURS[skip:]:
        created_at = demand.now - HOUR * hours
        deadline = lives.decide_by(clinic, sitting.starts_at, created_at)
        if sitting.starts_at - created_at >= notice and deadline > demand.now + LEAST_LEFT:
            break
    else:
        return None
    patient = demand.somebody_who_asks(kind, sitting, clinic, practice, created_at=created_at)
    if patient is None:
        return None
    actor = patient.user or demand.guardians[patient.pk]
    return Booking(patient, doctor, sitting, clinic, actor, False, created_at, wish=Wish.WAITING)
