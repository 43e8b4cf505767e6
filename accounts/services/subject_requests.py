"""
What patients ask about their data: taken, extended once, answered, refused or withdrawn; each is in the trail.

The law gives one month, and two more where it is hard, said within the first (art. 12(3) GDPR).
"""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.calendar_months import months_after
from accounts.contention import in_one_transaction
from accounts.models import AuditEntry, Patient, SubjectRequest, User
from accounts.notices import tell
from accounts.policies import may_answer_requests, may_ask_about_data
from accounts.services.auditing import audit

MONTHS, MONTHS_EXTENDED = 1, 3
State, Kind, Action = SubjectRequest.State, SubjectRequest.Kind, AuditEntry.Action


class RequestRefused(Exception):
    """Why this cannot be done with the request. Can be read aloud."""


class AskedAlready(RequestRefused):
    def __init__(self):
        super().__init__(_("This was asked for already, and has no answer yet."))


class ClosedAlready(RequestRefused):
    def __init__(self):
        super().__init__(_("This request is closed already."))


class NotExtendable(RequestRefused):
    """It was extended once, or the month is over."""


class NotErasedYet(RequestRefused):
    def __init__(self):
        super().__init__(_("Erase the person first: that answers the request."))


@in_one_transaction(otherwise=AskedAlready)
def open_request(
    *, patient: Patient, kind: str, channel: str, received_on: dt.date, actor: User, now: dt.datetime, note: str = ""
) -> SubjectRequest:
    """Take a request and tell the patient by when it is answered. Raises ``AskedAlready`` or ``PermissionDenied``."""
    patient = Patient.objects.select_for_update(no_key=True, of=("self",)).get(pk=patient.pk)
    if refusal := may_ask_about_data(patient, actor=actor):
        raise PermissionDenied(refusal)
    if SubjectRequest.objects.standing().filter(patient=patient, kind=kind).exists():
        raise AskedAlready
    request = SubjectRequest.objects.create(
        patient=patient,
        kind=kind,
        channel=channel,
        received_on=received_on,
        due_on=months_after(received_on, MONTHS),
        taken_by=actor,
        note=note,
    )
    _written(request, Action.ADD, actor=actor, now=now)
    _tell(request, "subject_request_received")
    return request


@in_one_transaction()
def extend_request(*, request: SubjectRequest, reason: str, actor: User, now: dt.datetime) -> SubjectRequest:
    """Give it two months more, once, and within the first. Raises ``NotExtendable`` or ``ClosedAlready``."""
    request = _standing(request, actor=actor)
    if request.state == State.EXTENDED:
        raise NotExtendable(_("It was extended already, which can be done once."))
    if now.date() > request.due_on:
        raise NotExtendable(_("The month is over: it can be extended only within it."))
    request.state, request.extension_reason = State.EXTENDED, reason
    request.due_on = months_after(request.received_on, MONTHS_EXTENDED)
    request.save(update_fields=["state", "extension_reason", "due_on"])
    _written(request, Action.CHANGE, actor=actor, now=now)
    _tell(request, "subject_request_extended")
    return request


@in_one_transaction()
def answer_request(*, request: SubjectRequest, actor: User, now: dt.datetime) -> SubjectRequest:
    """Say that it is answered; a copy can be fetched from now on. Raises ``NotErasedYet`` or ``ClosedAlready``."""
    request = _standing(request, actor=actor)
    if request.kind == Kind.ERASURE:
        raise NotErasedYet
    _close(request, State.ANSWERED, actor=actor, now=now)
    _written(request, Action.CONFIRM, actor=actor, now=now)
    _tell(request, "subject_request_answered")
    return request


@in_one_transaction()
def refuse_request(*, request: SubjectRequest, reason: str, actor: User, now: dt.datetime) -> SubjectRequest:
    """Refuse it with a reason, which the patient reads (art. 12(4) GDPR). Raises ``ClosedAlready``."""
    request = _standing(request, actor=actor)
    request.refusal_reason = reason
    _close(request, State.REFUSED, actor=actor, now=now)
    _written(request, Action.END, actor=actor, now=now)
    _tell(request, "subject_request_answered")
    return request


@in_one_transaction()
def withdraw_request(*, request: SubjectRequest, actor: User, now: dt.datetime) -> SubjectRequest:
    """Take it back, for the patient or by them. Raises ``ClosedAlready``."""
    if refusal := may_ask_about_data(request.patient, actor=actor):
        raise PermissionDenied(refusal)
    request = _locked(request)
    _close(request, State.WITHDRAWN, actor=actor, now=now)
    _written(request, Action.RETRACT, actor=actor, now=now)
    return request


def close_for_erased(*, patient: Patient, actor: User | None, now: dt.datetime) -> None:
    """
    Close what waits of somebody who is just being erased: the erasure is answered by it, the rest has nothing to be of.

    ``actor`` is None where a tombstone is replayed.
    """
    waiting = SubjectRequest.objects.standing().filter(patient__in=Patient.everyone.same_person(patient))
    for request in waiting.select_for_update(of=("self",)).order_by("pk"):
        is_answered = request.kind == Kind.ERASURE
        _close(request, State.ANSWERED if is_answered else State.WITHDRAWN, actor=actor, now=now)
        _written(request, Action.CONFIRM if is_answered else Action.RETRACT, actor=actor, now=now)


def request_label(request: SubjectRequest) -> str:
    """Return what a request is called in the trail."""
    return f"subjectrequest:{request.pk}"


def _standing(request: SubjectRequest, *, actor: User) -> SubjectRequest:
    if refusal := may_answer_requests(actor=actor):
        raise PermissionDenied(refusal)
    return _locked(request)


def _locked(request: SubjectRequest) -> SubjectRequest:
    """Return the row, locked and still open."""
    rows = SubjectRequest.objects.select_for_update(no_key=True, of=("self",)).select_related("patient__user")
    row: SubjectRequest = rows.get(pk=request.pk)
    if not row.is_standing:
        raise ClosedAlready
    return row


def _close(request: SubjectRequest, state: str, *, actor: User | None, now: dt.datetime) -> None:
    request.state, request.closed_at, request.closed_by = state, now, actor
    request.save(update_fields=["state", "closed_at", "closed_by", "refusal_reason"])


def _written(request: SubjectRequest, action: str, *, actor: User | None, now: dt.datetime) -> None:
    own = actor is not None and request.patient.user_id == actor.pk
    label = request_label(request)
    audit(actor=actor, action=action, object_label=label, patient=request.patient, now=now, on_patients_side=own)


def _tell(request: SubjectRequest, news: str) -> None:
    """Mail it to the patient, who may have no address: then a letter or a call tells them."""
    patient = request.patient
    user = patient.user if patient.user is not None and patient.user.is_active else None
    if address := user.email if user else patient.email:
        tell(
            user, news, to=[address], due_on=request.due_on, reason=request.extension_reason, has_page=user is not None
        )
