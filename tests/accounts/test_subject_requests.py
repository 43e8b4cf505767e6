"""What patients ask about their data: the law's months, each step once, each in the trail."""

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry, SubjectRequest
from accounts.services.erasing import erase_patient
from accounts.services.merging import merge_patients
from accounts.services.subject_requests import (
    AskedAlready,
    ClosedAlready,
    NotErasedYet,
    NotExtendable,
    answer_request,
    extend_request,
    open_request,
    refuse_request,
    request_label,
    withdraw_request,
)
from tests.dashboards.staff import administrator
from tests.factories import PatientFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def chief(db):
    return administrator()


@pytest.fixture
def ask(patient, now):
    """Return a function that asks, as the patient, for a copy."""

    def run(**told):
        asked = {"patient": patient, "kind": "access", "channel": "portal", "received_on": now.date()}
        return open_request(**asked | {"actor": patient.user, "now": now} | told)

    return run


def trail_of(request):
    entries = AuditEntry.objects.filter(object_label=request_label(request)).order_by("pk")
    return list(entries.values_list("action", flat=True))


def test_is_due_after_a_month_of_the_calendar(ask):
    request = ask(received_on=dt.date(2026, 1, 31))

    assert request.due_on == dt.date(2026, 2, 28)
    assert (request.state, request.closed_at) == ("open", None)


def test_the_patient_is_told_by_when(ask, patient):
    ask(received_on=dt.date(2026, 11, 20))

    [message] = mail.outbox
    assert message.to == [patient.user.email]
    assert "20 December 2026" in message.body


def test_is_asked_once_at_a_time(ask):
    ask()

    with pytest.raises(AskedAlready, match="asked for already"):
        ask()
    assert ask(kind="erasure")


def test_can_be_asked_again_once_it_is_closed(ask, patient, now):
    withdraw_request(request=ask(), actor=patient.user, now=now)

    assert ask().is_standing


def test_nobody_asks_about_somebody_else(ask):
    with pytest.raises(PermissionDenied):
        ask(actor=UserFactory())


def test_is_extended_by_two_months_once(ask, chief, now):
    request = extend_request(request=ask(), reason="Paper files", actor=chief, now=now)

    assert (request.state, request.due_on) == ("extended", dt.date(2027, 2, 24))
    with pytest.raises(NotExtendable, match="once"):
        extend_request(request=request, reason="More", actor=chief, now=now)
    assert trail_of(request) == ["added", "changed"]


def test_is_not_extended_when_the_month_is_over(ask, chief, now):
    request = ask(received_on=now.date() - dt.timedelta(days=40))

    with pytest.raises(NotExtendable, match="month is over"):
        extend_request(request=request, reason="Paper files", actor=chief, now=now)


def test_is_answered_once(ask, chief, now):
    request = answer_request(request=ask(), actor=chief, now=now)

    assert (request.state, request.closed_by) == ("answered", chief)
    assert request.copy_until() == now.date() + dt.timedelta(days=14)
    assert mail.outbox[-1].subject == "There is an answer to your request about your data"
    for close in (answer_request, withdraw_request):
        with pytest.raises(ClosedAlready):
            close(request=request, actor=chief, now=now)
    assert trail_of(request) == ["added", "confirmed"]


def test_is_refused_with_a_reason(ask, chief, now):
    request = refuse_request(request=ask(), reason="Asked for the third time this week", actor=chief, now=now)

    assert request.state == "refused"
    assert request.copy_until() is None
    assert trail_of(request) == ["added", "ended"]


@pytest.mark.parametrize("service", [answer_request, extend_request, refuse_request])
def test_the_patient_does_not_answer_it(ask, patient, now, service):
    told = {} if service is answer_request else {"reason": "So"}

    with pytest.raises(PermissionDenied):
        service(request=ask(), actor=patient.user, now=now, **told)


def test_an_erasure_is_answered_by_erasing_alone(ask, patient, chief, now):
    request = ask(kind="erasure", note="My name is Zanzibarina")
    with pytest.raises(NotErasedYet):
        answer_request(request=request, actor=chief, now=now)

    erase_patient(patient=patient, reason="Asked on the portal", actor=chief, now=now)
    request.refresh_from_db()
    assert (request.state, request.closed_by, request.note) == ("answered", chief, "")
    assert trail_of(request) == ["added", "confirmed"]


def test_what_else_was_asked_is_closed_with_the_erasure(ask, patient, chief, now):
    copy = ask()
    erase_patient(patient=patient, reason="Asked on the portal", actor=chief, now=now)
    copy.refresh_from_db()

    assert (copy.state, copy.closed_by) == ("withdrawn", chief)
    assert trail_of(copy) == ["added", "retracted"]


def test_moves_with_the_record_it_is_about(ask, patient, chief, now):
    twin = PatientFactory(user=None, full_name=patient.full_name, date_of_birth=patient.date_of_birth)
    mine, same = ask(), ask(patient=twin, actor=chief)
    other = ask(patient=twin, actor=chief, kind="rectification")
    merge_patients(kept=patient, gone=twin, take_over=[], reason="Came in twice", actor=chief, now=now)

    whose = dict(SubjectRequest.objects.values_list("pk", "patient"))
    assert whose == {mine.pk: patient.pk, same.pk: twin.pk, other.pk: patient.pk}


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": "answered"},
        {"state": "refused"},
        {"state": "extended"},
        {"refusal_reason": "No"},
        {"extension_reason": "Long"},
        {"closed_at": dt.datetime(2026, 11, 24, tzinfo=dt.UTC)},
        {"due_on": dt.date(2020, 1, 1)},
    ],
)
def test_the_database_refuses_what_cannot_be(ask, impossible):
    request = ask()

    with pytest.raises(IntegrityError), transaction.atomic():
        SubjectRequest.objects.filter(pk=request.pk).update(**impossible)


def test_the_database_refuses_a_second_open_one(ask):
    request = ask()
    request.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        request.save(force_insert=True)
