"""A record opened in an emergency (row 68): with a reason, for an hour, told to those who review it, and reviewed."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, EmergencyOpening, RecordGrant
from accounts.roles import StaffGroup
from accounts.services.emergencies import ReviewedAlready, open_in_emergency, review_emergency
from tests.dashboards.staff import administrator, errors, said, save, staff_member
from tests.factories import PatientFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/doctor/patients/emergency/"
REASON = "Found unconscious in the waiting room"


def text(response):
    return response.content.decode()


@pytest.fixture
def stranger():
    """A patient who never booked with Dr Osei."""
    return PatientFactory(full_name="Ivy Stone", date_of_birth=dt.date(1948, 2, 29))


@pytest.fixture
def typed(stranger):
    def form(**more):
        born = {"date_of_birth_day": "29", "date_of_birth_month": "2", "date_of_birth_year": "1948"}
        return {"record_number": stranger.record_number, "reason": REASON, **born, **more}

    return form


@pytest.fixture
def opening(doctor, stranger, now):
    return open_in_emergency(
        doctor=doctor,
        record_number=stranger.record_number,
        date_of_birth=stranger.date_of_birth,
        reason=REASON,
        actor=doctor.user,
        now=now,
    )


def record_of(patient):
    return f"/doctor/patients/{patient.record_number}/"


def review_page(opening):
    return f"/admin/accounts/emergencyopening/{opening.pk}/change/"


def test_it_opens_for_an_hour_and_closes(doctor_client, stranger, typed, clock, now):
    assert doctor_client.get(record_of(stranger)).status_code == 404

    answer = doctor_client.post(PAGE, typed())

    assert answer["Location"] == record_of(stranger)
    page = doctor_client.get(record_of(stranger))
    assert page.status_code == 200
    assert "Opened in an emergency, until 10:00am." in text(page)
    clock.move_to(now + dt.timedelta(minutes=59))
    assert doctor_client.get(record_of(stranger)).status_code == 200
    clock.move_to(now + dt.timedelta(minutes=60))
    assert doctor_client.get(record_of(stranger)).status_code == 404


def test_every_opening_leaves_a_row_a_trail_and_a_letter(doctor_client, doctor, stranger, typed, mailoutbox):
    chief = administrator(email="officer@example.org")
    staff_member(StaffGroup.FRONT_DESK, email="desk@example.org")

    doctor_client.post(PAGE, typed())
    doctor_client.get(record_of(stranger))

    opening = EmergencyOpening.objects.get()
    assert (opening.doctor, opening.patient, opening.reason) == (doctor, stranger, REASON)
    assert RecordGrant.objects.get(patient=stranger).because == f"emergency:{opening.pk}"
    trail = AuditEntry.objects.filter(patient=stranger).order_by("pk")
    assert [(entry.action, entry.actor_id) for entry in trail] == [
        ("added", doctor.user_id),
        ("read", doctor.user_id),
    ]
    assert trail[1].purpose == f"emergency:{opening.pk}"
    (letter,) = mailoutbox
    assert letter.to == [chief.email]
    assert "Ivy" not in letter.subject + letter.body + letter.alternatives[0].content
    assert review_page(opening) in letter.body


def test_pressing_twice_opens_once(doctor_client, stranger, typed, mailoutbox):
    administrator()
    doctor_client.post(PAGE, typed())
    again = doctor_client.post(PAGE, typed())

    assert again["Location"] == record_of(stranger)
    assert EmergencyOpening.objects.count() == 1
    assert len(mailoutbox) == 1


def test_ones_own_patient_is_simply_opened(doctor_client, appoint, at):
    booked = appoint(at(25, 9))
    born = booked.patient.date_of_birth
    form = {
        "record_number": booked.patient.record_number, "reason": REASON, "date_of_birth_day": born.day,
        "date_of_birth_month": born.month, "date_of_birth_year": born.year,
    }  # fmt: skip

    assert doctor_client.post(PAGE, form)["Location"] == record_of(booked.patient)
    assert not EmergencyOpening.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"date_of_birth_year": "1949", "date_of_birth_day": "28"}, "No patient has this record number and this date"),
        ({"record_number": "P9999999"}, "No patient has this record number and this date of birth."),
        ({"record_number": "Ivy Stone"}, "Enter a P and seven figures"),
        ({"reason": "urgent"}, "Say in a sentence why you need the record"),
        ({"reason": ""}, "Fill this in"),
    ],
)
def test_what_cannot_be_comes_back_filled_in(doctor_client, stranger, typed, wrong, sentence):
    page = doctor_client.post(PAGE, typed(**wrong))

    assert page.status_code == 422
    assert sentence in text(page)
    assert typed(**wrong)["reason"] in text(page)
    assert not EmergencyOpening.objects.exists()
    assert not RecordGrant.objects.exists()


def test_guessing_ends_after_ten_tries(doctor_client, stranger, typed, settings):
    settings.ACCOUNT_RATE_LIMITS = {"open_in_emergency": "10/h/user"}
    for number in range(10):
        doctor_client.post(PAGE, typed(record_number=f"P000000{number}"))

    page = doctor_client.post(PAGE, typed())

    assert page.status_code == 422
    assert "You have tried too often." in text(page)
    assert not EmergencyOpening.objects.exists()


def test_a_doctor_who_has_left_opens_nothing(doctor, stranger, now):
    doctor.is_active = False

    with pytest.raises(PermissionDenied):
        open_in_emergency(
            doctor=doctor,
            record_number=stranger.record_number,
            date_of_birth=stranger.date_of_birth,
            reason=REASON,
            actor=doctor.user,
            now=now,
        )


def test_the_patient_reads_who_opened_it_and_why(client, clock, doctor, opening, stranger):
    stranger.user = UserFactory()
    stranger.save()
    client.force_login(stranger.user)

    page = text(client.get("/me/history/access/"))

    assert doctor.display_name in page
    assert "Opened the record in an emergency" in page


# --- The review -------------------------------------------------------------------------------------


def test_it_is_looked_into_once(client, clock, opening, stranger):
    chief = administrator()
    client.force_login(chief)
    assert "record opened in an emergency to look into" in text(client.get("/admin/"))

    save(client, review_page(opening), {"review_note": "Spoke with Dr Osei; the reason holds."})

    opening.refresh_from_db()
    assert (opening.reviewed_by, opening.review_note) == (chief, "Spoke with Dr Osei; the reason holds.")
    entry = AuditEntry.objects.filter(action="confirmed").get()
    assert (entry.actor, entry.patient, entry.object_label) == (chief, stranger, opening.because)
    assert "No emergency to look into" in text(client.get("/admin/"))
    again = client.post(review_page(opening), {"review_note": "Another"})
    assert again.status_code == 403


def test_a_review_says_something(client, clock, opening):
    client.force_login(administrator())

    answer = save(client, review_page(opening), {"review_note": " "})

    assert errors(answer)
    opening.refresh_from_db()
    assert opening.reviewed_at is None


def test_two_reviewers_at_once(opening, now):
    chief = administrator()
    review_emergency(opening=opening, note="It holds.", actor=chief, now=now)

    with pytest.raises(ReviewedAlready):
        review_emergency(opening=opening, note="It does not.", actor=administrator(), now=now)


def test_nobody_reviews_their_own(opening, doctor, now):
    doctor.user.is_superuser = True

    with pytest.raises(PermissionDenied):
        review_emergency(opening=opening, note="It holds.", actor=doctor.user, now=now)


def test_an_auditor_reads_and_a_front_desk_does_not(client, clock, opening):
    client.force_login(staff_member(StaffGroup.AUDITOR))
    assert client.get(review_page(opening)).status_code == 200
    assert client.post(review_page(opening), {"review_note": "Mine"}).status_code == 403
    client.force_login(staff_member(StaffGroup.FRONT_DESK))
    assert client.get(review_page(opening)).status_code == 403


def test_the_list_is_read_in_as_many_queries_however_long(
    client, clock, doctor, opening, now, django_assert_max_num_queries
):
    for _number in range(5):
        patient = PatientFactory()
        EmergencyOpening.objects.create(
            doctor=doctor, patient=patient, reason=REASON, opened_at=now, until=now + dt.timedelta(hours=1)
        )
    client.force_login(administrator())

    with django_assert_max_num_queries(14):
        page = client.get("/admin/accounts/emergencyopening/?review=open")

    assert page.context["cl"].result_count == 6
    assert said(page) == ""
