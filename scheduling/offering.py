"""Which starts are offered: the one question the search, the pages and the booking ask."""

import datetime as dt

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.models import TimeSlot, WorkingHours, is_free, utc_minute

MINUTES_A_DAY = 1440

HoursVisitType = WorkingHours.visit_types.through


def open_starts(*, now, offer=None, hold_key=None):
    """
    Return the slots at which a whole visit can begin, for patients, at ``now``.

    With ``offer`` (a ``DoctorVisitType`` with its visit type) the starts of that
    offer. Without, a queryset for a ``Subquery`` whose outer query is over
    ``DoctorVisitType``: the columns are read from it by ``OuterRef``.

    A start is free, keeps notice and horizon, has its visit left in the planned
    run, belongs to hours that take this visit type, and nothing taken lies in
    its lane before visit and buffer are over. The clinic is the caller's to
    narrow, by ids, so that the partial index serves.
    """
    minute_now = utc_minute(now)
    if offer is None:
        doctor, visit_type = OuterRef("doctor"), OuterRef("visit_type")
        minutes, occupies = OuterRef("minutes"), OuterRef(OuterRef("occupies"))
        earliest = OuterRef("visit_type__minimum_notice_minutes") + minute_now
        latest = OuterRef("visit_type__horizon_days") * MINUTES_A_DAY + minute_now
        inner_type = OuterRef(OuterRef("visit_type"))
    else:
        doctor, visit_type = offer.doctor_id, offer.visit_type_id
        minutes, occupies = offer.minutes, offer.occupies
        earliest = minute_now + offer.visit_type.minimum_notice_minutes
        latest = minute_now + offer.visit_type.horizon_days * MINUTES_A_DAY
        inner_type = visit_type
    free = TimeSlot.objects.free(now=now, hold_key=hold_key)
    in_the_way = (
        TimeSlot.objects.filter(
            doctor=OuterRef("doctor"),
            lane=OuterRef("lane"),
            minute__gt=OuterRef("minute"),
            minute__lt=OuterRef("minute") + occupies,
        )
        .exclude(is_free(now=now, hold_key=hold_key))
        .order_by()
    )
    starts = free.filter(
        doctor=doctor, minute__gte=earliest, minute__lte=latest, minute__gt=minute_now, minutes_left__gte=minutes
    ).filter(~Exists(in_the_way))
    return starts.filter(suits_hours(inner_type))


def suits_hours(visit_type):
    """Only slots whose working hours take ``visit_type``; hours that name none take all."""
    chosen = HoursVisitType.objects.filter(workinghours=OuterRef("working_hours"))
    return ~Exists(chosen) | Exists(chosen.filter(visittype=visit_type))


def why_not_offered(*, offer, clinic, starts_at, now, by_right=False):
    """
    Return the sentence that says why ``starts_at`` cannot be booked at all, or ``None``.

    Whether somebody has the time is ``claim``'s to say. Staff book ``by_right``
    past notice, horizon and listing, never into the past.
    """
    visit_type = offer.visit_type
    if starts_at <= now:
        return _("This time has passed. Choose another time.")
    if not (offer.doctor.is_active and clinic.is_active):
        return _("%(doctor)s does not take appointments here any more.") % {"doctor": offer.doctor.display_name}
    if by_right:
        return None
    if not (offer.is_active and visit_type.is_active and offer.doctor.is_listed):
        return _("%(doctor)s does not offer this kind of visit online.") % {"doctor": offer.doctor.display_name}
    if starts_at < now + dt.timedelta(minutes=visit_type.minimum_notice_minutes):
        return _("This time is too soon to book online. Choose a later time, or call us.")
    if starts_at > now + dt.timedelta(days=visit_type.horizon_days):
        return ngettext(
            "You can book up to %(days)s day ahead. Choose an earlier time.",
            "You can book up to %(days)s days ahead. Choose an earlier time.",
            visit_type.horizon_days,
        ) % {"days": visit_type.horizon_days}
    return None


def first_start(starts):
    """Return the earliest of ``starts``, lowest lane first."""
    return starts.order_by(F("minute"), F("lane")).first()
