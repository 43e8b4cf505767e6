"""What a doctor asks for each kind of visit. What was booked keeps the fee it was booked at."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied

from accounts.contention import in_one_transaction
from accounts.models import Doctor
from accounts.policies import may_change_profile
from accounts.services.changing_profiles import ProfileChanged, log_change
from scheduling.models import DoctorVisitType
from scheduling.services.doctor_lock import lock_doctors
from scheduling.services.offers import set_offer


@in_one_transaction()
def set_own_fees(
    *,
    doctor: Doctor,
    fees: Mapping[int, int | None],
    shown: Mapping[int, int | None],
    actor: Any,
    now: dt.datetime,
) -> None:
    """
    Write ``fees``: by offer, in minor units, ``None`` for the fee of the visit type.

    ``shown`` are those the person had before them. Raises ``ProfileChanged`` where
    one is no longer so or an offer is gone, ``OfferRefused``, and
    PermissionDenied with a sentence.
    """
    lock_doctors([doctor.pk])
    doctor.refresh_from_db(fields=["is_active"])
    if refusal := may_change_profile(doctor, actor=actor):
        raise PermissionDenied(refusal)
    offers = DoctorVisitType.objects.active().filter(doctor=doctor, pk__in=fees).select_related("visit_type")
    present = {offer.pk: offer.own_fee_minor for offer in offers}
    if present != dict(shown):
        raise ProfileChanged
    changed = [offer for offer in offers if fees[offer.pk] != offer.own_fee_minor]
    for offer in changed:
        set_offer(
            doctor=doctor,
            visit_type=offer.visit_type,
            own_minutes=offer.own_minutes,
            own_fee_minor=fees[offer.pk],
            own_approval=offer.own_approval,
            is_default=offer.is_default,
            is_active=offer.is_active,
            actor=actor,
            now=now,
        )
    log_change(doctor, [f"fee of {offer.visit_type}" for offer in changed], actor=actor)
