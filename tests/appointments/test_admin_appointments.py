"""The list of appointments in the admin, what is done to one or many, and whose they are."""

import datetime as dt
import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import StaffGroup
from appointments.forms.guard import Answer
from appointments.lifecycle import Status
from appointments.models import Appointment, AppointmentEvent
from appointments.schedule_check import check_schedule
from appointments.services.recording import version_seen
from appointments.services.rescheduling import reschedule
from scheduling.models import ClinicStaff
from tests.dashboards.staff import administrator, staff_member
from tests.factories import ClinicFactory, WorkingHoursFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/admin/appointments/appointment/"


@pytest.fixture
def later(client, front_desk, clock):
    """Return a function that moves the clock; the front desk signs in again, as after a night."""

    def move_to(moment):
        clock.move_to(moment)
        client.force_login(front_desk)

    return move_to


@pytest.fixture
def other_desk(client, db):
    """A front desk of another clinic."""
    user = staff_member(StaffGroup.FRONT_DESK)
    ClinicStaff.objects.create(user=user, clinic=ClinicFactory(name="Elsewhere"))
    client.force_login(user)
    return client


def ask(client, action, *appointments):
    """Choose the list's action for the appointments and return the page that asks once more."""
    return client.post(LIST, {"action": action, "_selected_action": [appointment.pk for appointment in appointments]})


def answers_on(asked):
    """Return what the page that asks carries for each row."""
    return [str(answer) for _row, _when, answer in asked.context["rows"]]


def press(client, action, answers, **words):
    """Press the button of the page that asked, and return the response and what it said."""
    address = reverse("admin:appointments_appointment_selected", args=[action.replace("_", "-")])
    answer = client.post(address, {"answer": answers, **words})
    return answer, [str(message) for message in get_messages(answer.wsgi_request)]


def act(client, action, *appointments, **words):
    """Run the list's action, press the button of the page that asks, and return what it said."""
    return press(client, action, answers_on(ask(client, action, *appointments)), **words)


def page(appointment, name="change", *more):
    return reverse(f"admin:appointments_appointment_{name}", args=[appointment.pk, *more])


def status_of(appointment):
    return Appointment.objects.values_list("status", flat=True).get(pk=appointment.pk)


# --- Looking ----------------------------------------------------------------------------------


def test_a_row_says_when_in_the_clinics_zone_and_how_it_stands(desk, booked):
    html = desk.get(LIST).content.decode()

    assert booked.spoken_reference in html
    assert 'Wed 25 Nov 2026, 9:00am<br><span class="quiet">London time</span>' in html
    assert '<span class="tag tag-primary">Confirmed</span>' in html


@pytest.mark.parametrize(
    "words",
    [
        "{spoken}",
        "{reference}",
        "{lower}",
        "Maria",
        "lopes maria",
        "{record}",
        "01134 960 777",
        "+44 1134 960777",
        "Osei",
    ],
)
def test_is_found_by(desk, booked, patient, words):
    patient.phone = "+441134960777"
    patient.save()
    asked = words.format(
        spoken=booked.spoken_reference,
        reference=booked.reference,
        lower=booked.reference.lower(),
        record=patient.record_number,
    )
    found = desk.get(LIST, {"q": asked}).context["cl"].result_list
    others = desk.get(LIST, {"q": "99999 88888"}).context["cl"].result_list

    assert list(found) == [booked]
    assert list(others) == []


@pytest.mark.parametrize(
    "query",
    [
        {"doctor": "x"},
        {"doctor": "9" * 30},
        {"doctor": "-1"},
        {"late": "nonsense"},
        {"when": "nonsense"},
        {"status__exact": "nonsense"},
        {"patient__user__password__startswith": "a"},
        {"o": "99"},
        {"starts_at__year": "x"},
    ],
)
def test_a_malformed_filter_is_no_error(desk, booked, query):
    answer = desk.get(LIST, query)

    assert answer.status_code in {200, 302, 400}


def test_filters_narrow(desk, booked, by_doctor, book_it, published, other_patient, later):
    asked = book_it(offer=by_doctor, starts_at=published[3], patient=other_patient, actor=other_patient.user)

    def listed(**query):
        return {row.pk for row in desk.get(LIST, query).context["cl"].result_list}

    assert listed(late="waiting") == {asked.pk}
    assert listed(late="overdue") == set()
    assert listed(doctor=booked.doctor_id) == {booked.pk, asked.pk}
    assert listed(doctor=booked.doctor_id + 1) == set()
    assert listed(when="coming") == {booked.pk, asked.pk}
    assert listed(when="past") == set()
    later(asked.decide_by)
    assert listed(late="overdue") == {asked.pk}


def test_one_appointment_shows_what_happened_and_what_was_sent(desk, booked):
    html = desk.get(page(booked)).content.decode()

    assert "What happened" in html
    assert "Maria Lopes" in html
    assert "maria@example.com" in html
    assert "Leaves in a moment." in html
    assert page(booked, "move") in html
    assert page(booked, "step", "cancel") in html
    assert page(booked, "step", "approve") not in html
    assert 'name="_save"' not in html


# --- Whose it is ------------------------------------------------------------------------------


def test_one_appointment_is_read_once_with_everybody_in_it(desk, booked):
    with CaptureQueriesContext(connection) as queries:
        desk.get(page(booked))

    told = [query["sql"] for query in queries]
    assert sum(sql.startswith('SELECT "appointments_appointment"."id"') for sql in told) == 1
    assert not [sql for sql in told if sql.startswith('SELECT "accounts_doctor"')]


def test_another_clinics_appointment_does_not_exist(other_desk, booked):
    absent = Appointment(pk=booked.pk + 999)
    listed = other_desk.get(LIST)

    assert booked.spoken_reference not in listed.content.decode()
    for address in ("move", "step"):
        more = ["cancel"] if address == "step" else []
        theirs, nobodys = (other_desk.get(page(row, address, *more)) for row in (booked, absent))
        bodies = {
            re.sub(
                r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode().replace(page(row, address, *more), "")
            )
            for row, answer in ((booked, theirs), (absent, nobodys))
        }

        assert theirs.status_code == nobodys.status_code == 404
        assert len(bodies) == 1
    assert other_desk.get(page(booked)).status_code == other_desk.get(page(absent)).status_code == 302


@pytest.mark.parametrize("action", ["approve", "cancel", "check_in", "no_show", "undo", "complete", "start"])
def test_another_clinics_appointment_is_out_of_reach_of_actions(other_desk, booked, action):
    asked = ask(other_desk, action, booked)
    answer, _said = press(other_desk, action, [str(Answer.about(booked))], reason_code="other", note="Words")

    assert asked.status_code == 302
    assert answer.status_code == 404
    assert status_of(booked) == Status.CONFIRMED
    assert AppointmentEvent.objects.filter(appointment=booked).count() == 1


def test_another_clinics_appointment_cannot_be_moved_or_stepped_on(other_desk, booked):
    answer = other_desk.post(
        page(booked, "step", "cancel"), {"patient": booked.patient.record_number, "seen": version_seen(booked)}
    )

    assert answer.status_code == 404
    assert status_of(booked) == Status.CONFIRMED


def test_records_of_another_clinics_appointment_do_not_exist(other_desk, booked):
    event, message = booked.events.get(), booked.events.get().messages.first()

    for name, row in (("appointmentevent", event), ("message", message), ("appointmentslot", booked.slot_links.get())):
        listed = other_desk.get(f"/admin/appointments/{name}/")
        shown = other_desk.get(f"/admin/appointments/{name}/{row.pk}/change/")

        assert list(listed.context["cl"].result_list) == []
        assert shown.status_code == 302


def test_who_may_only_look_changes_nothing(client, booked):
    client.force_login(staff_member(StaffGroup.AUDITOR))

    assert client.get(LIST).status_code == 403
    assert client.post(page(booked, "step", "cancel"), {}).status_code == 403
    assert client.get(page(booked, "move")).status_code == 403


# --- Actions ----------------------------------------------------------------------------------


@pytest.fixture
def asked(book_it, by_doctor, published, other_patient):
    return book_it(offer=by_doctor, starts_at=published[3], patient=other_patient, actor=other_patient.user)


def test_asks_about_each_patient_before_anything_is_changed(desk, booked, asked, patient):
    html = ask(desk, "approve", booked, asked).content.decode()

    for words in ("Maria Lopes", patient.record_number, "27 Mar 1964", "Wed 25 Nov 2026, 9:00am", "Nadia Vogel"):
        assert words in html
    assert "Approve the selected requests" in html
    assert status_of(asked) == Status.REQUESTED


def test_what_was_not_on_the_page_is_not_approved(desk, asked, other_patient, published, now):
    answers = answers_on(ask(desk, "approve", asked))
    reschedule(appointment=asked, starts_at=published[6], actor=other_patient.user, now=now)
    _answer, said = press(desk, "approve", answers)

    assert said == [
        f"{asked.spoken_reference}, Nadia Vogel: This appointment has changed since you opened the page."
        " Look at it again, then decide."
    ]
    assert status_of(asked) == Status.REQUESTED


def test_what_changed_is_left_out_and_the_rest_is_done(desk, booked, asked, patient, published, now):
    answers = answers_on(ask(desk, "cancel", booked, asked))
    reschedule(appointment=booked, starts_at=published[6], actor=patient.user, now=now)
    _answer, said = press(desk, "cancel", answers)

    assert said[0].startswith(f"{booked.spoken_reference}, Maria Lopes: ")
    assert said[1] == "1: Cancelled."
    assert (status_of(booked), status_of(asked)) == (Status.CONFIRMED, Status.CANCELLED)


def test_an_answer_about_another_patient_is_left_out(desk, asked, patient):
    wrong = Answer(asked.reference, patient.record_number, version_seen(asked))
    _answer, said = press(desk, "approve", [str(wrong)])

    assert said == [
        f"{asked.spoken_reference}, Nadia Vogel: The page you answered was about another patient. Nothing was changed."
    ]
    assert status_of(asked) == Status.REQUESTED


@pytest.mark.parametrize("answers", [[], ["x"], ["{reference}"], ["{reference}.{record}"], ["{reference}.{record}."]])
def test_an_answer_to_no_page_of_ours_is_no_action(desk, asked, answers):
    facts = {"reference": asked.reference, "record": asked.patient.record_number}
    answer, _said = press(desk, "approve", [text.format(**facts) for text in answers])

    assert answer.status_code in {302, 404}
    assert status_of(asked) == Status.REQUESTED


def test_pressing_the_button_for_many_twice_does_it_once(desk, booked, asked):
    answers = answers_on(ask(desk, "cancel", booked, asked))
    press(desk, "cancel", answers)
    _answer, said = press(desk, "cancel", answers)

    assert set(said) == {"2: Cancelled."}
    assert asked.events.count() == 2


def test_only_the_button_takes_a_step(desk, asked):
    address = reverse("admin:appointments_appointment_selected", args=["approve"])

    assert desk.get(address).status_code == 405
    assert desk.post(address.replace("approve", "destroy")).status_code == 404
    assert status_of(asked) == Status.REQUESTED


def test_one_refusal_never_stops_the_rest(desk, booked, asked, now):
    _answer, said = act(desk, "approve", booked, asked)

    assert status_of(asked) == Status.CONFIRMED
    assert status_of(booked) == Status.CONFIRMED
    assert (
        f"{booked.spoken_reference}, Maria Lopes: This appointment is now “Confirmed”, so this cannot be done any more."
        in said
    )
    assert "1: Approved." in said
    assert check_schedule(now=now) == []


def test_declining_takes_a_reason(desk, asked, now):
    without, _said = act(desk, "decline", asked)
    unchanged = status_of(asked)
    act(desk, "decline", asked, reason_code="no_time", note="Sorry.")
    event = asked.events.last()

    assert without.status_code == 422
    assert "Choose a reason." in without.content.decode()
    assert unchanged == Status.REQUESTED
    assert status_of(asked) == Status.REJECTED
    assert (event.reason_code, event.note) == ("no_time", "Sorry.")
    assert check_schedule(now=now) == []


def test_a_reason_nobody_offered_is_no_action(desk, asked):
    act(desk, "decline", asked, reason_code="<script>")

    assert status_of(asked) == Status.REQUESTED


def test_through_the_day_and_back(desk, booked, later, published):
    later(published[0] - dt.timedelta(minutes=5))
    act(desk, "check_in", booked)
    arrived = status_of(booked)
    act(desk, "undo", booked)
    undone = status_of(booked)
    act(desk, "start", booked)
    begun = status_of(booked)
    act(desk, "complete", booked)

    assert (arrived, undone, begun) == (Status.CHECKED_IN, Status.CONFIRMED, Status.IN_PROGRESS)
    assert status_of(booked) == Status.COMPLETED


def test_missed_is_said_after_the_start_only(desk, booked, later, published):
    _answer, early = act(desk, "no_show", booked)
    later(published[0] + dt.timedelta(minutes=11))
    act(desk, "no_show", booked)

    assert "10 minutes after the start" in early[-1]
    assert status_of(booked) == Status.NO_SHOW


def test_putting_right_takes_the_right_and_a_word(desk, client, booked, later, published):
    later(published[0] + dt.timedelta(minutes=11))
    act(desk, "no_show", booked)
    _answer, refused = act(desk, "complete", booked, note="She was there.")
    client.force_login(administrator())
    wordless, _said = act(client, "complete", booked)
    act(client, "complete", booked, note="She was there.")

    assert refused[-1].endswith("You may not put this right. Ask a manager.")
    assert wordless.status_code == 422
    assert "Say why this is put right." in wordless.content.decode()
    assert status_of(booked) == Status.COMPLETED


def test_undoing_what_somebody_else_did_is_refused(desk, client, booked):
    act(desk, "cancel", booked)
    client.force_login(administrator())
    _answer, said = act(client, "undo", booked)

    assert said[-1].endswith("There is nothing of yours to undo here.")
    assert status_of(booked) == Status.CANCELLED


# --- One step, on a page of its own -----------------------------------------------------------


def answers(appointment, **told):
    return {"patient": appointment.patient.record_number, "seen": version_seen(appointment), **told}


def test_cancels_with_a_reason(desk, booked, now):
    asked_first = desk.get(page(booked, "step", "cancel"))
    answer = desk.post(page(booked, "step", "cancel"), answers(booked, reason_code="doctor_away", note="We call you."))
    event = booked.events.last()

    assert "born" in asked_first.content.decode()
    assert answer["Location"] == page(booked)
    assert status_of(booked) == Status.CANCELLED
    assert (event.reason_code, event.note) == ("doctor_away", "We call you.")
    assert check_schedule(now=now) == []


def test_pressing_twice_cancels_once(desk, booked):
    fields = answers(booked)
    first, second = (desk.post(page(booked, "step", "cancel"), fields) for _time in range(2))

    assert first["Location"] == second["Location"]
    assert booked.events.count() == 2


def test_a_page_about_another_patient_changes_nothing(desk, booked, other_patient):
    answer = desk.post(page(booked, "step", "cancel"), {**answers(booked), "patient": other_patient.record_number})

    assert answer.status_code == 422
    assert "about another patient. Nothing was changed." in answer.content.decode()
    assert status_of(booked) == Status.CONFIRMED


def test_a_stale_page_says_so_and_keeps_the_words(desk, asked, client):
    fields = answers(asked, reason_code="no_time", note="Sorry about that.")
    act(desk, "approve", asked)
    answer = desk.post(page(asked, "step", "decline"), fields)

    assert answer.status_code == 409
    assert "has changed since you opened the page" in answer.content.decode()
    assert "Sorry about that." in answer.content.decode()
    assert status_of(asked) == Status.CONFIRMED


def test_a_step_that_leads_nowhere_is_said(desk, booked):
    answer = desk.get(page(booked, "step", "approve"), follow=True)

    assert "so this cannot be done any more" in answer.content.decode()
    assert desk.get(page(booked, "step", "destroy")).status_code == 404


def test_looking_at_a_step_changes_nothing(desk, booked):
    desk.get(page(booked, "step", "cancel"))

    assert status_of(booked) == Status.CONFIRMED


# --- Moving -----------------------------------------------------------------------------------


def new_time(appointment, **told):
    return answers(appointment, clinic=appointment.clinic_id, date="2026-11-25", time="10:00", note="", **told)


def test_moves_and_tells_the_patient(desk, booked, now):
    answer = desk.post(page(booked, "move"), {**new_time(booked), "note": "The doctor asks."})
    booked.refresh_from_db()

    assert answer["Location"] == page(booked)
    assert booked.starts_at == dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
    assert booked.events.last().note == "The doctor asks."
    assert check_schedule(now=now) == []


def test_pressing_move_twice_moves_once(desk, booked):
    fields = new_time(booked)
    first, second = (desk.post(page(booked, "move"), fields) for _time in range(2))

    assert first["Location"] == second["Location"]
    assert booked.events.count() == 2


def test_a_taken_time_shows_others_and_keeps_what_was_typed(desk, booked, book_it, other_patient, published):
    book_it(starts_at=published[3], patient=other_patient, actor=other_patient.user)
    answer = desk.post(page(booked, "move"), {**new_time(booked), "note": "Please."})
    html = answer.content.decode()

    assert answer.status_code == 409
    assert "Dr Amara Osei is not free then. Free nearby: " in html
    assert "Please.</textarea>" in html
    assert 'value="10:00"' in html


def test_off_the_grid_by_right(desk, booked, now):
    refused = desk.post(page(booked, "move"), {**new_time(booked), "time": "10:05"})
    moved = desk.post(page(booked, "move"), {**new_time(booked), "time": "10:05", "by_right": "on"})
    booked.refresh_from_db()

    assert (refused.status_code, moved.status_code) == (409, 302)
    assert booked.starts_at == dt.datetime(2026, 11, 25, 10, 5, tzinfo=dt.UTC)
    assert check_schedule(now=now) == []


def test_a_front_desk_moves_to_its_own_clinics_only(desk, booked, doctor):
    elsewhere = ClinicFactory(name="Elsewhere")
    WorkingHoursFactory(doctor=doctor, clinic=elsewhere, weekday=3)
    answer = desk.post(page(booked, "move"), {**new_time(booked), "clinic": elsewhere.pk, "by_right": "on"})

    assert answer.status_code == 422
    assert "Elsewhere" not in desk.get(page(booked, "move")).content.decode()


@pytest.mark.parametrize(
    ("told", "status", "words"),
    [
        ({"time": ""}, 422, "Free that day: 9:20am"),
        ({"date": ""}, 422, "Choose a day"),
        ({"date": "2026-11-24", "time": "08:00"}, 422, "This time has passed."),
        ({"date": "2027-03-28", "time": "01:30"}, 422, "this time does not exist"),
        ({"seen": "confirmed.7"}, 409, "has changed since you opened the page"),
        ({"seen": ""}, 422, "Nothing was changed."),
        ({"patient": "P0000000"}, 422, "about another patient"),
        ({"time": "09:00"}, 409, "This is the time it already has."),
    ],
)
def test_what_cannot_be_moved_is_said(desk, booked, told, status, words):
    answer = desk.post(page(booked, "move"), {**new_time(booked), **told})

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert booked.events.count() == 1


def test_what_has_begun_is_not_moved(desk, booked, later, published):
    later(published[0] + dt.timedelta(minutes=1))
    answer = desk.get(page(booked, "move"), follow=True)

    assert "has started" in answer.content.decode()
