"""Which starts are offered: the one question the search, the pages and the booking ask."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.clinic_time import MINUTES_A_DAY, ONE_MINUTE, utc_minute
from scheduling.models import TimeSlot, WorkingHours, is_free

ALMOST_A_MINUTE = ONE_MINUTE - dt.timedelta.resolution

HoursVisitType = WorkingHours.visit_types.through


@dataclass(frozen=True)
class Terms:
    """What an offer asks of a slot, as values or as expressions; ``inner`` ones stand one query deeper."""

    doctor: Any
    minutes: Any
    notice: Any
    horizon: Any
    inner_occupies: Any
    inner_visit_type: Any

    @classmethod
    def of(cls, offer):
        """The terms of one ``DoctorVisitType``, with its visit type."""
        visit_type = offer.visit_type
        return cls(
            doctor=offer.doctor_id,
            minutes=offer.minutes,
            notice=visit_type.minimum_notice_minutes,
            horizon=visit_type.horizon_days,
            inner_occupies=offer.occupies,
            inner_visit_type=offer.visit_type_id,
        )

    @classmethod
    def of_outer_query(cls):
        """The terms read from an outer query over ``DoctorVisitType``."""
        return cls(
            doctor=OuterRef("doctor"),
            minutes=OuterRef("minutes"),
            notice=OuterRef("visit_type__minimum_notice_minutes"),
            horizon=OuterRef("visit_type__horizon_days"),
            inner_occupies=OuterRef(OuterRef("occupies")),
            inner_visit_type=OuterRef(OuterRef("visit_type")),
        )

    @classmethod
    def of_joined_offers(cls):
        """The terms of the offers that ``open_starts_of`` joins to each slot and annotates."""
        return cls(
            doctor=F("doctor"),
            minutes=F("offer_minutes"),
            notice=F("offer_notice"),
            horizon=F("offer_horizon"),
            inner_occupies=OuterRef("offer_occupies"),
            inner_visit_type=OuterRef("offer_visit_type"),
        )


def open_starts(*, now, offer=None, hold_key=None, keeping=(), hours_choose=True, between=None):
    """
    Return the slots at which a whole visit can begin, for patients, at ``now``.

    With ``offer`` (a ``DoctorVisitType`` with its visit type) the starts of that
    offer. Without, a queryset for a ``Subquery`` whose outer query is over
    ``DoctorVisitType``. ``keeping`` are slots an appointment owns already: for
    moving it they count as free. ``hours_choose=False`` says that no working hours
    name visit types (see the function of that name) and saves asking each slot.
    ``between`` two UTC minutes, the second not included, lie the starts wanted.

    The clinic is the caller's to narrow, by ids, so that the partial index
    serves; that index carries every other column a search narrows by.
    """
    terms = Terms.of(offer) if offer is not None else Terms.of_outer_query()
    return TimeSlot.objects.filter(
        _fits(terms, now=now, hold_key=hold_key, keeping=keeping, hours_choose=hours_choose, between=between)
    )


def open_starts_of(offers, *, now, hours_choose=True):
    """
    Return the starts of several ``offers`` (``DoctorVisitType`` objects) at once.

    A slot stands once for every offer that can begin there, with its ``offer`` and ``offer_mode``.
    """
    joined = TimeSlot.objects.filter(doctor__offers__in=[offer.pk for offer in offers]).annotate(
        offer=F("doctor__offers"),
        offer_mode=F("doctor__offers__mode"),
        offer_visit_type=F("doctor__offers__visit_type"),
        offer_minutes=F("doctor__offers__minutes"),
        offer_occupies=F("doctor__offers__occupies"),
        offer_notice=F("doctor__offers__visit_type__minimum_notice_minutes"),
        offer_horizon=F("doctor__offers__visit_type__horizon_days"),
    )
    longest = max((offer.occupies for offer in offers), default=0)
    return joined.filter(_fits(Terms.of_joined_offers(), now=now, longest=longest, hours_choose=hours_choose))


def _fits(terms, *, now, hold_key=None, keeping=(), longest=None, hours_choose=True, between=None):
    """
    Return the condition: may a whole visit begin at this slot?

    A start is free, keeps notice and horizon, has its visit left in the planned
    run, belongs to hours that take this visit type, and nothing taken lies in
    its lane before visit and buffer are over.
    """
    minute_now = utc_minute(now)
    # Rounded up: within a minute of the shortest notice, booking would say "too soon" to a time the list shows.
    next_minute = utc_minute(now + ALMOST_A_MINUTE)
    free = _usable(now=now, hold_key=hold_key, keeping=keeping)
    in_the_way = TimeSlot.objects.filter(
        ~free,
        doctor=OuterRef("doctor"),
        lane=OuterRef("lane"),
        minute__gt=OuterRef("minute"),
        minute__lt=OuterRef("minute") + terms.inner_occupies,
    ).order_by()
    if longest is not None:
        # Says nothing new, but PostgreSQL ends its index scan here and not at the doctor's last slot.
        in_the_way = in_the_way.filter(minute__lt=OuterRef("minute") + longest)
    earliest = terms.notice + next_minute
    latest = terms.horizon * MINUTES_A_DAY + minute_now
    if between is not None:
        # One bound each way: of several, SQLite reads the index by one and the others row by row.
        first, end = between
        earliest, latest = _later(earliest, first), _earlier(latest, end - 1)
    suits = [suits_hours(terms.inner_visit_type)] if hours_choose else []
    return Q(
        free,
        ~Exists(in_the_way),
        *suits,
        doctor=terms.doctor,
        minute__gt=minute_now,
        minute__gte=earliest,
        minute__lte=latest,
        minutes_left__gte=terms.minutes,
    )


def _later(bound, minute):
    return max(bound, minute) if isinstance(bound, int) else Greatest(bound, Value(minute))


def _earlier(bound, minute):
    return min(bound, minute) if isinstance(bound, int) else Least(bound, Value(minute))


def _usable(*, now, hold_key, keeping):
    free = is_free(now=now, hold_key=hold_key)
    return free | Q(pk__in=keeping) if keeping else free


def hours_choose():
    """Say whether any working hours name the visit types they take; most clinics have none that do."""
    return HoursVisitType.objects.exists()


def suits_hours(visit_type):
    """Only slots whose working hours take ``visit_type``; hours that name none take all."""
    chosen = HoursVisitType.objects.filter(workinghours=OuterRef("working_hours"))
    return ~Exists(chosen) | Exists(chosen.filter(visittype=visit_type))


def why_not_offered(*, offer, clinic, starts_at, now, by_right=False, under_way=False):
    """
    Return the sentence that says why ``starts_at`` cannot be booked at all, or ``None``.

    Whether somebody has the time is ``claim``'s to say. Staff book ``by_right``
    past notice, horizon and listing, never into the past. ``under_way`` is for who
    stands at the desk: a time that has begun will do, one that is over will not.
    """
    visit_type = offer.visit_type
    if starts_at + dt.timedelta(minutes=offer.minutes if under_way else 0) <= now:
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
