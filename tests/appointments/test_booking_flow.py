"""Booking while signed in: the pages, the answers they keep, and everything that can get in the way."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.lifecycle import Status
from appointments.models import Appointment, BookingDraft
from scheduling.models import TimeSlot
from scheduling.slot_value import slot_value
from tests.appointments.flow import draft_of, page, press_book, start, text_of, the_draft
from tests.factories import OfferFactory, PatientFactory, UserFactory, VisitTypeFactory

pytestmark = pytest.mark.usefixtures("clock")

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def begun(signed_in, offer, clinic, published):
    """A booking of the first free time, at its first question."""
    return start(signed_in, offer=offer, clinic=clinic, starts_at=published[0])


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


# --- The time ---------------------------------------------------------------------------------------


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


# --- What was tapped ----------------------------------------------------------------------------------


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


# --- What kind ------------------------------------------------------------------------------------------


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


# --- The reason -----------------------------------------------------------------------------------------


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


# --- What gets in the way ---------------------------------------------------------------------------------


def test_another_appointment_at_that_time_is_named(signed_in, patient, book_it, offer, clinic, published, begun):
    other_offer = OfferFactory(visit_type=offer.visit_type, doctor__full_name="Tomasz Nowak")
    from tests.factories import slots_in_a_row

    slots_in_a_row(doctor=other_offer.doctor, clinic=clinic, starts_at=published[0], count=1)
    book_it(offer=other_offer, starts_at=published[0])

    asked_first = signed_in.get(page("reason"))
    signed_in.post(page("reason"), {"reason": "A rash"})
    pressed = press_book(signed_in)

    for clash in (asked_first, signed_in.get(page("check")), pressed):
        assert clash.status_code == 409
        assert "You have another appointment at that time: Dr Nowak, Wed 25 Nov, 9:00am." in text_of(clash)
        assert "Keep it" in text_of(clash)
        assert "Change it" in text_of(clash)
    assert signed_in.get(page("time")).status_code == 200
    assert Appointment.objects.count() == 1


def test_a_second_appointment_with_the_doctor_on_that_day_is_pointed_out(signed_in, book_it, begun, published):
    book_it(starts_at=published[5])
    signed_in.post(page("reason"), {"reason": "A rash"})

    words = text_of(signed_in.get(page("check")))

    assert "You already have an appointment with Dr Osei on Wed 25 Nov, 10:40am." in words
    assert "confirmed" in press_book(signed_in).url


def refused_everywhere(client, words):
    """Say whether every page from the reason on says ``words``, the first of them before anything is typed."""
    first = client.get(page("reason"))
    client.post(page("reason"), {"reason": "A rash"})
    answers = [first, client.get(page("check")), press_book(client)]
    return all(answer.status_code == 409 and words in text_of(answer) for answer in answers)


def test_a_person_who_cannot_book_online_hears_it_before_the_questions(signed_in, patient, begun):
    patient.blocked_reason = "Owes us a call"
    patient.save()

    assert refused_everywhere(signed_in, "You cannot book online at the moment. Call <a")
    words = text_of(signed_in.get(page("check")))
    assert "<h1>This cannot be booked for you</h1>" in words
    assert "Owes us" not in words
    assert page("who") in words
    assert the_draft().reason == "A rash"


def test_a_doctor_without_room_for_new_patients_says_so_before_the_questions(signed_in, begun, doctor):
    doctor.accepting_new_patients = False
    doctor.save()

    assert refused_everywhere(signed_in, "Dr Amara Osei takes no new patients at the moment. Choose another doctor.")
    assert "If you have been before, you can book." in text_of(signed_in.get(page("time")))


def test_a_page_left_open_books_what_it_showed_or_nothing(signed_in, begun, offer, clinic, published):
    signed_in.post(page("reason"), {"reason": "A rash"})
    seen = signed_in.get(page("check")).context["form"]["seen"].value()
    signed_in.post(page("time"), {"slot": slot_value(offer.doctor_id, clinic.pk, published[3])})

    stale = signed_in.post(page("check"), {"seen": seen})

    assert stale.status_code == 409
    assert "This is how it is now" in text_of(stale)
    assert "10:00am" in text_of(stale)
    assert not Appointment.objects.exists()

    fresh = stale.context["form"]["seen"].value()
    assert "confirmed" in signed_in.post(page("check"), {"seen": fresh}).url


@pytest.mark.parametrize("sent", [{}, {"seen": ""}, {"seen": "x" * 41}])
def test_an_answer_to_no_page_of_ours_books_nothing(signed_in, begun, sent):
    signed_in.post(page("reason"), {"reason": "A rash"})

    refused = signed_in.post(page("check"), sent)

    assert refused.status_code == 409
    assert "This is how it is now" in text_of(refused)
    assert not Appointment.objects.exists()


# --- Whose it is -------------------------------------------------------------------------------------------


def test_somebody_elses_draft_does_not_exist(client, begun, other_patient):
    client.force_login(other_patient.user)
    absent = client.get("/book/00000000-0000-4000-8000-000000000000/check/")

    for step in ("type", "time", "account", "code", "who", "reason", "check", "taken"):
        for response in (client.get(page(step)), client.post(page(step))):
            assert response.status_code in {404, 405}
    assert without_tokens(client.get(page("check"))) == without_tokens(absent)
    assert client.get(f"/book/{the_draft().pk}/").status_code == 404


def without_tokens(response):
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", response.content)


def test_pages_are_kept_out_of_every_cache(signed_in, begun):
    assert "no-store" in signed_in.get(page("reason")).headers["Cache-Control"]


def test_a_doctor_without_a_record_is_asked_for_a_birth_date_first(client, doctor, offer, clinic, published):
    other = UserFactory(role="doctor")
    client.force_login(other)

    tapped = start(client, offer=offer, clinic=clinic, starts_at=published[0])

    assert tapped.url.startswith("/me/profile/new/?next=%2Fbook%2F")
    PatientFactory(user=other)
    assert client.get(f"/book/{the_draft().pk}/").url == page("reason")


# --- Cost ------------------------------------------------------------------------------------------------


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


def test_a_visit_for_new_patients_only_is_refused_in_words(signed_in, doctor, clinic, published, patient, book_it, now):
    new_only = OfferFactory(doctor=doctor, visit_type=VisitTypeFactory(new_patients_only=True), is_default=False)
    earlier = book_it(starts_at=published[6])
    Appointment.objects.filter(pk=earlier.pk).update(status=Status.COMPLETED)
    start(signed_in, offer=new_only, clinic=clinic, starts_at=published[0])

    assert refused_everywhere(signed_in, "choose a kind of visit that is not for new patients")
    assert page("type") in text_of(signed_in.get(page("reason")))


def test_requests_are_capped_in_words(signed_in, by_doctor, clinic, published, book_it):
    for index in (4, 6, 8):
        book_it(offer=by_doctor, starts_at=published[index])
    start(signed_in, offer=by_doctor, clinic=clinic, starts_at=published[0])

    assert refused_everywhere(signed_in, "You have 3 requests that wait for an answer.")
    assert the_draft().appointment is None


def test_who_was_away_too_long_signs_in_and_goes_on(signed_in, patient, begun, settings, time_machine, now):
    settings.SESSION_IDLE_SECONDS = {"patient": 30 * 60, "staff": 15 * 60}
    signed_in.get(page("reason"))
    time_machine.move_to(now + 40 * MINUTE, tick=False)

    for ask in (signed_in.get, signed_in.post):
        away = ask(page("reason"))
        assert away.url == f"/accounts/login/?next=/book/{the_draft().pk}/"
        words = text_of(signed_in.get(away.url))
        assert "<h1>We signed you out to keep your details safe</h1>" in words
        assert "You were away for 30 minutes. Your answers are saved. Sign in to go on." in words
        signed_in.force_login(patient.user)
        assert signed_in.get(f"/book/{the_draft().pk}/").url == page("reason")
        time_machine.move_to(now + 80 * MINUTE, tick=False)


def test_what_was_typed_while_the_session_ended_is_kept(signed_in, patient, begun, settings, time_machine, now):
    settings.SESSION_IDLE_SECONDS = {"patient": 30 * 60, "staff": 15 * 60}
    signed_in.get(page("reason"))
    time_machine.move_to(now + 40 * MINUTE, tick=False)

    away = signed_in.post(page("reason"), {"reason": "A rash since Sunday"})

    assert away.url == f"/accounts/login/?next=/book/{the_draft().pk}/"
    assert "A rash" not in text_of(signed_in.get(away.url))
    signed_in.force_login(patient.user)
    assert signed_in.get(f"/book/{the_draft().pk}/").url == page("check")
    assert "A rash since Sunday" in text_of(signed_in.get(page("check")))


def test_whoever_sits_there_next_finds_no_booking(
    signed_in, patient, other_patient, begun, settings, time_machine, now
):
    settings.SESSION_IDLE_SECONDS = {"patient": 30 * 60, "staff": 15 * 60}
    signed_in.get(page("reason"))
    time_machine.move_to(now + 40 * MINUTE, tick=False)
    signed_in.get(page("reason"))

    later, nothing = signed_in.get(page("check")), signed_in.post(page("reason"), {"reason": "Somebody else"})

    assert later.url == nothing.url == f"/accounts/login/?next=/book/{the_draft().pk}/"
    assert the_draft().reason == ""
    signed_in.force_login(other_patient.user)
    assert signed_in.get(page("check")).status_code == 404
    signed_in.logout()
    assert signed_in.get(page("check")).status_code == 404
