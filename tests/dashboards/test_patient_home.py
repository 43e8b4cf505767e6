"""A patient's home: what is next, what waits, and whom to see again."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import PatientAccess
from appointments.lifecycle import Status
from appointments.models import Appointment
from tests.appointments.flow import draft_of, page, press_book, text_of
from tests.factories import OfferFactory, PatientFactory, UserFactory, VisitTypeFactory, slots_in_a_row

pytestmark = pytest.mark.usefixtures("clock")

WEEK = dt.timedelta(days=7)


@pytest.fixture
def seen_before(book_it, published):
    """Return a function that makes a booking a week old and done."""

    def run(**told):
        appointment = book_it(**{"reason": "A rash", "starts_at": published[8]} | told)
        appointment.starts_at -= WEEK
        appointment.ends_at -= WEEK
        appointment.status = Status.COMPLETED
        appointment.save()
        return appointment

    return run


def test_greets_and_leads_on_when_there_is_nothing(signed_in):
    words = text_of(signed_in.get("/me/"))

    assert "<h1>Hello Maria</h1>" in words
    assert "You have no appointments booked." in words
    assert "Book again" not in words


def test_shows_the_next_appointment_and_how_many_more(signed_in, book_it, published):
    book_it(starts_at=published[3])
    first = book_it(starts_at=published[0])

    shown = signed_in.get("/me/")

    assert shown.context["next"].appointment == first
    assert "1 more appointment" in text_of(shown)


def test_shows_what_waits(signed_in, book_it, by_doctor):
    asked = book_it(offer=by_doctor)

    shown = signed_in.get("/me/")

    assert [row.appointment for row in shown.context["waiting"]] == [asked]
    assert "It is not booked yet." in text_of(shown)


def test_books_again_in_two_presses_with_the_reason_kept(signed_in, seen_before, patient):
    before = seen_before()
    words = text_of(signed_in.get("/me/"))
    assert "Book Wed 25 Nov, 9:00am" in words
    row = signed_in.get("/me/").context["again"][0]

    tapped = signed_in.post(
        "/book/start/", {"slot": row.next_free["value"], "visit_type": row.visit_type_id, "again": before.reference}
    )
    booked = press_book(signed_in)

    assert tapped.url == page("check", draft_of(tapped))
    assert "confirmed" in booked.url
    again = Appointment.objects.exclude(pk=before.pk).get()
    assert (again.reason, again.patient, again.doctor) == ("A rash", patient, before.doctor)


def test_other_times_ask_for_the_time_only(signed_in, seen_before):
    before = seen_before()

    tapped = signed_in.post("/book/start/", {"again": before.reference})

    assert tapped.url == page("time", draft_of(tapped))


def test_somebody_elses_appointment_is_nothing_to_repeat(client, seen_before, other_patient):
    before = seen_before()
    client.force_login(other_patient.user)

    assert client.post("/book/start/", {"again": before.reference}).status_code == 400


def test_a_first_visit_is_not_repeated_as_one(signed_in, seen_before, doctor, offer):
    first_visit = OfferFactory(doctor=doctor, visit_type=VisitTypeFactory(new_patients_only=True), is_default=False)
    seen_before(offer=first_visit)

    assert signed_in.get("/me/").context["again"][0].visit_type_id == offer.visit_type_id


def test_shows_the_three_doctors_seen_last(signed_in, seen_before, book_it, offer, clinic, published):
    seen = [seen_before()]
    for index in range(3):
        other = OfferFactory(visit_type=offer.visit_type)
        slots_in_a_row(doctor=other.doctor, clinic=clinic, starts_at=published[index], count=1)
        seen.append(seen_before(offer=other, starts_at=published[index]))

    shown = [row.doctor for row in signed_in.get("/me/").context["again"]]

    assert shown == [seen[0].doctor, seen[3].doctor, seen[2].doctor]


def test_a_doctor_who_left_is_not_offered(signed_in, seen_before, doctor):
    seen_before()
    doctor.is_active = False
    doctor.save()

    assert signed_in.get("/me/").context["again"] == []


def test_strangers_sign_in_and_people_without_a_record_make_one(client, patient, now):
    assert client.get("/me/").url == "/accounts/login/?next=/me/"
    client.force_login(UserFactory(role="doctor"))
    assert client.get("/me/").url == "/me/profile/new/?next=%2Fme%2F"


def test_a_parent_sees_the_childs_next_appointment(client, book_it, now):
    leo = PatientFactory(user=None, full_name="Leo Lopes")
    parent = PatientFactory(user__full_name="Ana Lopes")
    PatientAccess.objects.create(user=parent.user, patient=leo, relation="parent", scope="book", created_at=now)
    book_it(patient=leo, actor=parent.user)
    client.force_login(parent.user)

    assert "Leo Lopes" in text_of(client.get("/me/"))


def test_costs_the_same_for_few_appointments_and_for_many(
    signed_in, seen_before, book_it, offer, by_doctor, clinic, published
):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert signed_in.get("/me/").status_code == 200
        return len(queries)

    seen_before()
    book_it(starts_at=published[0])
    book_it(offer=by_doctor, starts_at=published[1])
    few = cost()
    for index in range(3, 6):
        book_it(starts_at=published[index])
    other = OfferFactory(visit_type=offer.visit_type)
    slots_in_a_row(doctor=other.doctor, clinic=clinic, starts_at=published[9], count=2)
    seen_before(offer=other, starts_at=published[9])

    assert cost() == few
    assert few <= 14
