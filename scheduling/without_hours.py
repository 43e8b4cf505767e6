"""Doctors nobody can book in the week after this one, because nobody entered hours for them."""

from django.db.models import Exists, OuterRef, Q

from scheduling.clinic_time import A_WEEK, ONE_DAY, local_date, monday_of
from scheduling.clocks_in_use import zones_of_clinics
from scheduling.models import WorkingHours


def without_hours_next_week(doctors, *, now):
    """
    Only active ``doctors`` with no hours that fall on a day of next week, Monday to Sunday where the clinic is.

    Leave is no gap in the plan, and neither is the week that hours of every second week leave out.
    """
    mondays = {}
    for zone in zones_of_clinics():
        mondays.setdefault(monday_of(local_date(now, zone)) + A_WEEK, []).append(zone)
    found = Q(pk__in=[])
    for monday, zones in mondays.items():
        there = Q(clinic__time_zone__in=zones) if len(mondays) > 1 else Q()
        for weekday in range(7):
            day = monday + ONE_DAY * weekday
            in_force = Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))
            found |= there & in_force & Q(weekday=weekday)
    hours = WorkingHours.objects.filter(found, doctor=OuterRef("pk"))
    return doctors.filter(~Exists(hours), is_active=True)
