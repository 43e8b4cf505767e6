"""Requests: one answer or many, and the minute in which it can be taken back."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.lifecycle import Status
from appointments.models import Appointment, Message
from appointments.schedule_check import check_schedule
from appointments.services.cancelling import cancel
from appointments.services.expiring import expire
from appointments.services.rescheduling import reschedule
from scheduling.services.publishing import publish
from tests.factories import PatientFactory, WorkingHoursFactory

REQUESTS = "/doctor/requests/"
DECIDE = "/doctor/requests/decide/"
UNDO = "/doctor/undo/"


def text(response):
    return response.content.decode()


def words(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.fixture
def asked(appoint, by_doctor, at):
    """Three requests for Wednesday, nine, ten and eleven."""
    return [appoint(at(25, hour), offer=by_doctor, reason=f"Reason {hour}") for hour in (9, 10, 11)]


def statuses(asked):
    return [Appointment.objects.get(pk=appointment.pk).status for appointment in asked]


def test_the_one_to_answer_soonest_comes_first(doctor_client, asked):
    Appointment.objects.filter(pk=asked[2].pk).update(decide_by=asked[2].decide_by - dt.timedelta(hours=5))

    rows = doctor_client.get(REQUESTS).context["rows"]

    assert [row.appointment for row in rows] == [asked[2], asked[0], asked[1]]


def test_a_row_says_who_when_what_and_why(doctor_client, asked):
    page = text(doctor_client.get(REQUESTS))

    assert "62 years, born 27 Mar 1964" in page
    assert "New to you" in page
    assert "Wed 25 Nov, 9:00am" in page
    assert "Reason 9" in page
    assert "Answer by" in page


def test_somebody_seen_before_is_known(doctor_client, appoint, asked, by_doctor, at):
    earlier = appoint(at(24, 12), patient=asked[0].patient)
    Appointment.objects.filter(pk=earlier.pk).update(status=Status.COMPLETED)

    known = {row.appointment: row.appointment.is_known for row in doctor_client.get(REQUESTS).context["rows"]}

    assert known == {asked[0]: True, asked[1]: False, asked[2]: False}


def test_flags_keep_a_request_out_of_the_quick_yes(doctor_client, appoint, asked, by_doctor, at):
    child = appoint(at(25, 12), offer=by_doctor, patient=PatientFactory(date_of_birth=dt.date(2010, 1, 1)))
    Appointment.objects.filter(pk=asked[1].pk).update(attention="outside_hours")

    response = doctor_client.get(REQUESTS)

    flags = {row.appointment: [str(flag.label) for flag in row.flags] for row in response.context["rows"]}
    assert flags == {asked[0]: [], asked[1]: ["Outside hours"], asked[2]: [], child: ["Under 18"]}
    assert response.context["clean"] == 2
    assert "Select all 2 without problems" in text(response)


def test_two_at_one_time_clash_unless_the_hours_take_several(doctor_client, doctor, clinic, asked, now):
    late = PatientFactory()
    double = Appointment.objects.get(pk=asked[0].pk)
    Appointment.objects.create(
        patient=late, doctor=doctor, clinic=clinic, visit_type=double.visit_type, starts_at=double.starts_at,
        ends_at=double.ends_at, time_zone=double.time_zone, mode=double.mode, minutes=40, currency="GBP",
        visit_type_name="First visit", changeable_until=now, late_after=now, status=Status.CANCELLED,
    )  # fmt: skip
    assert not any(row.flags for row in doctor_client.get(REQUESTS).context["rows"])

    Appointment.objects.filter(patient=late).update(status=Status.COMPLETED)
    Appointment.objects.filter(pk=asked[1].pk).update(starts_at=double.starts_at, ends_at=double.ends_at)

    flagged = [row.appointment for row in doctor_client.get(REQUESTS).context["rows"] if row.flags]
    assert set(flagged) == {asked[0], asked[1]}


def test_nothing_is_ticked_unless_asked_for(doctor_client, asked):
    assert " checked" not in text(doctor_client.get(REQUESTS))
    assert text(doctor_client.get(REQUESTS, {"select": "clean"})).count(" checked") == 3


def test_says_when_nothing_waits(doctor_client, hours):
    assert "Nothing waiting. New requests show up here." in text(doctor_client.get(REQUESTS))


def test_yes_in_the_row(doctor_client, asked, guard):
    answer = doctor_client.post(f"/doctor/appointments/{asked[0].reference}/approve/", guard(asked[0], next=REQUESTS))

    assert answer["Location"] == REQUESTS
    assert statuses(asked) == ["confirmed", "requested", "requested"]
    page = doctor_client.get(REQUESTS)
    assert page.context["undo"].text == f"Approved {asked[0].patient.full_name}, Wed 25 Nov, 9:00am."
    assert page.context["waiting_requests"] == 2


def test_yes_to_all_at_once_and_undo_all(doctor_client, asked, answer, now):
    chosen = [answer(appointment) for appointment in asked]

    posted = doctor_client.post(DECIDE, {"verb": "approve", "request": chosen})

    assert posted["Location"] == REQUESTS
    assert statuses(asked) == ["confirmed"] * 3
    undo = doctor_client.get(REQUESTS).context["undo"]
    assert undo.text == "3 approved."
    assert undo.seconds == 60
    again = doctor_client.post(UNDO, {"request": [answer(appointment) for appointment in undo.appointments]})
    assert again["Location"] == REQUESTS
    assert statuses(asked) == ["requested"] * 3
    assert not Message.objects.filter(status="queued", event__kind="approved").exists()
    assert check_schedule(now=now) == []


def test_undo_after_the_minute_is_refused(doctor_client, asked, answer, clock):
    doctor_client.post(DECIDE, {"verb": "approve", "request": [answer(appointment) for appointment in asked]})
    decided = [answer(appointment) for appointment in doctor_client.get(REQUESTS).context["undo"].appointments]
    clock.shift(61)

    refused = doctor_client.post(UNDO, {"request": decided})

    assert refused.status_code == 409
    assert "It is too late to undo this." in text(refused)
    assert statuses(asked) == ["confirmed"] * 3
    assert doctor_client.get(REQUESTS).context["undo"] is None


def test_undo_pressed_twice_undoes_once(doctor_client, asked, answer):
    doctor_client.post(DECIDE, {"verb": "approve", "request": [answer(asked[0])]})
    chosen = {"request": [answer(Appointment.objects.get(pk=asked[0].pk))]}
    doctor_client.post(UNDO, chosen)

    second = doctor_client.post(UNDO, chosen)

    assert second.status_code == 302
    assert statuses(asked)[0] == "requested"


def test_undo_all_on_an_old_page_leaves_what_was_decided_since(doctor_client, asked, answer, clock, now):
    doctor_client.post(DECIDE, {"verb": "approve", "request": [answer(appointment) for appointment in asked[:2]]})
    old_page = [answer(appointment) for appointment in doctor_client.get(REQUESTS).context["undo"].appointments]
    clock.shift(5)
    cancel(appointment=asked[0], actor=asked[0].doctor.user, now=now + dt.timedelta(seconds=5))

    doctor_client.post(UNDO, {"request": old_page})

    assert statuses(asked) == ["cancelled", "requested", "requested"]


def test_one_that_was_cancelled_meanwhile_never_stops_the_rest(doctor_client, asked, answer, now):
    chosen = [answer(appointment) for appointment in asked]
    cancel(appointment=asked[1], actor=asked[1].patient.user, now=now)

    posted = doctor_client.post(DECIDE, {"verb": "approve", "request": chosen})

    assert statuses(asked) == ["confirmed", "cancelled", "confirmed"]
    assert f"1 was not approved. {asked[1].patient.full_name}: This appointment has changed" in words(posted)
    assert doctor_client.get(REQUESTS).context["undo"].text == "2 approved."


def test_one_that_nobody_answered_in_time_is_named(doctor_client, asked, answer, clock, at):
    chosen = [answer(appointment) for appointment in asked[:2]]
    Appointment.objects.filter(pk=asked[0].pk).update(decide_by=at(24, 9))
    expire(appointment=asked[0], now=at(24, 9))

    posted = doctor_client.post(DECIDE, {"verb": "approve", "request": chosen})

    assert statuses(asked) == ["expired", "confirmed", "requested"]
    assert "1 was not approved." in words(posted)


def test_one_the_patient_moved_meanwhile_is_not_approved_unseen(doctor_client, asked, answer, at, now):
    chosen = [answer(appointment) for appointment in asked]
    reschedule(appointment=asked[2], starts_at=at(25, 12), actor=asked[2].patient.user, now=now)

    posted = doctor_client.post(DECIDE, {"verb": "approve", "request": chosen})

    assert statuses(asked) == ["confirmed", "confirmed", "requested"]
    assert "has changed since you opened the page" in words(posted)


def test_one_whose_time_has_passed_is_named(doctor_client, doctor, asked, answer, clock, at):
    chosen = [answer(appointment) for appointment in asked[:2]]
    clock.move_to(at(25, 9, 30))
    doctor_client.force_login(doctor.user)

    posted = doctor_client.post(DECIDE, {"verb": "approve", "request": chosen})

    assert statuses(asked)[:2] == ["requested", "confirmed"]
    assert "The time has passed" in words(posted)


def test_pressing_approve_twice_approves_once(doctor_client, asked, answer):
    chosen = {"verb": "approve", "request": [answer(asked[0])]}
    doctor_client.post(DECIDE, chosen)

    doctor_client.post(DECIDE, chosen)

    assert asked[0].events.filter(kind="approved").count() == 1


def test_no_asks_for_one_reason_for_all(doctor_client, asked, answer):
    chosen = {"verb": "reject", "request": [answer(appointment) for appointment in asked[:2]]}

    page = doctor_client.post(DECIDE, chosen)

    assert page.status_code == 200
    assert "Decline 2 requests?" in text(page)
    assert asked[0].patient.full_name in text(page)
    assert statuses(asked) == ["requested"] * 3

    unsaid = doctor_client.post(DECIDE, {**chosen, "asked": "1", "note": "Sorry."})
    assert unsaid.status_code == 422
    assert "Choose a reason" in text(unsaid)
    assert "Sorry." in text(unsaid)
    assert statuses(asked) == ["requested"] * 3

    doctor_client.post(DECIDE, {**chosen, "asked": "1", "reason_code": "wrong_doctor", "note": "Dr Nowak sees skin."})
    assert statuses(asked) == ["rejected", "rejected", "requested"]
    event = asked[0].events.get(kind="rejected")
    assert (event.reason_code, event.note) == ("wrong_doctor", "Dr Nowak sees skin.")
    assert doctor_client.get(REQUESTS).context["undo"].text == "2 declined."


@pytest.mark.parametrize("reason", ["feels_better", "cost", "nonsense", ""])
def test_a_reason_of_the_patients_is_no_reason_to_decline(doctor_client, asked, answer, reason):
    chosen = {"verb": "reject", "request": [answer(asked[0])], "asked": "1", "reason_code": reason}

    assert doctor_client.post(DECIDE, chosen).status_code == 422
    assert statuses(asked)[0] == "requested"


def test_enter_on_a_tick_box_decides_nothing_and_keeps_the_ticks(doctor_client, asked, answer):
    """The first button of the form, which browsers press for Enter, has no verb."""
    page = doctor_client.post(DECIDE, {"verb": "", "request": [answer(asked[1])]})

    assert page.status_code == 422
    assert "Press Approve, Other time or Decline." in text(page)
    assert text(page).count(" checked") == 1
    assert statuses(asked) == ["requested"] * 3


def test_nothing_ticked_comes_back_with_a_sentence(doctor_client, asked):
    page = doctor_client.post(DECIDE, {"verb": "approve"})

    assert page.status_code == 422
    assert "Choose at least one request first." in text(page)
    assert "<title>Error: Requests" in text(page)


@pytest.mark.parametrize("sent", ["K7QD2M9X", "..", "a.b", "x" * 300, "%s"])
def test_an_answer_no_page_of_ours_wrote_is_refused(doctor_client, asked, sent):
    assert doctor_client.post(DECIDE, {"verb": "approve", "request": [sent]}).status_code == 422


@pytest.mark.parametrize("verb", ["", "complete", "delete"])
def test_no_other_verb_passes(doctor_client, asked, answer, verb):
    assert doctor_client.post(DECIDE, {"verb": verb, "request": [answer(asked[0])]}).status_code == 422
    assert statuses(asked)[0] == "requested"


def test_an_answer_about_another_patient_changes_nothing_at_all(doctor_client, asked, answer):
    crossed = answer(asked[0]).replace(asked[0].patient.record_number, asked[1].patient.record_number)

    posted = doctor_client.post(DECIDE, {"verb": "approve", "request": [answer(asked[2]), crossed]})

    assert posted.status_code == 409
    assert "another patient" in text(posted)
    assert statuses(asked) == ["requested"] * 3


def test_what_no_page_of_ours_wrote_is_left_out_and_the_rest_counts(doctor_client, asked, answer):
    crafted = ["nonsense", answer(asked[1]).replace(asked[1].reference, "22222222")]

    posted = doctor_client.post(DECIDE, {"verb": "approve", "request": [crafted[0], answer(asked[0]), crafted[1]]})

    assert posted.status_code == 302
    assert statuses(asked) == ["confirmed", "requested", "requested"]
    assert words(posted) == "2 were left out: we could not tell which requests they were."
    assert doctor_client.post(DECIDE, {"verb": "approve", "request": crafted[:1]}).status_code == 422
    assert doctor_client.post(DECIDE, {"verb": "approve", "request": crafted[1:]}).status_code == 404


def test_another_doctors_request_is_not_there(client, clock, other_doctor, asked, answer):
    client.force_login(other_doctor.user)

    assert not client.get(REQUESTS).context["rows"]
    assert client.post(DECIDE, {"verb": "approve", "request": [answer(asked[0])]}).status_code == 404
    assert client.post(UNDO, {"request": [answer(asked[0])]}).status_code == 404
    assert statuses(asked) == ["requested"] * 3


@pytest.mark.parametrize("address", [DECIDE, UNDO])
def test_get_changes_nothing(doctor_client, address):
    assert doctor_client.get(address).status_code == 405


def test_leads_only_to_pages_of_ours(doctor_client, asked, answer):
    posted = doctor_client.post(
        DECIDE, {"verb": "approve", "request": [answer(asked[0])], "next": "https://evil.example/"}
    )

    assert posted["Location"] == REQUESTS


def test_thirty_requests_cost_no_more_queries_than_one(doctor_client, doctor, clinic, appoint, by_doctor, at, now):
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=3, starts=dt.time(0), ends=dt.time(0))
    publish(doctor=doctor, now=now - dt.timedelta(days=1))
    appoint(at(26, 0), offer=by_doctor)
    doctor_client.get(REQUESTS)
    with CaptureQueriesContext(connection) as one:
        doctor_client.get(REQUESTS)
    for index in range(1, 30):
        appoint(at(26, 0) + dt.timedelta(minutes=40 * index), offer=by_doctor)

    with CaptureQueriesContext(connection) as thirty:
        page = doctor_client.get(REQUESTS)

    assert len(page.context["rows"]) == 30
    assert len(thirty) == len(one) <= 8
