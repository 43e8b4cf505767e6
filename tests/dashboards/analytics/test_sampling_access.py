"""How long somebody new would wait, morning by morning: asked of what is offered, written once a day."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboards import duties
from dashboards.models import AccessSample
from dashboards.services import sampling_access
from scheduling.clinic_time import ONE_DAY
from scheduling.models import TimeSlot
from scheduling.offering import open_starts
from scheduling.services.publishing import publish
from tests.dashboards.test_duties import carried_out
from tests.factories import ClinicFactory, DoctorFactory, OfferFactory, VisitTypeFactory, WorkingHoursFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def morning(now):
    """Tuesday 24 November 2026, six in the morning in London."""
    return now.replace(hour=6)


def sampled(now):
    list(sampling_access.sample_all(now=now))
    return {(sample.doctor_id, sample.clinic_id): sample.days for sample in AccessSample.objects.all()}


def test_the_third_free_start_counts_in_days_of_the_calendar(doctor, clinic, offer, published, morning):
    """Wednesdays only: the third is tomorrow; with two left tomorrow, it is a week later."""
    assert sampled(morning) == {(doctor.pk, clinic.pk): 1}
    AccessSample.objects.all().delete()
    TimeSlot.objects.filter(doctor=doctor, starts_at__in=published[2:]).update(status="booked")

    assert sampled(morning) == {(doctor.pk, clinic.pk): 8}


def test_it_is_the_third_start_that_is_offered(doctor, clinic, offer, published, morning):
    """Held, too soon, too short: whatever the booking refuses is no wait's end."""
    for starts_at, length in ((published[0], 1), (published[1], 2)):
        TimeSlot.objects.filter(starts_at=starts_at).update(minutes_left=length)
    offered = open_starts(now=morning, offer=offer).filter(clinic=clinic).order_by("minute")[2]

    assert sampled(morning)[doctor.pk, clinic.pk] == (offered.local_date - morning.date()).days


def test_lanes_of_one_start_are_one_start(doctor, clinic, offer, morning):
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=2, starts=dt.time(9), ends=dt.time(9, 40), capacity=3)
    publish(doctor=doctor, now=morning)

    assert sampled(morning) == {(doctor.pk, clinic.pk): 8}


def test_whoever_works_and_has_nothing_free_has_no_days_and_who_does_not_work_there_no_row(
    doctor, clinic, offer, published, morning
):
    TimeSlot.objects.update(status="booked")
    ClinicFactory(name="Elsewhere")

    assert sampled(morning) == {(doctor.pk, clinic.pk): None}


@pytest.mark.parametrize("change", [{"is_listed": False}, {"accepting_new_patients": False}, {"is_active": False}])
def test_only_doctors_somebody_new_can_book_are_looked_at(doctor, offer, published, morning, change):
    type(doctor).objects.update(**change)

    assert sampled(morning) == {}


def test_in_person_comes_before_video(doctor, clinic, offer, published, morning):
    soonest = VisitTypeFactory(name="Video", mode="video", minimum_notice_minutes=60)
    OfferFactory(doctor=doctor, visit_type=soonest)
    type(offer.visit_type).objects.filter(pk=offer.visit_type_id).update(minimum_notice_minutes=3 * 1440)

    assert sampled(morning) == {(doctor.pk, clinic.pk): 8}


def test_the_first_of_a_day_stands_and_each_clinic_has_its_own_day(doctor, clinic, offer, published, morning):
    sampled(morning)
    TimeSlot.objects.update(status="booked")

    assert sampled(morning + dt.timedelta(hours=1)) == {(doctor.pk, clinic.pk): 1}
    assert AccessSample.objects.get().day == morning.date()
    sampled(morning + ONE_DAY)
    assert AccessSample.objects.count() == 2


def test_the_day_is_that_of_the_clinic(doctor, offer, morning):
    far = ClinicFactory(name="Far", time_zone="Pacific/Auckland")
    WorkingHoursFactory(doctor=doctor, clinic=far, weekday=2, starts=dt.time(9), ends=dt.time(13))
    evening = morning.replace(hour=20)  # nine in the morning of Wednesday there
    publish(doctor=doctor, now=evening)
    sampled(evening)

    sample = AccessSample.objects.get()
    assert (sample.day, sample.days) == (dt.date(2026, 11, 25), 0)


def test_many_doctors_are_asked_about_at_once_and_a_few_at_a_time(clinic, morning, monkeypatch):
    for number in range(5):
        doctor = DoctorFactory(full_name=f"Doctor {number}")
        OfferFactory(doctor=doctor)
        WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=2, starts=dt.time(9), ends=dt.time(13))
        publish(doctor=doctor, now=morning)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            steps = list(sampling_access.sample_all(now=morning))
        return len([query for query in asked if "SAVEPOINT" not in query["sql"]]), steps

    assert queries() == (5, [5])
    monkeypatch.setattr(sampling_access, "BATCH", 2)
    assert queries()[1] == [2, 2, 1]
    assert AccessSample.objects.count() == 5


def test_the_duty_says_what_it_did(doctor, offer, published, morning):
    assert carried_out(duties.sample_access(morning), morning) == "1 waits for a first visit looked at."
