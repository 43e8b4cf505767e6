"""Cancelling on the page: what it says before, what it does, and when it does not."""

import datetime as dt

import pytest

from appointments.lifecycle import Status
from appointments.models import AppointmentEvent
from appointments.services.cancelling import cancel
from appointments.services.recording import version_seen
from scheduling.models import TimeSlot
from tests.appointments.flow import text_of

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def the_clock(time_machine, now):
    time_machine.move_to(now - 24 * HOUR, tick=False)


@pytest.fixture
def booked(book_it, now):
    return book_it(now=now - 24 * HOUR)


@pytest.fixture
def address(booked):
    return f"/appointments/{booked.reference}/cancel/"


@pytest.fixture
def press(signed_in, booked, address):
    """Return a function that presses the button of the page as it was when the appointment was booked."""
    seen = version_seen(booked)

    def run(chosen=(), **more):
        return signed_in.post(address, {"seen": seen, **dict(chosen)}, **more)

    return run


def test_asks_before_it_cancels(signed_in, booked, address):
    words = text_of(signed_in.get(address))

    assert "<h1>Cancel this appointment?</h1>" in words
    assert "Change the time instead" in words
    assert "I cannot make the time" in words
    assert "Keep appointment" in words
    assert "late cancellation" not in words
    booked.refresh_from_db()
    assert booked.status == Status.CONFIRMED


def test_cancels_with_a_reason_and_gives_the_time_back(signed_in, press, booked, address, published, patient):
    done = press({"reason_code": "cannot_make_it"}, follow=True)

    booked.refresh_from_db()
    event = AppointmentEvent.objects.get(appointment=booked, kind="cancelled")
    assert booked.status == Status.CANCELLED
    assert (event.reason_code, event.actor) == ("cannot_make_it", patient.user)
    assert TimeSlot.objects.get(starts_at=published[0]).status == TimeSlot.Status.OPEN
    assert done.redirect_chain[-1][0] == f"/appointments/{booked.reference}/"
    assert "Your appointment is cancelled. Someone else can now use the time." in text_of(done)


def test_a_reason_is_optional_and_only_one_of_the_list(signed_in, press, booked, address):
    assert press({"reason_code": "doctor_away"}).status_code == 422
    assert press({"reason_code": "nonsense"}).status_code == 422
    assert press().status_code == 302


def test_late_is_said_before(signed_in, press, patient, booked, address, time_machine):
    time_machine.move_to(booked.starts_at - 5 * HOUR, tick=False)
    signed_in.force_login(patient.user)

    words = text_of(signed_in.get(address))

    assert (
        "It is less than 24 hours to your appointment. You can still cancel. It counts as a late cancellation." in words
    )
    assert press().status_code == 302


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (3 * HOUR, "It is less than 4 hours to your appointment, so you cannot cancel it here."),
        (-HOUR, "This appointment has started, so it cannot be changed."),
    ],
)
def test_too_late_is_said_and_done_nothing(signed_in, press, patient, booked, address, time_machine, before, words):
    time_machine.move_to(booked.starts_at - before, tick=False)
    signed_in.force_login(patient.user)

    shown, pressed = signed_in.get(address), press()

    assert words in text_of(shown)
    assert "<form" not in text_of(shown).split("<main")[1].split("</main>")[0]
    assert pressed.status_code == 422
    assert words in text_of(pressed)
    booked.refresh_from_db()
    assert booked.status == Status.CONFIRMED


def test_pressing_twice_cancels_once_and_is_no_problem(signed_in, press, booked, address):
    press()

    again = press(follow=True)

    assert again.redirect_chain == [(f"/appointments/{booked.reference}/", 302)]
    assert "Your appointment is cancelled." in text_of(again)
    assert booked.events.filter(kind="cancelled").count() == 1


def test_pressing_again_later_says_what_it_is_now(signed_in, press, booked, address, time_machine, now):
    press()
    time_machine.move_to(now - 22 * HOUR, tick=False)

    again = press()

    assert again.status_code == 409
    assert "This appointment is now “Cancelled”" in text_of(again)


def test_a_page_that_is_out_of_date_cancels_nothing(signed_in, booked, address, published, patient, now):
    from appointments.services.rescheduling import reschedule

    seen = signed_in.get(address).context["form"]["seen"].value()
    reschedule(appointment=booked, starts_at=published[3], actor=patient.user, now=now - 24 * HOUR)

    stale = signed_in.post(address, {"seen": seen, "reason_code": "cost"})

    assert stale.status_code == 409
    words = text_of(stale)
    assert "This appointment has changed since you opened the page." in words
    assert "10:00am" in words
    assert 'value="cost"' in words
    assert "checked" in words
    fresh = stale.context["form"]["seen"].value()
    assert signed_in.post(address, {"seen": fresh}).status_code == 302


def test_somebody_who_acts_for_the_patient_may_cancel(client, booked, address, patient, now):
    from accounts.models import PatientAccess
    from tests.factories import UserFactory

    carer = UserFactory()
    PatientAccess.objects.create(user=carer, patient=patient, relation="carer", scope="book", created_at=now)
    client.force_login(carer)

    assert client.post(address, {"seen": version_seen(booked)}).status_code == 302
    event = booked.events.get(kind="cancelled")
    assert (event.actor, event.on_behalf_of) == (carer, patient)


def test_cancelled_by_somebody_else_meanwhile(signed_in, booked, address, doctor, now):
    seen = signed_in.get(address).context["form"]["seen"].value()
    cancel(appointment=booked, actor=doctor.user, now=now - 24 * HOUR)

    assert signed_in.post(address, {"seen": seen}).status_code == 409


@pytest.mark.parametrize("sent", [{}, {"seen": ""}, {"seen": "x" * 41}])
def test_an_answer_to_no_page_of_ours_cancels_nothing(signed_in, booked, address, sent):
    refused = signed_in.post(address, {"reason_code": "cost", **sent})

    booked.refresh_from_db()
    assert (refused.status_code, booked.status) == (409, Status.CONFIRMED)
    assert "This appointment has changed since you opened the page." in text_of(refused)
    assert refused.context["form"]["seen"].value() == version_seen(booked)
