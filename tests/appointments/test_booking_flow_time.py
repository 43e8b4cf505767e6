"""The time of a booking while signed in: held, renewed, lost, chosen anew."""

import datetime as dt

import pytest

from appointments.models import Appointment
from scheduling.models import TimeSlot
from scheduling.slot_value import slot_value
from tests.appointments.flow import draft_of, page, press_book, start, text_of, the_draft

pytestmark = pytest.mark.usefixtures("clock")

MINUTE = dt.timedelta(minutes=1)


def test_tapping_holds_the_time(begun, published, now):
    held = TimeSlot.objects.get(starts_at=published[0])

    assert held.hold_key == the_draft().hold_key
    assert held.held_until == now + 10 * MINUTE


def test_answering_holds_it_longer_but_never_past_thirty_minutes(signed_in, begun, published, time_machine, now):
    for minutes in (8, 16, 24):
        time_machine.move_to(now + minutes * MINUTE, tick=False)
        signed_in.post(page("reason"), {"reason": "A rash"})

    assert TimeSlot.objects.get(starts_at=published[0]).held_until == now + 30 * MINUTE


def test_a_hold_that_ran_out_is_taken_again_silently(signed_in, begun, published, time_machine, now):
    time_machine.move_to(now + 20 * MINUTE, tick=False)

    signed_in.post(page("reason"), {"reason": "A rash"})
    booked = press_book(signed_in)

    assert "confirmed" in booked.url


def test_books_without_a_hold_after_the_longest_hold(signed_in, begun, time_machine, now):
    time_machine.move_to(now + 45 * MINUTE, tick=False)
    signed_in.post(page("reason"), {"reason": "A rash"})

    assert "confirmed" in press_book(signed_in).url


def test_a_second_booking_lets_go_of_the_first_ones_time(signed_in, begun, offer, clinic, published):
    second = start(signed_in, offer=offer, clinic=clinic, starts_at=published[1])

    assert TimeSlot.objects.get(starts_at=published[0]).hold_key is None
    assert TimeSlot.objects.get(starts_at=published[1]).hold_key == draft_of(second).hold_key


def test_a_time_somebody_holds_leads_to_the_taken_page(signed_in, client, offer, clinic, published, other_patient):
    start(signed_in, offer=offer, clinic=clinic, starts_at=published[0])
    client.force_login(other_patient.user)

    tapped = start(client, offer=offer, clinic=clinic, starts_at=published[0])
    shown = client.get(tapped.url)

    assert tapped.url == page("taken", draft_of(tapped))
    assert shown.status_code == 409
    assert "<h1>Someone just took 9:00am</h1>" in text_of(shown)
    assert "Choose another time with Dr Osei" in text_of(shown)
    assert text_of(shown).count('name="slot"') == 5


def test_choosing_another_time_goes_on_with_the_answers_kept(
    signed_in, begun, offer, clinic, published, book_it, other_patient
):
    signed_in.post(page("reason"), {"reason": "A rash"})
    book_it_for(other_patient, book_it)

    lost = press_book(signed_in)
    chosen = signed_in.post(page("time"), {"slot": slot_value(offer.doctor_id, clinic.pk, published[2])})
    press_book(signed_in)

    assert lost.status_code == 409
    assert "Your answers are saved" in text_of(lost)
    assert chosen.url == page("check")
    mine = Appointment.objects.exclude(patient=other_patient).get()
    assert (mine.starts_at, mine.reason) == (published[2], "A rash")


def book_it_for(person, book_it):
    """Let somebody have the time although it is held: as if the hold had run out."""
    TimeSlot.objects.filter(hold_key__isnull=False).update(hold_key=None, held_until=None)
    return book_it(patient=person, actor=person.user)


def test_losing_the_time_while_answering_says_so_at_once(signed_in, begun, book_it, other_patient):
    book_it_for(other_patient, book_it)

    answered = signed_in.post(page("reason"), {"reason": "A rash"})

    assert answered.status_code == 409
    assert the_draft().reason == "A rash"


def test_the_taken_page_of_a_time_that_is_free_leads_back(signed_in, begun):
    assert signed_in.get(page("taken")).url == page("reason")


def test_a_past_time_says_so(signed_in, offer, clinic, published, time_machine):
    time_machine.move_to(published[0] + MINUTE, tick=False)

    shown = signed_in.get(start(signed_in, offer=offer, clinic=clinic, starts_at=published[0]).url)

    assert shown.status_code == 409
    assert "This time has passed. Choose another time." in text_of(shown)
    assert not TimeSlot.objects.filter(hold_key__isnull=False).exists()


def test_a_time_that_passed_while_the_check_page_was_open_says_so(
    signed_in, patient, offer, clinic, published, time_machine
):
    time_machine.move_to(published[0] - 70 * MINUTE, tick=False)
    signed_in.force_login(patient.user)
    start(signed_in, offer=offer, clinic=clinic, starts_at=published[0])
    signed_in.post(page("reason"), {"reason": "A rash"})
    time_machine.move_to(published[0] + MINUTE, tick=False)

    pressed = press_book(signed_in)

    assert pressed.status_code == 409
    assert "This time has passed" in text_of(pressed)


def test_keeping_the_time_longer_answers_the_script(signed_in, begun, time_machine, now):
    time_machine.move_to(now + 9 * MINUTE, tick=False)

    kept = signed_in.post(page("keep"), headers={"Accept": "application/json"}).json()

    assert kept["words"] == "We keep this time for you until 9:19am today."
    assert kept["held_until"] == (now + 19 * MINUTE).isoformat()
    assert signed_in.post(page("keep")).url == page("reason")
