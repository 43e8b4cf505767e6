"""My appointments, one of them, and the page that says it is booked."""

import datetime as dt
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import PatientAccess
from appointments.lifecycle import Status, Verb
from appointments.models import Appointment
from appointments.services.attendance import record_attendance
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve, reject
from appointments.services.rescheduling import reschedule
from appointments.services.undoing import undo
from scheduling.models import DoctorVisitType
from tests.appointments.flow import text_of
from tests.factories import ClinicFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.usefixtures("clock")

DAY = dt.timedelta(days=1)


def without_tokens(response):
    import re

    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", response.content)


# --- One appointment -----------------------------------------------------------------------------------


def test_says_when_where_who_and_why(signed_in, booked):
    words = text_of(signed_in.get(f"/appointments/{booked.reference}/"))

    assert "<h1>Appointment with Dr Amara Osei</h1>" in words
    assert "Confirmed" in words
    assert "Wednesday 25 November 2026, 9:00am" in words
    assert "Fernhill Clinic, 12 Mill Road, Oakford" in words
    assert "A rash" in words
    assert booked.spoken_reference in words
    assert "Change time" in words
    assert "Cancel appointment" in words


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (30, "free until Tue 24 Nov, 9:00am. You can still do it here until Wed 25 Nov, 5:00am, but cancelling then"),
        (20, "You can change or cancel here until Wed 25 Nov, 5:00am. Cancelling counts as a late cancellation."),
        (4, "You can change or cancel here until Wed 25 Nov, 5:00am."),
        (3, "so you cannot cancel it here"),
    ],
)
def test_says_until_when_changing_is_free_and_until_when_it_is_possible(
    signed_in, patient, booked, time_machine, before, words
):
    time_machine.move_to(booked.starts_at - dt.timedelta(hours=before), tick=False)
    signed_in.force_login(patient.user)

    assert words in text_of(signed_in.get(f"/appointments/{booked.reference}/"))


def test_nothing_is_late_where_the_clinic_counts_nothing_so(signed_in, book_it, offer, follow_up):
    follow_up.late_cancel_hours = 0
    follow_up.save()
    offer.refresh_from_db()
    page = f"/appointments/{book_it(offer=offer).reference}/"

    for address in (page, f"{page}confirmed/"):
        words = text_of(signed_in.get(address))
        assert "You can change or cancel free until Wed 25 Nov, 5:00am." in words
        assert "late" not in words.split("<main")[1].split("</main>")[0].replace("later", "")


def test_names_the_town_of_the_clock_where_several_could_be_meant(signed_in, booked):
    page, own = f"/appointments/{booked.reference}/", "Wednesday 25 November 2026, 9:00am"
    assert f"{own}<" in signed_in.get(page).content.decode()

    ClinicFactory(time_zone="America/New_York", city="New York")
    for address in (page, f"{page}confirmed/"):
        assert f"{own} Oakford time" in text_of(signed_in.get(address))
    for address in ("/appointments/", "/me/"):
        assert "Wed 25 Nov, 9:00am Oakford time" in text_of(signed_in.get(address))
        assert "Times are on the clock of each clinic." in text_of(signed_in.get(address))

    signed_in.cookies["time_zone"] = "Europe/Lisbon"
    for address in (page, f"{page}confirmed/", "/appointments/", "/me/"):
        assert "Oakford time" not in text_of(signed_in.get(address))


def test_a_video_visit_is_on_a_clock_with_a_name_until_the_readers_is_known(signed_in, book_it, offer):
    DoctorVisitType.objects.filter(pk=offer.pk).update(mode="video")
    offer.refresh_from_db()
    page = f"/appointments/{book_it(offer=offer).reference}/"

    assert "Wednesday 25 November 2026, 9:00am Oakford time" in text_of(signed_in.get(page))
    assert f'<a href="/time-zone/?next={quote(page, safe="")}">Show it on my clock</a>' in text_of(signed_in.get(page))
    signed_in.cookies["time_zone"] = "Europe/Madrid"
    assert "Wednesday 25 November 2026, 10:00am your time (Madrid)" in text_of(signed_in.get(page))
    assert "9:00am for Dr Osei in Oakford." in text_of(signed_in.get(page))
    assert "Show it on my clock" not in text_of(signed_in.get(page))


def test_the_timeline_goes_from_what_happened_to_what_comes(signed_in, booked):
    steps = signed_in.get(f"/appointments/{booked.reference}/").context["steps"]

    assert [(step.label, step.state) for step in steps] == [
        ("Booked", "current"),
        ("Your appointment", "later"),
        ("Checked in", "later"),
        ("Seen", "later"),
    ]
    assert steps[0].when == "Tue 24 Nov, 9:00am"


def test_a_request_waits_and_says_by_when_it_is_answered(signed_in, book_it, by_doctor):
    asked = book_it(offer=by_doctor)

    shown = signed_in.get(f"/appointments/{asked.reference}/")

    assert "It is not booked yet. You will hear by 7am on Wed 25 Nov." in text_of(shown)
    assert [step.label for step in shown.context["steps"]] == [
        "Request sent",
        "Dr Osei answers",
        "Your appointment",
        "Checked in",
        "Seen",
    ]


def test_the_timeline_tells_of_answers_moves_and_arrival(signed_in, book_it, by_doctor, doctor, published, now):
    asked = book_it(offer=by_doctor)
    approve(appointment=asked, actor=doctor.user, now=now + dt.timedelta(minutes=1))
    reschedule(appointment=asked, starts_at=published[4], actor=doctor.user, now=now + dt.timedelta(minutes=2))
    record_attendance(verb=Verb.CHECK_IN, appointment=asked, actor=doctor.user, now=published[0])

    labels = [step.label for step in signed_in.get(f"/appointments/{asked.reference}/").context["steps"]]

    assert labels == [
        "Request sent",
        "Dr Osei said yes",
        "Moved by the clinic to Wed 25 Nov, 10:20am",
        "Checked in",
        "Seen",
    ]


def test_what_was_undone_did_not_happen(signed_in, book_it, by_doctor, doctor, now):
    asked = book_it(offer=by_doctor)
    reject(appointment=asked, actor=doctor.user, now=now, reason_code="no_time")
    undo(appointment=asked, actor=doctor.user, now=now + dt.timedelta(seconds=30))

    labels = [step.label for step in signed_in.get(f"/appointments/{asked.reference}/").context["steps"]]

    assert labels[:2] == ["Request sent", "Dr Osei answers"]


def test_a_cancelled_one_ends_its_timeline_and_can_be_booked_again(signed_in, booked, patient, now):
    cancel(appointment=booked, actor=patient.user, now=now)

    shown = signed_in.get(f"/appointments/{booked.reference}/")

    assert [(step.label, step.state) for step in shown.context["steps"]] == [
        ("Booked", "done"),
        ("Cancelled by you", "ended"),
    ]
    assert "Book again" in text_of(shown)
    assert "Change time" not in text_of(shown)


def test_too_late_to_change_says_whom_to_call(signed_in, patient, booked, time_machine, settings):
    time_machine.move_to(booked.starts_at - dt.timedelta(hours=2), tick=False)
    signed_in.force_login(patient.user)

    words = text_of(signed_in.get(f"/appointments/{booked.reference}/"))

    assert "It is less than 4 hours to your appointment, so you cannot cancel it here." in words
    assert f'href="tel:{settings.HELP_PHONE.replace(" ", "")}"' in words
    assert "Change time" not in words


def test_the_clinics_clock_is_named_where_the_readers_differs(signed_in, patient, booked):
    patient.user.time_zone = "Europe/Madrid"
    patient.user.save()

    assert "Wednesday 25 November 2026, 9:00am Oakford time" in text_of(
        signed_in.get(f"/appointments/{booked.reference}/")
    )


def test_a_video_appointment_shows_both_clocks(signed_in, patient, booked):
    Appointment.objects.filter(pk=booked.pk).update(mode="video")
    patient.user.time_zone = "Europe/Madrid"
    patient.user.save()

    words = text_of(signed_in.get(f"/appointments/{booked.reference}/"))

    assert "10:00am your time (Madrid)" in words
    assert "9:00am for Dr Osei in Oakford." in words


def test_what_is_not_mine_does_not_exist(client, booked, other_patient):
    client.force_login(other_patient.user)
    absent = client.get("/appointments/ZZZZZZZZ/")

    for below in ("", "confirmed/", "reschedule/", "cancel/"):
        theirs = client.get(f"/appointments/{booked.reference}/{below}")

        assert theirs.status_code == absent.status_code == 404
        assert without_tokens(theirs) == without_tokens(absent)
    for below in ("reschedule/", "cancel/"):
        assert client.post(f"/appointments/{booked.reference}/{below}").status_code == 404
    booked.refresh_from_db()
    assert booked.status == Status.CONFIRMED


def test_a_stranger_is_sent_to_sign_in(client, booked):
    for address in (
        "/appointments/",
        f"/appointments/{booked.reference}/",
        f"/appointments/{booked.reference}/confirmed/",
    ):
        assert client.get(address).url.startswith("/accounts/login/?next=/appointments/")


def test_the_doctor_of_it_has_pages_of_their_own(client, booked, doctor):
    PatientFactory(user=doctor.user)
    client.force_login(doctor.user)

    assert client.get(f"/appointments/{booked.reference}/").status_code == 404


@pytest.mark.parametrize("below", ["", "confirmed/"])
def test_reading_pages_take_no_post(signed_in, booked, below):
    assert signed_in.post(f"/appointments/{booked.reference}/{below}").status_code == 405
    assert signed_in.post("/appointments/").status_code == 405


# --- Confirmed -------------------------------------------------------------------------------------------


def test_confirmed_says_when_and_whom_we_told(signed_in, booked):
    words = text_of(signed_in.get(f"/appointments/{booked.reference}/confirmed/"))

    assert "<h1>Your appointment is booked</h1>" in words
    assert "Wednesday 25 November 2026, 9:00am" in words
    assert "m•••@example.com" in words
    assert "maria@example.com" not in words
    assert "What happens next" in words


def test_confirmed_leads_to_the_appointment_once_it_is_over(signed_in, booked, patient, now):
    cancel(appointment=booked, actor=patient.user, now=now)

    assert signed_in.get(f"/appointments/{booked.reference}/confirmed/").url == f"/appointments/{booked.reference}/"


# --- The list ---------------------------------------------------------------------------------------------


def test_an_empty_list_says_so_and_leads_on(signed_in):
    words = text_of(signed_in.get("/appointments/"))

    assert "You have no appointments booked." in words
    assert "Find a doctor" in words


def test_the_list_parts_what_comes_what_waits_and_what_is_over(signed_in, book_it, by_doctor, patient, published, now):
    coming = book_it(starts_at=published[0])
    waiting = book_it(offer=by_doctor, starts_at=published[2])
    gone = book_it(starts_at=published[6])
    cancel(appointment=gone, actor=patient.user, now=now)

    shown = signed_in.get("/appointments/").context

    assert [row.appointment for row in shown["upcoming"]] == [coming]
    assert [row.appointment for row in shown["waiting"]] == [waiting]
    assert [row.appointment for row in shown["past"]] == [gone]


def test_past_years_are_chosen_by_link(signed_in, booked):
    Appointment.objects.filter(pk=booked.pk).update(
        status=Status.COMPLETED, starts_at=booked.starts_at - 800 * DAY, ends_at=booked.ends_at - 800 * DAY
    )

    assert signed_in.get("/appointments/").context["year"] == 2024
    for malformed in ("2026", "abcd", "99999", "٢٠٢٤", ""):
        assert signed_in.get("/appointments/", {"year": malformed}).context["year"] == 2024


def test_the_past_of_one_person_is_a_link_away(signed_in, patient, book_it, published, other_patient, now):
    leo = PatientFactory(user=None, full_name="Leo Lopes")
    PatientAccess.objects.create(user=patient.user, patient=leo, relation="parent", scope="book", created_at=now)
    of_leo, of_maria = book_it(patient=leo), book_it(starts_at=published[4])
    for appointment in (of_leo, of_maria):
        cancel(appointment=appointment, actor=patient.user, now=now)

    def past(person):
        shown = signed_in.get("/appointments/", {"person": person})
        return {row.appointment for row in shown.context["past"]}

    assert f'href="?person={leo.record_number}&amp;year=2026#past"' in signed_in.get("/appointments/").content.decode()
    assert past(leo.record_number) == {of_leo}
    assert past(patient.record_number) == {of_maria}
    for nobody in (other_patient.record_number, "", "zzz"):
        assert past(nobody) == {of_leo, of_maria}


def test_somebody_without_a_past_has_no_past_and_everybody_else_is_a_link_away(signed_in, patient, booked, now):
    leo = PatientFactory(user=None, full_name="Leo Lopes")
    PatientAccess.objects.create(user=patient.user, patient=leo, relation="parent", scope="book", created_at=now)
    cancel(appointment=booked, actor=patient.user, now=now)

    words = text_of(signed_in.get("/appointments/", {"person": leo.record_number}))

    assert "Leo Lopes has no past appointments." in words
    assert 'href="?#past"' in words


def test_a_child_is_named_on_the_cards(signed_in, patient, book_it, now):
    leo = PatientFactory(user=None, full_name="Leo Lopes")
    PatientAccess.objects.create(user=patient.user, patient=leo, relation="parent", scope="book", created_at=now)
    book_it(patient=leo)

    assert "Leo Lopes" in text_of(signed_in.get("/appointments/"))


def test_messages_only_is_not_enough_to_see_appointments(client, booked, patient, now):
    helper = UserFactory()
    PatientAccess.objects.create(user=helper, patient=patient, relation="carer", scope="messages", created_at=now)
    client.force_login(helper)

    assert client.get(f"/appointments/{booked.reference}/").status_code == 404
    assert client.get("/appointments/").context["upcoming"] == []


def test_the_list_costs_the_same_for_one_and_for_eight(signed_in, book_it, published, patient, now, other_patient):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert signed_in.get("/appointments/").status_code == 200
        return len(queries)

    first = book_it(starts_at=published[0])
    gone = book_it(starts_at=published[11])
    cancel(appointment=gone, actor=patient.user, now=now)
    one = cost()
    for index in range(1, 5):
        book_it(starts_at=published[index])
    for index in range(5, 9):
        cancel(appointment=book_it(starts_at=published[index]), actor=patient.user, now=now)

    assert first.is_active
    assert cost() == one
