"""One appointment at its doctor's page: what it shows, what may be pressed, and who may not."""

import datetime as dt

import pytest

from accounts.roles import Role
from appointments.lifecycle import Status
from appointments.models import Appointment
from appointments.schedule_check import check_schedule
from appointments.services.rescheduling import reschedule
from tests.factories import PatientFactory, UserFactory

STEPS = ("approve", "check-in", "start", "complete", "no-show", "undo")
ASKING = ("reject", "cancel", "reschedule")


def text(response):
    return response.content.decode()


def address(appointment, step=""):
    return f"/doctor/appointments/{appointment.reference}/{step + '/' if step else ''}"


def status(appointment):
    return Appointment.objects.get(pk=appointment.pk).status


def labels(response):
    return [str(action.label) for action in response.context["actions"] if not action.refusal]


@pytest.fixture
def booked(appoint, at, patient):
    """Maria Lopes today at half past nine and a bit: 9:20am."""
    return appoint(at(24, 9, 20), patient=patient, reason="The rash came back.")


@pytest.fixture
def asked(appoint, at, by_doctor, patient):
    """A request of Maria's for tomorrow, 9:00am."""
    return appoint(at(25, 9), patient=patient, offer=by_doctor, reason="A mole.")


def test_says_who_it_is_when_and_why(doctor_client, booked, patient):
    page = text(doctor_client.get(address(booked)))

    assert "<h1><bdi>Maria Lopes</bdi></h1>" in page
    assert "Born 27 March 1964, 62 years" in page
    assert patient.record_number in page
    assert "Tuesday 24 November 2026" in page
    assert "9:20am to 9:40am" in page
    assert "The rash came back." in page
    assert booked.spoken_reference in page


def test_offers_what_the_policies_allow_and_says_why_not(doctor_client, booked, clock, at):
    page = doctor_client.get(address(booked))

    assert labels(page) == ["Arrived", "Start", "Offer another time", "Change time", "Cancel appointment"]
    assert "This can be said 10 minutes after the start, not before." in text(page)
    clock.move_to(at(24, 9, 30))
    page = doctor_client.get(address(booked))
    assert labels(page) == ["Arrived", "Start", "Done", "Missed", "Cancel appointment"]
    assert "This appointment has started, so it cannot be changed." in text(page)


def test_a_request_is_approved_moved_or_declined(doctor_client, asked):
    assert labels(doctor_client.get(address(asked))) == ["Approve", "Offer another time", "Change time", "Decline"]


def test_the_way_through_the_day(doctor_client, booked, guard, now):
    for step, expected in (("check-in", "checked_in"), ("start", "in_progress"), ("complete", "completed")):
        answer = doctor_client.post(address(booked, step), guard(booked))
        assert answer["Location"] == address(booked)
        assert status(booked) == expected

    happened = [step["label"] for step in doctor_client.get(address(booked)).context["steps"]]
    assert [str(label) for label in happened] == ["Booked", "Checked in", "Started", "Seen"]
    assert check_schedule(now=now) == []


def test_missed_and_undone_within_the_minute(doctor_client, booked, guard, clock, at):
    clock.move_to(at(24, 9, 31))
    doctor_client.post(address(booked, "no-show"), guard(booked))
    assert status(booked) == "no_show"
    clock.shift(59)

    doctor_client.post(address(booked, "undo"), guard(booked))

    assert status(booked) == "confirmed"


def test_undo_after_the_minute_is_refused(doctor_client, booked, guard, clock):
    doctor_client.post(address(booked, "check-in"), guard(booked))
    clock.shift(61)

    refused = doctor_client.post(address(booked, "undo"), guard(booked))

    assert refused.status_code == 409
    assert "It is too late to undo this." in text(refused)
    assert status(booked) == "checked_in"


def test_undo_pressed_twice_undoes_once(doctor_client, booked, guard):
    doctor_client.post(address(booked, "check-in"), guard(booked))
    pressed = guard(booked)
    doctor_client.post(address(booked, "undo"), pressed)

    assert doctor_client.post(address(booked, "undo"), pressed).status_code == 302
    assert status(booked) == "confirmed"


def test_undo_on_an_old_page_does_not_take_back_what_was_decided_since(doctor_client, booked, guard):
    doctor_client.post(address(booked, "check-in"), guard(booked))
    old_page = guard(booked)
    doctor_client.post(address(booked, "start"), guard(booked))

    refused = doctor_client.post(address(booked, "undo"), old_page)

    assert refused.status_code == 409
    assert "has changed since you opened the page" in text(refused)
    assert status(booked) == "in_progress"


def test_nothing_of_mine_to_undo(doctor_client, booked, guard):
    refused = doctor_client.post(address(booked, "undo"), guard(booked))

    assert refused.status_code == 409
    assert "There is nothing of yours to undo here." in text(refused)


def test_missed_too_early_is_refused_in_words(doctor_client, booked, guard):
    refused = doctor_client.post(address(booked, "no-show"), guard(booked))

    assert refused.status_code == 409
    assert "10 minutes after the start" in text(refused)
    assert status(booked) == "confirmed"


def test_a_button_pressed_twice_does_it_once(doctor_client, booked, guard):
    form = guard(booked)
    doctor_client.post(address(booked, "check-in"), form)

    second = doctor_client.post(address(booked, "check-in"), form)

    assert second.status_code == 302
    assert booked.events.filter(kind="checked_in").count() == 1


def test_a_page_from_before_the_patient_moved_it_is_refused(doctor_client, asked, guard, at, now):
    form = guard(asked)
    reschedule(appointment=asked, starts_at=at(25, 11), actor=asked.patient.user, now=now)

    refused = doctor_client.post(address(asked, "approve"), form)

    assert refused.status_code == 409
    assert "has changed since you opened the page" in text(refused)
    assert address(asked) in text(refused)
    assert status(asked) == "requested"


@pytest.mark.parametrize("step", [*STEPS, "reject", "cancel", "reschedule"])
def test_an_answer_about_another_patient_is_refused(doctor_client, asked, guard, step):
    other = PatientFactory(full_name="Nell Shaw")
    crossed = guard(asked, patient=other.record_number, reason_code="other", slot="x", note="x")

    refused = doctor_client.post(address(asked, step), crossed)

    assert refused.status_code == 409
    assert "another patient. Nothing was changed." in text(refused)
    assert "Nell Shaw" not in text(refused)
    assert status(asked) == "requested"


@pytest.mark.parametrize("missing", ["patient", "seen"])
def test_an_answer_that_names_no_patient_is_refused(doctor_client, asked, guard, missing):
    form = guard(asked)
    del form[missing]

    assert doctor_client.post(address(asked, "approve"), form).status_code == 409
    assert status(asked) == "requested"


@pytest.mark.parametrize("step", STEPS)
def test_get_on_a_step_is_refused(doctor_client, booked, step):
    assert doctor_client.get(address(booked, step)).status_code == 405
    assert status(booked) == "confirmed"


@pytest.mark.parametrize("step", ["", *STEPS, *ASKING])
def test_another_doctors_is_not_there(client, clock, other_doctor, booked, guard, step):
    client.force_login(other_doctor.user)
    ask = client.post if step in STEPS else client.get

    theirs = ask(address(booked, step), guard(booked))
    absent = ask(f"/doctor/appointments/ZZZZZZZZ/{step + '/' if step else ''}", guard(booked))

    assert (theirs.status_code, absent.status_code) == (404, 404)
    assert "Maria" not in text(theirs)
    assert status(booked) == "confirmed"


@pytest.mark.parametrize("step", ["", *STEPS, *ASKING])
def test_a_stranger_is_sent_to_sign_in(client, clock, booked, guard, step):
    answer = client.post(address(booked, step), guard(booked)) if step in STEPS else client.get(address(booked, step))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("step", ["", *STEPS, *ASKING])
def test_the_patient_and_the_front_desk_have_no_business_here(client, clock, booked, patient, front_desk, guard, step):
    superuser = UserFactory(role=Role.ADMINISTRATOR, is_superuser=True)
    for user in (patient.user, front_desk, superuser):
        client.force_login(user)
        ask = client.post if step in STEPS else client.get
        assert ask(address(booked, step), guard(booked)).status_code == 403
    assert status(booked) == "confirmed"


def test_a_doctor_who_left_is_kept_out(client, clock, doctor, booked):
    doctor.is_active = False
    doctor.save()
    client.force_login(doctor.user)

    assert client.get(address(booked)).status_code == 403


def test_a_doctor_who_is_the_patient_has_it_at_the_patients_pages_only(client, clock, other_doctor, appoint, at):
    own = appoint(at(24, 11), patient=PatientFactory(user=other_doctor.user))
    client.force_login(other_doctor.user)

    assert client.get(address(own)).status_code == 404


def test_decline_wants_a_reason(doctor_client, asked, guard):
    assert "Decline this request?" in text(doctor_client.get(address(asked, "reject")))

    unsaid = doctor_client.post(address(asked, "reject"), guard(asked, note="Sorry."))

    assert unsaid.status_code == 422
    assert "Choose a reason" in text(unsaid)
    assert "Sorry." in text(unsaid)
    assert status(asked) == "requested"


def test_declined_with_a_reason_and_undone(doctor_client, asked, guard, now):
    answer = doctor_client.post(
        address(asked, "reject"),
        guard(asked, reason_code="no_time", note="I am called away.", next="/doctor/requests/"),
    )

    assert answer["Location"] == "/doctor/requests/"
    assert status(asked) == "rejected"
    page = doctor_client.get(address(asked))
    assert "Reason: The time is not free after all. I am called away." in text(page)
    assert page.context["undo"].text == "Declined Maria Lopes, Wed 25 Nov, 9:00am."
    doctor_client.post(address(asked, "undo"), guard(asked))
    assert status(asked) == "requested"
    assert check_schedule(now=now) == []


def test_cancelled_with_words_and_the_time_is_free_again(doctor_client, booked, guard, clock, now):
    answer = doctor_client.post(address(booked, "cancel"), guard(booked, reason_code="doctor_away", note="I am ill."))

    assert answer["Location"] == address(booked)
    assert status(booked) == "cancelled"
    event = booked.events.get(kind="cancelled")
    assert (event.reason_code, event.note, event.by_staff) == ("doctor_away", "I am ill.", True)
    assert not booked.slot_links.exists()
    assert check_schedule(now=now) == []


def test_what_cannot_be_cancelled_any_more_says_so_before_asking_why(doctor_client, booked):
    Appointment.objects.filter(pk=booked.pk).update(status=Status.COMPLETED)

    refused = doctor_client.get(address(booked, "cancel"))

    assert refused.status_code == 409
    assert "is now “Seen”" in text(refused)


class TestPuttingRight:
    @pytest.fixture
    def missed(self, doctor_client, booked, guard, clock, at):
        clock.move_to(at(24, 10))
        doctor_client.post(address(booked, "no-show"), guard(booked))
        clock.shift(3600)
        return booked

    def test_missed_to_seen_with_a_reason(self, doctor_client, missed, guard):
        page = doctor_client.get(address(missed))
        assert "Put this right" in text(page)

        doctor_client.post(address(missed, "complete"), guard(missed, note="Came late, was seen."))

        assert status(missed) == "completed"
        event = missed.events.get(kind="completed")
        assert (event.reason_code, event.note) == ("correction", "Came late, was seen.")

    def test_not_without_a_reason(self, doctor_client, missed, guard):
        answer = doctor_client.post(address(missed, "complete"), guard(missed, note="  "))

        assert answer.status_code == 422
        assert "Say why this is put right" in text(answer)
        assert "<title>Error: Maria Lopes" in text(answer)
        assert status(missed) == "no_show"

    def test_seen_to_missed(self, doctor_client, booked, guard, clock, at):
        doctor_client.post(address(booked, "complete"), guard(booked))
        clock.move_to(at(24, 15))

        doctor_client.post(address(booked, "no-show"), guard(booked, note="Somebody else was seen."))

        assert status(booked) == "no_show"

    def test_pressed_twice_is_written_once(self, doctor_client, missed, guard):
        form = guard(missed, note="Came late.")
        doctor_client.post(address(missed, "complete"), form)

        assert doctor_client.post(address(missed, "complete"), form).status_code == 302
        assert missed.events.filter(kind="completed").count() == 1


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "https:evil"])
def test_leads_only_to_pages_of_ours(doctor_client, booked, guard, wanted):
    assert doctor_client.post(address(booked, "check-in"), guard(booked, next=wanted))["Location"] == address(booked)


def test_what_a_patient_types_stays_text(doctor_client, appoint, at):
    marked = appoint(at(24, 12), patient=PatientFactory(full_name="<b>Bold</b>"), reason="<script>alert(1)</script>")
    for page in (address(marked), "/doctor/"):
        assert "<script>alert" not in text(doctor_client.get(page))
        assert "<b>Bold" not in text(doctor_client.get(page))


def test_a_long_history_costs_no_more_queries(doctor_client, booked, guard, clock, django_assert_max_num_queries):
    for _time in range(5):
        doctor_client.post(address(booked, "check-in"), guard(booked))
        clock.shift(dt.timedelta(seconds=1).total_seconds())
        doctor_client.post(address(booked, "undo"), guard(booked))

    with django_assert_max_num_queries(13):
        doctor_client.get(address(booked))
