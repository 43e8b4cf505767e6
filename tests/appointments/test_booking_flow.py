"""Booking while signed in: the pages, and the answers they keep."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.lifecycle import Status
from appointments.models import Appointment, BookingDraft
from scheduling.models import TimeSlot
from scheduling.slot_value import slot_value
from tests.appointments.flow import page, press_book, start, text_of, the_draft
from tests.factories import OfferFactory, VisitTypeFactory

pytestmark = pytest.mark.usefixtures("clock")

MINUTE = dt.timedelta(minutes=1)


def test_books_in_three_presses(signed_in, offer, clinic, published, patient):
    tapped = start(signed_in, offer=offer, clinic=clinic, starts_at=published[0])
    assert tapped.url == page("reason")

    answered = signed_in.post(tapped.url, {"reason": "A rash\r\non both arms"})
    assert answered.url == page("check")

    booked = press_book(signed_in)
    appointment = Appointment.objects.get()

    assert booked.url == f"/appointments/{appointment.reference}/confirmed/"
    assert appointment.patient == patient
    assert appointment.reason == "A rash\non both arms"
    assert appointment.status == Status.CONFIRMED


def test_every_page_says_what_was_chosen_and_until_when_it_is_kept(signed_in, begun):
    words = text_of(signed_in.get(page("reason")))

    assert "Step 1 of 2" in words
    assert "<h1>What would you like help with?</h1>" in words
    assert "Dr Amara Osei, Wed 25 Nov, 9:00am" in words
    assert "We keep this time for you until 9:10am today." in words


def test_the_check_page_repeats_the_answers_with_a_way_to_change_each(signed_in, begun):
    signed_in.post(page("reason"), {"reason": "A rash"})

    words = text_of(signed_in.get(page("check")))

    assert "Step 2 of 2" in words
    assert "Wednesday 25 November 2026, 9:00am" in words
    assert "A rash" in words
    assert "Book this appointment" in words
    assert "You can change or cancel free until Tue 24 Nov, 9:00am." in words
    assert "You can still do it here until Wed 25 Nov, 5:00am, but cancelling then counts as a late" in words
    for step in ("who", "time", "type", "reason"):
        assert page(step) in words


def test_a_visit_the_doctor_must_approve_is_sent_as_a_request(signed_in, by_doctor, clinic, published):
    start(signed_in, offer=by_doctor, clinic=clinic, starts_at=published[0])
    signed_in.post(page("reason"), {"reason": ""})
    assert "Send request" in text_of(signed_in.get(page("check")))

    booked = press_book(signed_in, follow=True)

    assert Appointment.objects.get().status == Status.REQUESTED
    assert "Your request is sent" in text_of(booked)
    assert "It is not booked yet." in text_of(booked)


def test_pressing_book_twice_books_once(signed_in, begun):
    signed_in.post(page("reason"), {"reason": ""})

    first, second = press_book(signed_in), press_book(signed_in)

    assert Appointment.objects.count() == 1
    assert first.url == second.url


def test_every_step_of_a_booked_draft_leads_to_the_appointment(signed_in, begun):
    signed_in.post(page("reason"), {"reason": ""})
    confirmed = press_book(signed_in).url

    for step in ("type", "time", "who", "reason", "check", "taken"):
        assert signed_in.get(page(step)).url == confirmed


def test_a_question_cannot_be_skipped(signed_in, begun):
    assert signed_in.get(page("check")).url == page("reason")
    assert press_book(signed_in).url == page("reason")
    assert not Appointment.objects.exists()


# --- What was tapped --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"slot": ""},
        {"slot": "nonsense"},
        {"slot": "1.1.20261125T0920"},
        {"slot": "1.1.20261399T0920Z"},
        {"slot": "999999999.1.20261125T0920Z"},
        {"slot": "1' OR 1=1--"},
        {"slot": "1.1.20261125T0920Z", "visit_type": "x"},
        {"slot": "1.1.20261125T0920Z", "visit_type": "9" * 30},
        {"again": "K7QD2M9X"},
    ],
)
def test_what_no_button_sends_gets_a_friendly_page(signed_in, published, sent):
    refused = signed_in.post("/book/start/", sent)

    assert refused.status_code == 400
    assert "We could not read that time" in text_of(refused)
    assert "Find a doctor" in text_of(refused)
    assert not BookingDraft.objects.exists()


def test_starting_is_a_post(signed_in):
    assert signed_in.get("/book/start/").status_code == 405


def test_a_doctor_who_is_not_listed_cannot_be_booked(signed_in, offer, clinic, published, doctor):
    doctor.is_listed = False
    doctor.save()

    assert start(signed_in, offer=offer, clinic=clinic, starts_at=published[0]).status_code == 400


def test_the_csrf_token_is_asked_for(patient, offer, clinic, published):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(patient.user)

    assert start(strict, offer=offer, clinic=clinic, starts_at=published[0]).status_code == 403


# --- What kind --------------------------------------------------------------------------------------


def test_the_kind_is_asked_when_the_link_did_not_say(signed_in, offer, by_doctor, clinic, published):
    value = slot_value(offer.doctor_id, clinic.pk, published[0])

    tapped = signed_in.post("/book/start/", {"slot": value})
    asked = text_of(signed_in.get(tapped.url))

    assert tapped.url == page("type")
    assert "Step 1 of 3" in asked
    assert "What kind of appointment is it?" in asked
    assert "First visit" in asked
    assert TimeSlot.objects.filter(hold_key=the_draft().hold_key).count() == 1


def test_a_longer_kind_takes_the_longer_time(signed_in, offer, by_doctor, clinic, published):
    signed_in.post("/book/start/", {"slot": slot_value(offer.doctor_id, clinic.pk, published[0])})

    chosen = signed_in.post(page("type"), {"visit_type": by_doctor.visit_type_id})

    assert chosen.url == page("reason")
    assert "Step 2 of 3" in text_of(signed_in.get(chosen.url))
    assert TimeSlot.objects.filter(hold_key=the_draft().hold_key).count() == 2


def test_a_kind_that_does_not_fit_leads_to_another_time(
    signed_in, offer, by_doctor, clinic, published, book_it, other_patient
):
    book_it(starts_at=published[1], patient=other_patient, actor=other_patient.user)
    signed_in.post("/book/start/", {"slot": slot_value(offer.doctor_id, clinic.pk, published[0])})
    assert "needs another time" in text_of(signed_in.get(page("type")))

    chosen = signed_in.post(page("type"), {"visit_type": by_doctor.visit_type_id})

    assert chosen.url == page("time")
    assert not TimeSlot.objects.filter(hold_key__isnull=False).exists()


def test_a_kind_must_be_chosen(signed_in, offer, by_doctor, clinic, published):
    signed_in.post("/book/start/", {"slot": slot_value(offer.doctor_id, clinic.pk, published[0])})

    for sent in ({}, {"visit_type": "999"}):
        asked = signed_in.post(page("type"), sent)

        assert asked.status_code == 422
        assert "Choose what kind of appointment it is" in text_of(asked)


def test_a_doctor_with_one_kind_is_not_asked(signed_in, offer, clinic, published):
    tapped = signed_in.post("/book/start/", {"slot": slot_value(offer.doctor_id, clinic.pk, published[0])})

    assert tapped.url == page("reason")


def test_a_kind_nobody_offers_any_more_says_so(signed_in, begun, offer):
    signed_in.post(page("reason"), {"reason": "A rash"})
    offer.is_active = False
    offer.save()

    for response in (signed_in.get(page("check")), press_book(signed_in)):
        assert response.status_code == 409
        assert "This cannot be booked any more" in text_of(response)


# --- The reason -------------------------------------------------------------------------------------


def test_a_reason_that_is_too_long_comes_back_whole(signed_in, begun):
    asked = signed_in.post(page("reason"), {"reason": "x" * 501})

    assert asked.status_code == 422
    assert "x" * 501 in text_of(asked)
    assert "There is a problem" in text_of(asked)


def test_line_breaks_count_once(signed_in, begun):
    assert signed_in.post(page("reason"), {"reason": "\r\n".join("x" * 250)}).status_code == 302


def test_words_of_an_emergency_show_the_number_and_never_block(signed_in, begun):
    answered = signed_in.post(page("reason"), {"reason": "I have Chest  Pain since this morning"})

    assert answered.url == page("check")
    for address in (answered.url, page("reason")):
        assert "Do you need help now?" in text_of(signed_in.get(address))
    assert "confirmed" in press_book(signed_in).url


def test_what_is_typed_is_shown_inert(signed_in, begun):
    signed_in.post(page("reason"), {"reason": "<script>alert(1)</script>"})

    assert "<script>alert" not in text_of(signed_in.get(page("check")))


# --- Cost ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("approval", ["automatic", "by_doctor"])
def test_booking_costs_at_most_twenty_queries(signed_in, doctor, clinic, published, approval):
    costly = VisitTypeFactory(approval=approval, new_patients_only=True)
    start(signed_in, offer=OfferFactory(doctor=doctor, visit_type=costly), clinic=clinic, starts_at=published[0])
    check = signed_in.post(page("reason"), {"reason": "A rash"}).url
    # What each process remembers for a minute is asked for the page with the button.
    seen = signed_in.get(check).context["form"]["seen"].value()

    with CaptureQueriesContext(connection) as queries:
        assert "confirmed" in signed_in.post(check, {"seen": seen}).url

    assert len(queries) <= 20, "\n".join(query["sql"][:150] for query in queries)
