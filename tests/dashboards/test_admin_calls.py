"""Call these people: whom no message reached, at whose clinics, and what becomes of them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, PatientAccess
from accounts.roles import StaffGroup
from appointments.forms.guard import Answer
from appointments.models import Appointment, Message, PatientCall
from appointments.policies import NotAllowed
from appointments.reading.desk_questions import to_call
from appointments.services.calling import record_call
from appointments.services.cancelling import cancel
from scheduling.models import ClinicStaff
from tests.dashboards.staff import said, staff_member
from tests.factories import ClinicFactory, PatientFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

CALLS = "/admin/calls/"
MINUTE = dt.timedelta(minutes=1)


def fail(appointment, now, *, kind="booked", attempts=12, error="The mail server refused the address (550)."):
    """Let the mail of the patient's side be given up."""
    Message.objects.filter(event__appointment=appointment, kind=kind, channel="email").update(
        status="failed", attempts=attempts, error=error, send_after=now
    )


@pytest.fixture
def unheard(book_it, now):
    """Maria's follow-up of Wednesday, 9:00am; its mail did not arrive."""
    appointment = book_it()
    fail(appointment, now)
    return appointment


@pytest.fixture
def desk(client, front_desk):
    client.force_login(front_desk)
    return client


@pytest.fixture
def elsewhere(client):
    """The browser of another clinic's front desk."""
    user = staff_member(StaffGroup.FRONT_DESK)
    ClinicStaff.objects.create(user=user, clinic=ClinicFactory(name="Mill Road Surgery", slug="mill-road"))
    client.force_login(user)
    return client


def answer(appointment):
    return str(Answer.about(Appointment.objects.select_related("patient").get(pk=appointment.pk)))


def listed(client, **query):
    return [row.appointment for row, _answer in client.get(CALLS, query).context["rows"]]


def press(client, *appointments, do="called", note="Told her, all well."):
    return client.post(CALLS, {"do": do, "note": note, "answer": [answer(one) for one in appointments]})


def test_says_who_on_which_number_what_about_and_what_was_tried(desk, unheard, patient):
    patient.phone = "+442079460123"
    patient.save()

    html = desk.get(CALLS).content.decode()

    assert "Maria Lopes" in html
    assert 'href="tel:+442079460123"' in html
    assert "The appointment is booked." in html
    assert "12 tries." in html
    assert "The mail server refused the address (550)." in html
    assert "Wed 25 Nov, 9:00am" in html
    assert "maria@example.com" not in html


def test_a_childs_row_has_the_numbers_of_its_parents(desk, book_it, now):
    parent = UserFactory(full_name="Ana Silva", phone="+442079460199")
    leo = PatientFactory(full_name="Leo Silva", user=None, email="", phone="")
    PatientAccess.objects.create(user=parent, patient=leo, relation="parent")
    fail(book_it(patient=leo, actor=parent), now)

    html = desk.get(CALLS).content.decode()

    assert 'href="tel:+442079460199"' in html
    assert "Ana Silva" in html


def test_whoever_nobody_could_write_to_is_there_with_what_they_must_be_told(desk, book_it, front_desk, now):
    silent = PatientFactory(full_name="Ida Stone", user=None, email="", phone="")
    appointment = book_it(patient=silent, actor=front_desk)
    cancel(appointment=appointment, actor=front_desk, now=now, reason_code="doctor_away")

    html = desk.get(CALLS).content.decode()

    assert "The clinic cancelled the appointment." in html
    assert "There is no address to write to." in html
    assert "No number known" in html


def test_the_next_visit_comes_first(desk, book_it, published, now):
    later, sooner = book_it(starts_at=published[5]), book_it(starts_at=published[1])
    for appointment in (later, sooner):
        fail(appointment, now)

    assert listed(desk) == [sooner, later]


@pytest.mark.parametrize("status", ["queued", "sent"])
def test_news_that_got_through_another_way_needs_no_call(desk, unheard, now, status):
    email = Message.objects.get(event__appointment=unheard, kind="booked", channel="email")
    email.pk, email.channel, email.status, email.dedupe_key = None, "sms", status, "another"
    email.save()

    assert listed(desk) == []


def test_later_news_that_arrived_needs_no_call(desk, unheard, patient, now):
    cancel(appointment=unheard, actor=patient.user, now=now)
    assert listed(desk) == [unheard]
    Message.objects.filter(kind="cancelled", channel="email").update(status="sent", sent_at=now + MINUTE)

    assert listed(desk) == []


def test_what_a_doctor_did_not_get_is_no_call_to_a_patient(desk, book_it, by_doctor, now):
    fail(book_it(offer=by_doctor), now, kind="doctor_requested")

    assert listed(desk) == []


def test_a_visit_of_a_week_ago_is_left_alone(desk, unheard, now):
    week = dt.timedelta(days=9)
    Appointment.objects.update(starts_at=unheard.starts_at - week, ends_at=unheard.ends_at - week)

    assert listed(desk) == []


def test_called_takes_the_mark_away_and_is_written_down(desk, unheard, front_desk, now):
    Appointment.objects.update(attention="unreachable")

    done = press(desk, unheard)

    assert "1 call is written down." in said(done)
    call = PatientCall.objects.get()
    assert (call.appointment, call.actor, call.at, call.note) == (unheard, front_desk, now, "Told her, all well.")
    unheard.refresh_from_db()
    assert unheard.attention == ""
    entry = AuditEntry.objects.get(action="called")
    assert (entry.actor, entry.patient) == (front_desk, unheard.patient)
    assert entry.object_label == f"appointment:{unheard.reference}"
    assert listed(desk) == []
    page = desk.get(f"/admin/appointments/appointment/{unheard.pk}/change/").content.decode()
    assert "Told her, all well." in page


def test_pressed_twice_it_is_one_call(desk, unheard):
    press(desk, unheard)
    press(desk, unheard)

    assert PatientCall.objects.count() == 1
    assert AuditEntry.objects.filter(action="called").count() == 1


def test_a_colleague_who_was_quicker_is_named(unheard, front_desk, now):
    other = staff_member(StaffGroup.MANAGER, full_name="Bea Quick")
    record_call(appointment=unheard, actor=other, now=now, note="Told her.")

    with pytest.raises(NotAllowed, match="Bea Quick has called already"):
        record_call(appointment=unheard, actor=front_desk, now=now + MINUTE, note="Told her.")


def test_what_fails_after_the_call_asks_for_another(desk, unheard, now):
    press(desk, unheard)
    fail(unheard, now + MINUTE)

    assert listed(desk) == [unheard]


def test_a_call_needs_a_word_and_keeps_what_was_typed(desk, unheard):
    shown = press(desk, unheard, note=" ")

    assert shown.status_code == 422
    assert "Write in a few words what was said" in shown.content.decode()
    assert not PatientCall.objects.exists()
    too_long = press(desk, unheard, note="x" * 301)
    assert (too_long.status_code, "x" * 301 in too_long.content.decode()) == (422, True)


def test_sends_again_and_names_what_cannot_be(desk, unheard, book_it, published, now, other_patient):
    silent = book_it(starts_at=published[5], patient=other_patient, actor=other_patient.user)
    Appointment.objects.filter(pk=silent.pk).update(attention="unreachable")

    done = press(desk, unheard, silent, do="again")

    assert "1 message will be sent again." in said(done)
    assert f"{silent.spoken_reference}, Nadia Vogel: There is no message to send again. Please call." in said(done)
    assert Message.objects.get(event__appointment=unheard, kind="booked", channel="email").status == "queued"


def test_an_answer_for_another_patient_or_another_state_changes_nothing(desk, unheard, other_patient):
    wrong = answer(unheard).replace(unheard.patient.record_number, other_patient.record_number)
    old = answer(unheard).replace(".confirmed.", ".requested.")
    for do in ("called", "again"):
        for text in (wrong, old):
            desk.post(CALLS, {"do": do, "note": "Told.", "answer": [text]})

    assert not PatientCall.objects.exists()
    assert Message.objects.get(kind="booked", channel="email").status == "failed"


# --- Whose it is -----------------------------------------------------------------------------------


def test_another_clinics_front_desk_sees_and_does_nothing(elsewhere, unheard):
    assert listed(elsewhere) == []
    for do in ("called", "again"):
        assert press(elsewhere, unheard, do=do).status_code == 404
    assert not PatientCall.objects.exists()


def test_it_is_narrowed_to_a_clinic(client, chief, unheard):
    ClinicFactory(name="Mill Road Surgery", slug="mill-road")

    assert listed(client, clinic="fernhill-clinic") == [unheard]
    assert listed(client, clinic="mill-road") == []
    assert listed(client, clinic="nowhere") == [unheard]


def test_who_only_reads_the_trail_has_no_page(client, unheard):
    client.force_login(staff_member(StaffGroup.AUDITOR))

    assert client.get(CALLS).status_code == 403
    assert press(client, unheard).status_code == 403


def test_nobody_writes_down_a_call_to_themselves(client, unheard, patient, now):
    with pytest.raises(NotAllowed):
        record_call(appointment=unheard, actor=patient.user, now=now, note="I know.")


def test_the_figure_on_the_first_page_counts_the_list(desk, unheard):
    html = desk.get("/admin/").content.decode()

    assert f'href="{CALLS}"' in html
    assert "<strong>1</strong> person to call" in html


def test_the_list_costs_the_same_for_one_and_for_eight(desk, book_it, published, now):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(CALLS)
        return len(captured)

    fail(book_it(starts_at=published[0]), now)
    desk.get(CALLS)
    one = queries()
    for start in published[1:8]:
        someone = PatientFactory(phone="")
        fail(book_it(starts_at=start, patient=someone, actor=someone.user), now)

    assert len(listed(desk)) == 8
    assert queries() == one


def test_the_question_is_asked_of_the_given_appointments_only(unheard, now):
    assert not to_call(Appointment.objects.none(), now=now).exists()
