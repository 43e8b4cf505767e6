"""Offer another time: ticked from the week, sent, undone within the minute, taken back later."""

import datetime as dt
import re

import pytest

from appointments.lifecycle import Status
from appointments.models import Appointment, Proposal
from appointments.schedule_check import check_schedule
from appointments.services.expiring import expire_due
from scheduling.slot_value import slot_value

pytestmark = pytest.mark.django_db


@pytest.fixture
def booked(appoint, patient, at):
    return appoint(at(25, 9, 20), patient=patient)


@pytest.fixture
def sent(guard):
    """Return what the page sends, ended in a day unless told."""
    return lambda appointment, **more: guard(appointment, **{"until": "day", **more})


@pytest.fixture
def address(booked):
    return f"/doctor/appointments/{booked.reference}/propose/"


@pytest.fixture
def value(doctor, clinic):
    return lambda start: slot_value(doctor.pk, clinic.pk, start)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def offered_times():
    return list(Proposal.objects.open().values_list("options__starts_at", flat=True).order_by("options__starts_at"))


def listed(response, day):
    """Return the times of a day of that November."""
    (found,) = [one for one in response.context["days"] if one.date == dt.date(2026, 11, day)]
    return [time["label"] for _clinic, times in found.groups for time in times]


def test_shows_the_week_without_what_the_visit_needs_itself(doctor_client, appoint, by_doctor, at):
    """A visit of forty minutes at 9:20: nine would touch it, 9:40 is its own."""
    asked = appoint(at(25, 9, 20), offer=by_doctor)
    appoint(at(25, 11))

    times = listed(doctor_client.get(f"/doctor/appointments/{asked.reference}/propose/"), 25)

    assert times == ["10:00am", "10:20am", "11:20am", "11:40am", "midday", "12:20pm"]


@pytest.mark.parametrize("page", ["propose", "reschedule"])
def test_days_that_are_gone_are_not_listed(doctor_client, booked, page):
    """It is Tuesday: Monday is no day to choose from, free or not."""
    shown = doctor_client.get(f"/doctor/appointments/{booked.reference}/{page}/", {"week": "2026-11-16"})

    assert shown.context["monday"] == dt.date(2026, 11, 23)
    assert [day.date.day for day in shown.context["days"]] == [24, 25, 26, 27, 28, 29]
    assert "Mon 23 Nov: no free times" not in text(shown)


def test_two_presses_from_the_page_send_it(doctor_client, booked, address, sent, value, at):
    answer = doctor_client.post(
        address, sent(booked, slot=[value(at(25, 11)), value(at(25, 12))], message="I am late.")
    )

    assert answer.status_code == 302
    assert offered_times() == [at(25, 11), at(25, 12)]
    page = doctor_client.get(answer.url)
    assert page.context["undo"].text == "Offered other times to Maria Lopes."
    assert "Wed 25 Nov, 11:00am" in text(page)
    assert "Take the offer back" in text(page)


def test_undoes_within_the_minute(doctor_client, booked, address, sent, value, at, now):
    doctor_client.post(address, sent(booked, slot=[value(at(25, 11))]))
    doctor_client.post(f"/doctor/appointments/{booked.reference}/undo/", sent(booked))

    assert offered_times() == []
    assert check_schedule(now=now) == []


def test_pressed_twice_offers_once(doctor_client, booked, address, sent, value, at):
    form = sent(booked, slot=[value(at(25, 11))])
    doctor_client.post(address, form)

    assert doctor_client.post(address, form).status_code == 302
    assert Proposal.objects.count() == 1


def test_the_end_is_chosen_and_never_after_what_leaves_room(doctor_client, booked, appoint, sent, value, at):
    later = appoint(at(24, 12), patient=booked.patient)
    doctor_client.post(
        f"/doctor/appointments/{booked.reference}/propose/", sent(booked, slot=[value(at(25, 11))], until="today")
    )
    doctor_client.post(
        f"/doctor/appointments/{later.reference}/propose/", sent(later, slot=[value(at(25, 12))], until="noon")
    )

    ends = Proposal.objects.order_by("pk").values_list("answer_by", flat=True)
    assert list(ends) == [at(24, 17), at(24, 10)]


@pytest.mark.parametrize(("count", "words"), [(0, "Choose at least one time"), (4, "Choose three times at most")])
def test_too_few_and_too_many_come_back(doctor_client, booked, address, sent, value, at, count, words):
    ticked = [value(at(25, 11, minute)) for minute in (0, 20, 40)] + [value(at(25, 12))]

    answer = doctor_client.post(address, sent(booked, slot=ticked[:count]))

    assert answer.status_code in {409, 422}
    assert words in text(answer)
    assert offered_times() == []


def test_a_time_taken_meanwhile_comes_back_with_the_rest_ticked(
    doctor_client, booked, address, appoint, sent, value, at
):
    appoint(at(25, 11))

    answer = doctor_client.post(address, sent(booked, slot=[value(at(25, 11)), value(at(25, 12))]))

    assert answer.status_code == 409
    assert "just been taken" in text(answer)
    assert f'value="{value(at(25, 12))}" checked' in answer.content.decode()


def test_another_doctors_time_is_none(doctor_client, booked, address, sent, other_doctor, clinic, at):
    answer = doctor_client.post(address, sent(booked, slot=[slot_value(other_doctor.pk, clinic.pk, at(25, 11))]))

    assert answer.status_code == 422


def test_an_answer_about_another_patient_does_nothing(doctor_client, booked, address, sent, value, at):
    fields = sent(booked, slot=[value(at(25, 11))]) | {"patient": "P0000000"}

    assert doctor_client.post(address, fields).status_code == 409
    assert offered_times() == []


def test_is_taken_back_by_a_press(doctor_client, booked, address, sent, value, at):
    doctor_client.post(address, sent(booked, slot=[value(at(25, 11))]))

    assert doctor_client.post(f"{address}end/", sent(booked)).status_code == 302
    assert offered_times() == []
    assert Proposal.objects.get().status == "withdrawn"


def test_requests_offer_it_and_say_that_it_waits(doctor_client, appoint, by_doctor, sent, value, at):
    asked = appoint(at(25, 9), offer=by_doctor)
    address = f"/doctor/appointments/{asked.reference}/propose/"
    assert f'href="{address}?next=%2Fdoctor%2Frequests%2F"' in doctor_client.get("/doctor/requests/").content.decode()

    doctor_client.post(address, sent(asked, slot=[value(at(25, 12))]))

    page = doctor_client.get("/doctor/requests/")
    assert "Patient answers by Wed 25 Nov, 7:00am" in text(page)
    assert "Other time offered" in text(page)
    assert address not in page.content.decode()
    assert not page.context["rows"][0].is_clean


def test_a_second_offer_is_refused_before_anything_is_chosen(doctor_client, booked, address, sent, value, at):
    doctor_client.post(address, sent(booked, slot=[value(at(25, 11))]))

    page = doctor_client.get(address)

    assert page.status_code == 409
    assert "offered already" in text(page)


# --- Where time is taken away ---------------------------------------------------------------------------
def blocked(at):
    return {
        "preset": "other", "from_date": "2026-11-25", "to_date": "2026-11-25",
        "from_time": "09:00", "to_time": "10:00", "repeats_until": "",
    }  # fmt: skip


def test_asks_everybody_who_is_hit_to_choose(doctor_client, booked, appoint, answer, at, now):
    other = appoint(at(25, 9, 40))
    asked = doctor_client.post("/doctor/time-off/add/", blocked(at))
    assert "Ask them to choose another time" in text(asked)

    doctor_client.post(
        "/doctor/time-off/add/",
        blocked(at) | {"hit": [answer(booked), answer(other)], "what": "ask", "note": "I am at the hospital."},
    )

    for appointment in (booked, other):
        appointment.refresh_from_db()
        assert (appointment.status, appointment.attention) == (Status.CONFIRMED, "doctor_away")
        assert appointment.is_offered
        assert appointment.proposals.get().message == "I am at the hospital."
    starts = offered_times()
    assert len(starts) == len(set(starts)) == 6
    assert min(starts) >= at(24, 9)
    assert not [start for start in starts if at(25, 9) <= start < at(25, 10)]
    assert check_schedule(now=now) == []


def test_a_request_that_waits_for_its_patient_does_not_end(doctor_client, appoint, by_doctor, sent, value, at, now):
    asked = appoint(at(25, 9), offer=by_doctor)
    doctor_client.post(f"/doctor/appointments/{asked.reference}/propose/", sent(asked, slot=[value(at(25, 12))]))
    Appointment.objects.filter(pk=asked.pk).update(decide_by=now - dt.timedelta(hours=1))

    assert expire_due(now=now) == 0
