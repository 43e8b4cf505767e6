"""Open a record in an emergency without an appointment, and look into it afterwards."""

import datetime as dt

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import AuditEntry, Doctor, EmergencyOpening, Patient, User
from accounts.models.emergency import OPEN_FOR
from accounts.notices import tell
from accounts.policies import may_open_in_emergency, may_review_emergency
from accounts.services.auditing import audit
from accounts.services.granting import keep_grant


class NobodyFound(Exception):
    """Number and birth date do not belong to one patient. Which of them is wrong is not said."""

    def __init__(self) -> None:
        super().__init__(_("No patient has this record number and this date of birth."))


class ReviewedAlready(Exception):
    """Somebody has reviewed it. The message can be read aloud."""


@in_one_transaction()
def open_in_emergency(
    *, doctor: Doctor, record_number: str, date_of_birth: dt.date, reason: str, actor: User, now: dt.datetime
) -> EmergencyOpening:
    """
    Let ``doctor`` read the record for an hour and tell those who review it; return the opening.

    Pressing twice opens once. Raises ``NobodyFound``, or ``PermissionDenied`` with a sentence.
    """
    if refusal := may_open_in_emergency(doctor, actor=actor):
        raise PermissionDenied(refusal)
    whose = (
        Patient.objects.standing()
        .select_for_update(no_key=True)
        .filter(record_number=record_number, date_of_birth=date_of_birth)
    )
    patient = whose.first()
    if patient is None:
        raise NobodyFound
    running = EmergencyOpening.objects.filter(doctor=doctor, patient=patient, until__gt=now).first()
    if running is not None:
        return running
    opening = EmergencyOpening.objects.create(
        doctor=doctor, patient=patient, reason=reason, opened_at=now, until=now + OPEN_FOR
    )
    keep_grant(doctor=doctor, patient=patient, because=opening.because, until=opening.until, now=now)
    audit(actor=actor, action=AuditEntry.Action.ADD, object_label=opening.because, patient=patient, now=now)
    page = reverse("admin:accounts_emergencyopening_change", args=[opening.pk])
    if reviewers := addresses_of_reviewers():
        tell(None, "emergency_opening", to=reviewers, doctor=doctor.display_name, review_url=page)
    return opening


@in_one_transaction()
def review_emergency(*, opening: EmergencyOpening, note: str, actor: User, now: dt.datetime) -> EmergencyOpening:
    """
    Write what looking into an opening has found, once, and return it.

    Raises ``ReviewedAlready``, or ``PermissionDenied`` with a sentence.
    """
    if refusal := may_review_emergency(opening, actor=actor):
        raise PermissionDenied(refusal)
    row = EmergencyOpening.objects.select_for_update(of=("self",)).select_related("patient").get(pk=opening.pk)
    if row.reviewed_at is not None:
        raise ReviewedAlready(_("Somebody has reviewed this already."))
    row.reviewed_at, row.reviewed_by, row.review_note = now, actor, note
    row.save(update_fields=["reviewed_at", "reviewed_by", "review_note"])
    audit(actor=actor, action=AuditEntry.Action.CONFIRM, object_label=row.because, patient=row.patient, now=now)
    return row


def addresses_of_reviewers() -> list[str]:
    """Return the addresses of everybody who may review an emergency."""
    right = Permission.objects.filter(codename="change_emergencyopening", content_type__app_label="accounts")
    people = User.objects.filter(
        Q(is_superuser=True) | Q(groups__permissions__in=right) | Q(user_permissions__in=right), is_active=True
    )
    return list(people.order_by("email").values_list("email", flat=True).distinct())
