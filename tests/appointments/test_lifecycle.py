"""Every verb from every status, against a table written here by hand."""

import datetime as dt
from functools import partial

import pytest

from appointments.lifecycle import Status, TransitionNotAllowed, Verb
from appointments.models import Appointment
from appointments.policies import NotAllowed
from appointments.services.attendance import record_attendance
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve, reject
from tests.appointments.test_lifecycle_machine import MODEL

pytestmark = pytest.mark.django_db

CALLS = {
    "approve": approve,
    "reject": lambda **common: reject(reason_code="other", **common),
    "cancel": cancel,
    "check_in": partial(record_attendance, verb=Verb.CHECK_IN, note="put right"),
    "start": partial(record_attendance, verb=Verb.START),
    "complete": partial(record_attendance, verb=Verb.COMPLETE, note="put right"),
    "no_show": partial(record_attendance, verb=Verb.NO_SHOW, note="put right"),
}


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("verb", sorted(MODEL))
def test_a_verb_leads_where_the_design_says_and_nowhere_else(book_it, by_doctor, doctor, verb, status):
    appointment = book_it(offer=by_doctor)
    Appointment.objects.filter(pk=appointment.pk).update(status=status)
    after_the_start = verb in {"complete", "no_show"}
    at = appointment.starts_at + dt.timedelta(minutes=15 if after_the_start else -15)
    expected = MODEL[verb].get(status)

    if expected is None:
        with pytest.raises((NotAllowed, TransitionNotAllowed)):
            CALLS[verb](appointment=appointment, actor=doctor.user, now=at)
        appointment.refresh_from_db()
        assert appointment.status == status
    else:
        assert CALLS[verb](appointment=appointment, actor=doctor.user, now=at).status == expected


def test_the_table_here_has_every_verb_of_the_design():
    assert set(MODEL) == set(CALLS)


@pytest.mark.parametrize(
    ("name", "mode", "words"),
    [
        ("Follow-up", "in_person", "Follow-up"),
        ("Follow-up", "video", "Follow-up, Video"),
        ("Video visit", "video", "Video visit"),
    ],
)
def test_says_how_they_meet_once(name, mode, words):
    assert Appointment(visit_type_name=name, mode=mode).kind_and_mode == words
