"""The list's action that gives a sick doctor's patients to a colleague."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.models import Appointment
from appointments.schedule_check import check_schedule
from scheduling.models import TimeSlot
from tests.appointments.admin_appointments.acting import ask, press
from tests.factories import PatientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ACTION, SLUG = "to_another_doctor", "another-doctor"


@pytest.fixture
def second(book_it, other_patient, published):
    return book_it(patient=other_patient, actor=other_patient.user, starts_at=published[1])


@pytest.fixture
def late(book_it, published):
    """After the colleague has gone home."""
    patient = PatientFactory(full_name="Leo Marsh")
    return book_it(patient=patient, actor=patient.user, starts_at=published[8])


def answers_on(page):
    return [str(answer) for _row, _when, answer, _free in page.context["rows"]]


def doctors():
    return dict(Appointment.objects.values_list("patient__full_name", "doctor__full_name"))


def test_shows_who_is_free_and_changes_nothing(desk, booked, second, late, colleague):
    page = ask(desk, ACTION, booked, second, late)
    html = page.content.decode()

    assert [free for *_row, free in page.context["rows"]] == ["Dr Rosa Kim", "Dr Rosa Kim", ""]
    assert "Dr Rosa Kim: free for 2 of 3" in html
    assert "Maria Lopes" in html
    assert "Nobody" in html
    assert set(doctors().values()) == {"Amara Osei"}


def test_moves_each_and_names_who_stays(desk, booked, second, late, colleague, now):
    answers = answers_on(ask(desk, ACTION, booked, second, late))
    _answer, said = press(desk, SLUG, answers, doctor=colleague.pk)

    assert said[0] == "2 appointments moved to Dr Rosa Kim at the same time. The patients are told."
    assert said[1].startswith(f"{late.spoken_reference}, Leo Marsh: This time has just been taken.")
    assert f"/admin/appointments/appointment/{late.pk}/offer/" in said[1]
    assert doctors() == {"Maria Lopes": "Rosa Kim", "Nadia Vogel": "Rosa Kim", "Leo Marsh": "Amara Osei"}
    assert check_schedule(now=now) == []


def test_pressed_twice_is_done_once(desk, booked, second, colleague):
    answers = answers_on(ask(desk, ACTION, booked, second))
    press(desk, SLUG, answers, doctor=colleague.pk)
    _answer, said = press(desk, SLUG, answers, doctor=colleague.pk)

    assert said[-1] == "2 appointments moved to Dr Rosa Kim at the same time. The patients are told."
    assert Appointment.objects.filter(sequence=1).count() == 2


def test_asks_again_without_a_doctor(desk, booked, colleague):
    answers = answers_on(ask(desk, ACTION, booked))
    answer, _said = press(desk, SLUG, answers, note="Flu")

    assert answer.status_code == 422
    assert "Choose a doctor." in answer.content.decode()
    assert 'value="Flu"' in answer.content.decode()


def test_says_when_nobody_is_free(desk, late, colleague):
    page = desk.post("/admin/appointments/appointment/", {"action": ACTION, "_selected_action": [late.pk]}, follow=True)

    assert "Nobody else who offers these visits is free at these times." in page.content.decode()


def test_another_clinics_patients_do_not_exist(other_desk, booked, colleague):
    answer, _said = press(
        other_desk, SLUG, [f"{booked.reference}.{booked.patient.record_number}.confirmed.0"], doctor=colleague.pk
    )

    assert answer.status_code == 404


def test_two_at_one_time_are_not_promised_one_slot(desk, booked, colleague, book_it, other_patient):
    """Two lanes at the old doctor, one at the colleague."""
    slot = TimeSlot.objects.get(doctor=booked.doctor, starts_at=booked.starts_at)
    slot.pk, slot.lane, slot.status = None, 1, "open"
    slot.save()
    twin = book_it(patient=other_patient, actor=other_patient.user)
    page = ask(desk, ACTION, booked, twin)

    assert "Dr Rosa Kim: free for 1 of 2" in page.content.decode()


def test_asks_the_same_number_of_questions_for_many(desk, booked, second, colleague, django_assert_num_queries):
    with CaptureQueriesContext(connection) as one:
        ask(desk, ACTION, booked)
    with django_assert_num_queries(len(one)):
        ask(desk, ACTION, booked, second)
