"""Moving one's own appointment: tap, compare, press; and everything that leaves it where it is."""

import datetime as dt
from urllib.parse import quote

import pytest

from appointments.lifecycle import Status
from appointments.models import Appointment
from appointments.services.rescheduling import reschedule
from scheduling.models import TimeSlot
from scheduling.slot_value import slot_value
from tests.appointments.flow import text_of
from tests.factories import OfferFactory, slots_in_a_row

pytestmark = pytest.mark.usefixtures("clock")

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def address(booked):
    return f"/appointments/{booked.reference}/reschedule/"


@pytest.fixture
def value(doctor, clinic, published):
    """Return the value of the button of one of the published starts."""
    return lambda index: slot_value(doctor.pk, clinic.pk, published[index])


def test_shows_the_week_with_the_present_time_as_text(signed_in, address, value):
    words = text_of(signed_in.get(address))

    assert "<h1>Choose a new time</h1>" in words
    assert "<strong>Wed 25 Nov, 9:00am</strong>" in words
    assert "9:00am: your appointment now" in words
    assert f'value="{value(1)}"' in words
    assert f'value="{value(0)}"' not in words


def test_another_week_is_a_link(signed_in, address):
    assert "Wed</b> 2 Dec" in text_of(signed_in.get(address, {"week": "2026-12-02"}))
    assert signed_in.get(address, {"week": "nonsense"}).status_code == 200


def test_tapping_leads_to_a_page_that_compares(signed_in, address, value):
    tapped = signed_in.post(address, {"slot": value(3)})
    words = text_of(signed_in.get(tapped.url))

    assert tapped.url == f"{address}?to={quote(value(3))}"
    assert "<dt>Now</dt><dd>Wed 25 Nov, 9:00am</dd>" in words
    assert "<dt>New</dt><dd>Wed 25 Nov, 10:00am</dd>" in words
    assert "Change my appointment" in words


def test_comparing_changes_nothing(signed_in, booked, address, value, published):
    signed_in.get(address, {"to": value(3)})

    booked.refresh_from_db()
    assert booked.starts_at == published[0]
    assert TimeSlot.objects.get(starts_at=published[3]).hold_key is None


def test_moves_in_three_presses_and_gives_the_old_time_back(signed_in, booked, address, value, published):
    compare = signed_in.get(signed_in.post(address, {"slot": value(3)}).url)
    form = compare.context["form"]
    done = signed_in.post(address, {"to": form["to"].value(), "seen": form["seen"].value()}, follow=True)

    booked.refresh_from_db()
    assert booked.starts_at == published[3]
    assert booked.status == Status.CONFIRMED
    assert booked.reason == "A rash"
    assert TimeSlot.objects.get(starts_at=published[0]).status == TimeSlot.Status.OPEN
    assert done.redirect_chain[-1][0] == f"/appointments/{booked.reference}/"
    assert "Your appointment is changed." in text_of(done)


def test_a_type_the_doctor_approves_says_the_old_time_is_given_up(signed_in, book_it, by_doctor, value, published):
    asked = book_it(offer=by_doctor)
    address = f"/appointments/{asked.reference}/reschedule/"

    words = text_of(signed_in.get(address, {"to": value(4)}))
    signed_in.post(address, {"to": value(4), "seen": "requested.0"})

    assert "Dr Osei must say yes to the new time. You give up Wed 25 Nov, 9:00am when you press the button" in words
    asked.refresh_from_db()
    assert (asked.status, asked.starts_at) == (Status.REQUESTED, published[4])


def test_may_move_onto_half_of_itself(signed_in, book_it, by_doctor, value, published):
    asked = book_it(offer=by_doctor)
    address = f"/appointments/{asked.reference}/reschedule/"

    assert f'value="{value(1)}"' in text_of(signed_in.get(address))
    assert signed_in.get(address, {"to": value(1)}).status_code == 200
    signed_in.post(address, {"to": value(1), "seen": "requested.0"})

    asked.refresh_from_db()
    assert asked.starts_at == published[1]


def test_a_time_somebody_took_leaves_everything_as_it_was(
    signed_in, booked, address, value, book_it, other_patient, published
):
    book_it(patient=other_patient, actor=other_patient.user, starts_at=published[3])

    for response in (
        signed_in.get(address, {"to": value(3)}),
        signed_in.post(address, {"to": value(3), "seen": "confirmed.0"}),
    ):
        words = text_of(response)
        assert response.status_code == 409
        assert "<h1>Someone just took 10:00am</h1>" in words
        assert "your appointment is still on Wed 25 Nov, 9:00am" in words
        assert words.count('name="slot"') == 5
    booked.refresh_from_db()
    assert booked.starts_at == published[0]


def test_a_past_time_says_so(signed_in, booked, address, doctor, clinic, now):
    past = slot_value(doctor.pk, clinic.pk, now - HOUR)

    pressed = signed_in.post(address, {"to": past, "seen": "confirmed.0"})

    assert pressed.status_code == 409
    assert "This time has passed. Choose another time." in text_of(pressed)


@pytest.mark.parametrize("sent", [{"to": "x"}, {"to": ""}, {"slot": ""}, {"slot": "1.1.x"}, {}])
def test_what_no_button_sends_comes_back_to_the_times(signed_in, booked, address, sent):
    refused = signed_in.post(address, sent)

    assert refused.status_code == 422
    assert "Choose it again from the list." in text_of(refused)
    assert "Choose a new time" in text_of(refused)


def test_another_doctors_time_is_no_new_time(signed_in, booked, address, offer, clinic, published):
    other = OfferFactory(visit_type=offer.visit_type)
    slots_in_a_row(doctor=other.doctor, clinic=clinic, starts_at=published[5], count=1)

    theirs = slot_value(other.doctor_id, clinic.pk, published[5])

    for answer, status in (
        (signed_in.get(address, {"to": theirs}), 400),
        (signed_in.post(address, {"to": theirs, "seen": "confirmed.0"}), 422),
        (signed_in.post(address, {"slot": theirs}), 422),
    ):
        assert answer.status_code == status
        assert "We could not read that time. Choose it again from the list." in text_of(answer)
    booked.refresh_from_db()
    assert booked.doctor != other.doctor


def test_its_own_time_is_refused_in_words(signed_in, address, value):
    refused = signed_in.post(address, {"to": value(0), "seen": "confirmed.0"})

    assert refused.status_code == 422
    assert "This is the time it already has." in text_of(refused)


def test_another_appointment_at_the_new_time_is_named(
    signed_in, booked, address, value, book_it, offer, clinic, published
):
    other = OfferFactory(visit_type=offer.visit_type, doctor__full_name="Tomasz Nowak")
    slots_in_a_row(doctor=other.doctor, clinic=clinic, starts_at=published[3], count=1)
    book_it(offer=other, starts_at=published[3])

    for clash in (
        signed_in.get(address, {"to": value(3)}),
        signed_in.post(address, {"to": value(3), "seen": "confirmed.0"}),
    ):
        assert clash.status_code == 409
        assert "You have another appointment at that time: Dr Nowak, Wed 25 Nov, 10:00am." in text_of(clash)


def test_a_page_that_is_out_of_date_moves_nothing(signed_in, booked, address, value, published, patient, now):
    seen = signed_in.get(address, {"to": value(3)}).context["form"]["seen"].value()
    reschedule(appointment=booked, starts_at=published[6], actor=patient.user, now=now)

    stale = signed_in.post(address, {"to": value(3), "seen": seen})

    assert stale.status_code == 409
    assert "This appointment has changed since you opened the page." in text_of(stale)
    assert "<dt>Now</dt><dd>Wed 25 Nov, 11:00am</dd>" in text_of(stale)
    fresh = stale.context["form"]["seen"].value()
    assert signed_in.post(address, {"to": value(3), "seen": fresh}).status_code == 302


def test_pressing_twice_moves_once_and_is_no_problem(signed_in, booked, address, value):
    seen = signed_in.get(address, {"to": value(3)}).context["form"]["seen"].value()

    signed_in.post(address, {"to": value(3), "seen": seen})
    again = signed_in.post(address, {"to": value(3), "seen": seen}, follow=True)

    assert again.redirect_chain == [(f"/appointments/{booked.reference}/", 302)]
    assert "Your appointment is changed." in text_of(again)
    assert booked.events.filter(kind="rescheduled").count() == 1


def test_an_old_page_that_asks_for_yet_another_time_is_no_second_press(signed_in, booked, address, value):
    seen = signed_in.get(address, {"to": value(3)}).context["form"]["seen"].value()
    signed_in.post(address, {"to": value(3), "seen": seen})

    other = signed_in.post(address, {"to": value(6), "seen": seen})

    assert other.status_code == 409
    assert "This appointment has changed since you opened the page." in text_of(other)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (3 * HOUR, "It is less than 4 hours to your appointment, so you cannot change it here."),
        (-HOUR, "This appointment has started, so it cannot be changed."),
    ],
)
def test_too_late_is_said_without_times(signed_in, patient, booked, address, value, time_machine, before, words):
    time_machine.move_to(booked.starts_at - before, tick=False)
    signed_in.force_login(patient.user)

    for response in (
        signed_in.get(address),
        signed_in.get(address, {"to": value(9)}),
        signed_in.post(address, {"to": value(9), "seen": "confirmed.0"}),
    ):
        assert words in text_of(response)
        assert 'name="slot"' not in text_of(response)
    booked.refresh_from_db()
    assert booked.starts_at == dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)


def test_a_kind_nobody_offers_any_more_is_moved_by_telephone(signed_in, booked, address, offer):
    offer.delete()

    assert "Call us and we will move it." in text_of(signed_in.get(address))


def test_time_somebody_holds_for_a_booking_is_not_offered(signed_in, booked, address, value, published, now):
    import uuid

    TimeSlot.objects.filter(starts_at=published[3]).update(hold_key=uuid.uuid4(), held_until=now + HOUR)

    assert f'value="{value(3)}"' not in text_of(signed_in.get(address))
    assert signed_in.post(address, {"to": value(3), "seen": "confirmed.0"}).status_code == 409
    assert Appointment.objects.get().starts_at == published[0]


@pytest.mark.parametrize("sent", [{}, {"seen": ""}, {"seen": "x" * 41}])
def test_an_answer_to_no_page_of_ours_moves_nothing(signed_in, booked, address, value, published, sent):
    refused = signed_in.post(address, {"to": value(3), **sent})

    booked.refresh_from_db()
    assert (refused.status_code, booked.starts_at) == (409, published[0])
    assert "This appointment has changed since you opened the page." in text_of(refused)
    assert "<dt>New</dt><dd>Wed 25 Nov, 10:00am</dd>" in text_of(refused)
    assert refused.context["form"]["seen"].value() == "confirmed.0"
