"""What gets in the way of a booking, in words; and whose booking it is."""

import datetime as dt
import re

import pytest

from appointments.lifecycle import Status
from appointments.models import Appointment
from scheduling.slot_value import slot_value
from tests.appointments.flow import page, press_book, start, text_of, the_draft
from tests.factories import OfferFactory, PatientFactory, UserFactory, VisitTypeFactory

pytestmark = pytest.mark.usefixtures("clock")

MINUTE = dt.timedelta(minutes=1)


# --- What gets in the way ---------------------------------------------------------------------------


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


# --- Whose it is ------------------------------------------------------------------------------------


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
