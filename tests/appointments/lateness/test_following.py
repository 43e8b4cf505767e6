"""What happens to an appointment while its doctor runs late; and what is not sent any more."""

import datetime as dt

import pytest

from appointments.lifecycle import Verb
from appointments.models import Appointment, Message
from appointments.notifications.delivering import deliver_due
from appointments.policies import is_late, may_cancel, may_reschedule
from appointments.services.attendance import record_attendance
from appointments.services.cancelling import cancel
from appointments.services.rescheduling import reschedule
from appointments.services.undoing import undo as undo_decision
from tests.appointments.notifications.transports import Recording

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def late_minutes(appointment):
    return Appointment.objects.get(pk=appointment.pk).late_minutes


@pytest.fixture
def waiting():
    """Return the messages about running late that may still reach somebody."""
    return lambda: Message.objects.filter(kind="running_late", status="queued")


def test_booked_into_it_an_appointment_is_late_as_well(visit, say, told, ten_to_ten):
    visit(3)
    say(20)
    new = visit(8, now=ten_to_ten + 5 * MINUTE)

    assert late_minutes(new) == 20
    assert told(new) == []


def test_moved_away_it_is_late_no_more_and_nobody_hears_of_it(visit, say, told, doctor, published, ten_to_ten):
    ten = visit(3)
    say(20)
    next_week = published[3] + dt.timedelta(days=7)
    reschedule(appointment=ten, starts_at=next_week, actor=doctor.user, now=ten_to_ten + 0.5 * MINUTE)

    assert late_minutes(ten) is None
    assert told(ten) == told(ten, "in_app") == []


def test_started_it_is_not_waited_for_until_that_is_undone(visit, say, doctor, published, ten_to_ten):
    ten = visit(3)
    say(20)
    record_attendance(appointment=ten, verb=Verb.START, actor=doctor.user, now=published[3])
    begun = late_minutes(ten)
    undo_decision(appointment=ten, actor=doctor.user, now=published[3] + 0.5 * MINUTE)

    assert begun is None
    assert late_minutes(ten) == 20


@pytest.mark.parametrize("what", ["cancelled", "other minutes", "another time"])
def test_what_is_not_so_any_more_is_not_sent(visit, say, doctor, ten_to_ten, what, waiting, published):
    ten = visit(3)
    say(20)
    changed = {
        "cancelled": {"status": "cancelled"},
        "other minutes": {"late_minutes": 10},
        "another time": {"sequence": 1},
    }[what]
    Appointment.objects.filter(pk=ten.pk).update(**changed)
    transport = Recording()
    deliver_due(now=ten_to_ten + 2 * MINUTE, transport=transport)

    assert not [mail for mail in transport.taken if "late" in mail.subject]
    assert set(Message.objects.filter(kind="running_late", channel="email").values_list("status", flat=True)) == {
        "suppressed"
    }


def test_what_is_so_is_sent(visit, say, ten_to_ten):
    visit(3)
    say(20)
    transport = Recording()
    deliver_due(now=ten_to_ten + 2 * MINUTE, transport=transport)

    assert [mail.subject for mail in transport.taken if "late" in mail.subject] == [
        "Dr Osei is running about 20 minutes late"
    ]


def test_too_late_to_be_of_use_it_is_not_sent(visit, say, published):
    visit(3)
    say(20)
    transport = Recording()
    deliver_due(now=published[4] + MINUTE, transport=transport)

    assert not [mail for mail in transport.taken if "late" in mail.subject]


def test_cancelled_within_the_minute_the_portal_does_not_tell_it_either(visit, say, told, patient, now, ten_to_ten):
    ten = visit(3, patient=patient)
    say(20)
    cancel(appointment=ten, actor=patient.user, now=ten_to_ten + 0.5 * MINUTE)

    assert told(ten, "in_app") == []


def test_past_the_cut_off_a_patient_may_change_because_the_clinic_is_late(visit, say, patient, ten_to_ten):
    ten = visit(3, patient=patient)
    Appointment.objects.filter(pk=ten.pk).update(
        changeable_until=ten_to_ten - 60 * MINUTE, late_after=ten_to_ten - 90 * MINUTE
    )
    asked = {"actor": patient.user, "now": ten_to_ten + MINUTE, "as_patient": True}
    before = Appointment.objects.get(pk=ten.pk)
    assert may_reschedule(before, **asked)
    assert may_cancel(before, **asked)
    assert is_late(before, now=ten_to_ten)
    say(20)
    ten = Appointment.objects.get(pk=ten.pk)

    assert may_reschedule(ten, **asked) is None
    assert may_cancel(ten, **asked) is None
    assert not is_late(ten, now=ten_to_ten)
    assert "has started" in may_reschedule(ten, **(asked | {"now": ten.starts_at}))
    say(0, after=5)
    assert may_reschedule(Appointment.objects.get(pk=ten.pk), **asked)
