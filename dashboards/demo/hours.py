"""Differing hours and offers for the demo's doctors."""

import datetime as dt

from dashboards.demo.doctors import ENDS_THIS_WEEK, ENOUGH, TWO_CLINICS
from dashboards.demo.reasons import PROCEDURES
from scheduling.clinic_time import monday_of
from scheduling.models import Approval, DoctorVisitType, WorkingHours

WEEKDAYS = range(5)
MORNING, AFTERNOON, EVENING = (8, 12), (13, 17), (16, 20)
PATTERNS = (
    {"days": WEEKDAYS, "sessions": (MORNING, AFTERNOON), "slot": 20},
    {"days": (0, 1, 3), "sessions": (MORNING, AFTERNOON), "slot": 20},
    {"days": (1, 2, 4), "sessions": (AFTERNOON, (17, 20)), "slot": 20},
    {"days": (0, 2, 4), "sessions": ((9, 13),), "slot": 20},
    {"days": (1, 3), "sessions": ((8, 12), EVENING), "slot": 10},
    {"days": (0, 1, 2, 3), "sessions": ((10, 14), (15, 18)), "slot": 30},
)
EVERY_DAY = {"days": range(7), "sessions": ((8, 12), (13, 17)), "slot": 20}
"""The first doctor works every day, so that the demo's today is never empty."""


def make_hours(doctors, clinics, *, random, first_day, today):
    """
    Give every doctor who has come working hours, and return the zone each works in by the doctor's key.

    One in six works in two clinics, some see two patients at once.
    """
    rows, zones = [], {}
    for number, doctor in enumerate(doctors):
        zones[doctor.pk] = clinics[number % len(clinics)].time_zone
        if not doctor.user.is_active:
            continue
        if number == 0:
            places, pattern, capacity = [clinics[0]], EVERY_DAY, 1
        elif number == 1:
            places, pattern, capacity = [clinics[1]], PATTERNS[0], 1
        else:
            pattern = random.choice(PATTERNS)
            home = clinics[number % len(clinics)]
            near = [clinic for clinic in clinics if clinic.time_zone == home.time_zone and clinic != home]
            in_two = random.random() < 1 / 6 or number == TWO_CLINICS
            places = [home, random.choice(near)] if near and in_two else [home]
            capacity = 2 if pattern["slot"] == 10 else 1
        ends = len(doctors) >= ENOUGH and number == ENDS_THIS_WEEK
        for day in pattern["days"]:
            clinic = places[day % len(places)]
            for start, end in pattern["sessions"]:
                rows.append(
                    WorkingHours(
                        doctor=doctor,
                        clinic=clinic,
                        weekday=day,
                        starts=dt.time(start),
                        ends=dt.time(end),
                        slot_minutes=pattern["slot"],
                        capacity=capacity,
                        valid_from=first_day,
                        valid_until=monday_of(today) + dt.timedelta(days=6) if ends else None,
                    )
                )
    WorkingHours.objects.bulk_create(rows, batch_size=1000)
    return zones


def make_offers(doctors, visit_types, *, random):
    """Let every doctor offer first visits and follow-ups, half of them video, and a third say yes themselves."""
    first, follow_up, video, phone, procedure = visit_types
    rows = []
    for number, doctor in enumerate(doctors):
        if not doctor.user.is_active:
            continue
        by_doctor = number == 1 or (number > 2 and random.random() < 0.33)
        approval = Approval.BY_DOCTOR if by_doctor else ""
        offered = [first, follow_up]
        if number in {0, 2} or random.random() < 0.5:
            offered.append(video)
        if random.random() < 0.3 and number > 1:
            offered.append(phone)
        if number in {0, 1} or (random.random() < 0.4 and doctor.specialty_slug in PROCEDURES):
            offered.append(procedure)
        for visit_type in offered:
            rows.append(
                DoctorVisitType(
                    doctor=doctor,
                    visit_type=visit_type,
                    own_approval=approval,
                    minutes=visit_type.minutes,
                    occupies=visit_type.minutes + visit_type.buffer_minutes,
                    mode=visit_type.mode,
                    is_default=visit_type in (first, video, phone),
                )
            )
    return DoctorVisitType.objects.bulk_create(rows, batch_size=1000)
