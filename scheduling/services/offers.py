"""What a doctor offers: set an offer, and keep the copies the search compares."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from accounts.models import Doctor
from scheduling.contention import in_one_transaction
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
    the place of the doctor's other default for this way to meet. Raises
    ``OfferRefused``.
    """
    lock_doctors([doctor.pk])
    offer = DoctorVisitType.objects.filter(doctor=doctor, visit_type=visit_type).first()
    offer = offer or DoctorVisitType(doctor=doctor, visit_type=visit_type)
    offer.own_minutes, offer.own_fee_minor, offer.own_approval = own_minutes, own_fee_minor, own_approval
    offer.is_default, offer.is_active = is_default, is_active
    offer.minutes = visit_type.minutes if own_minutes is None else own_minutes
    offer.occupies = offer.minutes + visit_type.buffer_minutes
    offer.mode = visit_type.mode
    if is_default:
        defaults = DoctorVisitType.objects.filter(doctor=doctor, mode=visit_type.mode, is_default=True)
        defaults.exclude(pk=offer.pk).update(is_default=False)
    try:
        offer.full_clean()
    except ValidationError as error:
        raise OfferRefused(" ".join(error.messages)) from error
    offer.save()
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
    return offers.update(minutes=minutes, occupies=minutes + visit_type.buffer_minutes, mode=visit_type.mode)
