"""What a doctor offers: set an offer, and keep the copies the search compares."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from accounts.contention import in_one_transaction
from accounts.models import Doctor
from scheduling.models import DoctorVisitType, VisitType
from scheduling.services.doctor_lock import lock_doctors


class OfferRefused(Exception):
    """This offer cannot be. The message can be read aloud."""


@in_one_transaction()
def set_offer(
    *,
    doctor: Doctor,
    visit_type: VisitType,
    actor: Any,
    now: dt.datetime,
    own_minutes: int | None = None,
    own_fee_minor: int | None = None,
    own_approval: str = "",
    is_default: bool = False,
    is_active: bool = True,
) -> DoctorVisitType:
    """
    Say how ``doctor`` gives ``visit_type`` and return the offer; one that exists is changed.

    Minutes and fee are those of the type where not given. ``is_default`` takes
    the place of the doctor's other default for this way to meet; without it one
    is chosen where there is none, see ``settle_defaults``. Raises ``OfferRefused``.
    """
    lock_doctors([doctor.pk])
    offer = DoctorVisitType.objects.filter(doctor=doctor, visit_type=visit_type).first()
    offer = offer or DoctorVisitType(doctor=doctor, visit_type=visit_type)
    offer.own_minutes, offer.own_fee_minor, offer.own_approval = own_minutes, own_fee_minor, own_approval
    offer.is_default, offer.is_active = is_default and is_active, is_active
    offer.minutes = visit_type.minutes if own_minutes is None else own_minutes
    offer.occupies = offer.minutes + visit_type.buffer_minutes
    offer.mode = visit_type.mode
    if offer.is_default:
        defaults = DoctorVisitType.objects.filter(doctor=doctor, mode=visit_type.mode, is_default=True)
        defaults.exclude(pk=offer.pk).update(is_default=False)
    try:
        offer.full_clean()
    except ValidationError as error:
        raise OfferRefused(" ".join(error.messages)) from error
    offer.save()
    settle_defaults(doctors=[doctor.pk])
    offer.refresh_from_db(fields=["is_default"])
    return offer


@in_one_transaction()
def refresh_offers(*, visit_type: VisitType) -> int:
    """
    Bring the copies in all offers of ``visit_type`` up to date and return how many offers there are.

    Called by whoever saves a visit type. Where its way to meet has changed, an
    offer stays its doctor's default only if there is no other.
    """
    offers = DoctorVisitType.objects.filter(visit_type=visit_type)
    moved = offers.filter(is_default=True).exclude(mode=visit_type.mode)
    others = DoctorVisitType.objects.filter(mode=visit_type.mode, is_default=True).exclude(visit_type=visit_type)
    moved.filter(doctor__in=others.values("doctor")).update(is_default=False)
    minutes = Coalesce(F("own_minutes"), Value(visit_type.minutes))
    count = offers.update(minutes=minutes, occupies=minutes + visit_type.buffer_minutes, mode=visit_type.mode)
    settle_defaults(doctors=offers.values("doctor"))
    return count


def settle_defaults(*, doctors: Any) -> None:
    """
    Give every doctor among ``doctors`` (ids, or a query of them) one default for each way to meet.

    The search shows a doctor by the default: without one among the offers that can be booked, the
    doctor would not be found. The one chosen by hand stays; else the oldest offer takes its place.
    """
    ways: dict[tuple[int, str], list[DoctorVisitType]] = defaultdict(list)
    for offer in DoctorVisitType.objects.filter(doctor__in=doctors).select_related("visit_type").order_by("pk"):
        ways[offer.doctor_id, offer.mode].append(offer)
    no_longer, from_now_on = [], []
    for offers in ways.values():
        bookable = [offer for offer in offers if offer.is_active and offer.visit_type.is_active]
        chosen = next((offer for offer in bookable if offer.is_default), bookable[0] if bookable else None)
        no_longer += [offer.pk for offer in offers if offer.is_default and offer is not chosen]
        from_now_on += [chosen.pk] if chosen and not chosen.is_default else []
    if no_longer:
        DoctorVisitType.objects.filter(pk__in=no_longer).update(is_default=False)
    if from_now_on:
        DoctorVisitType.objects.filter(pk__in=from_now_on).update(is_default=True)
