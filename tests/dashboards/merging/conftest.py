"""Two records of one person, and everything a record can hold in the one that goes."""

import pytest

from accounts.models import PatientAccess, RecordGrant
from accounts.services.emergencies import open_in_emergency
from accounts.services.history.adding import add_history
from accounts.services.history.correcting import supersede_history
from accounts.services.merging import merge_patients
from accounts.services.subject_requests import open_request
from appointments.models import BookingDraft
from appointments.services.booking import book
from scheduling.services.publishing import publish
from tests.accounts.record_files import file_document, measure
from tests.dashboards.staff import administrator
from tests.factories import DoctorFactory, PatientFactory, UserFactory, WorkingHoursFactory


@pytest.fixture
def chief_of_records(db):
    return administrator(email="records@example.org")


@pytest.fixture
def kept(db):
    return PatientFactory(full_name="Maria Lopes", user__email="maria.lopes@example.com")


@pytest.fixture
def gone(db):
    return PatientFactory(full_name="Maria Lopez", user=None, phone="+441134960000", email="lopez@example.com")


@pytest.fixture
def other_doctor(db):
    return DoctorFactory(full_name="Tomasz Nowak", slug="tomasz-nowak")


@pytest.fixture
def carer(db):
    return UserFactory(full_name="Carl Carer", email="carl@example.com")


@pytest.fixture
def full_record(gone, offer, clinic, doctor, other_doctor, carer, published, now, disk, chief_of_records):
    """Fill the record that goes with a row of every model, and return what was made."""
    appointment = book(
        patient=gone, offer=offer, clinic=clinic, starts_at=published[0], actor=chief_of_records, now=now, by_right=True
    )
    of_doctor = {"source": "doctor", "actor": doctor.user, "now": now}
    first = add_history(patient=gone, kind="allergy", text="Penicillin", **of_doctor)
    entry = supersede_history(entry=first, text="Penicillin, a rash", since="", status="current", **of_doctor)
    document = file_document(gone, **of_doctor)
    measurement = measure(gone, **of_doctor)
    opening = open_in_emergency(
        doctor=other_doctor,
        record_number=gone.record_number,
        date_of_birth=gone.date_of_birth,
        reason="Found unconscious",
        actor=other_doctor.user,
        now=now,
    )
    access = PatientAccess.objects.create(user=carer, patient=gone, relation="carer", scope="record")
    draft = BookingDraft.objects.create(patient=gone, user=carer, doctor=doctor, created_at=now, expires_at=now)
    grant = RecordGrant.objects.get(doctor=doctor, patient=gone)
    asked = open_request(
        patient=gone, kind="access", channel="letter", received_on=now.date(), actor=chief_of_records, now=now
    )
    return {
        "appointment": appointment,
        "entry": entry,
        "document": document,
        "measurement": measurement,
        "opening": opening,
        "access": access,
        "draft": draft,
        "grant": grant,
        "asked": asked,
    }


@pytest.fixture
def merge_them(kept, gone, chief_of_records, now):
    """Return a function that puts the two together; everything it is not told is the usual."""

    def run(**told):
        usual = {"kept": kept, "gone": gone, "take_over": [], "reason": "Came in twice", "actor": chief_of_records}
        return merge_patients(**{**usual, "now": now, **told})

    return run


@pytest.fixture
def hours_of_the_other(other_doctor, clinic, now):
    WorkingHoursFactory(doctor=other_doctor, clinic=clinic, weekday=2)
    publish(doctor=other_doctor, now=now)
