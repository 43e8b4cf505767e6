"""Why a time is not offered: every reason in a sentence, and the page where it can be changed."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboards.reading.why_not import obstacles
from scheduling.models import TimeSlot, VisitType, WorkingHours
from scheduling.services.holding import hold
from scheduling.services.publishing import publish
from scheduling.services.slots_by_hand import open_slot_by_hand
from scheduling.services.time_off import add_time_off
from tests.factories import ClinicFactory, PatientFactory, VisitTypeFactory, WorkingHoursFactory

WHY = "/doctor/slots/why-not/"


def text(response):
    return response.content.decode()


@pytest.fixture
def why(offer, clinic, hours, now):
    """Return the sentences for an instant; hours are Tuesday and Wednesday, nine to one."""

    def sentences(starts_at, *, of=None, at=None, **more):
        found = obstacles(offer=of or offer, clinic=at or clinic, starts_at=starts_at, now=now, **more)
        return [obstacle.sentence for obstacle in found]

    return sentences


def test_a_time_that_is_offered_has_none(why, at):
    assert why(at(25, 9)) == []


def test_outside_the_hours(why, at):
    assert why(at(25, 14)) == ["It is outside your hours at Fernhill Clinic, or the visit would end after them."]
    assert why(at(26, 9)) == ["It is outside your hours at Fernhill Clinic, or the visit would end after them."]


@pytest.mark.parametrize(
    ("label", "sentence"),
    [("Christmas Day", "The clinic is closed: Christmas Day."), ("", "The clinic is closed.")],
)
def test_a_closed_clinic(why, at, doctor, clinic, now, label, sentence):
    zone = "Europe/London"
    add_time_off(
        clinic=clinic, starts_at=at(25, 0), ends_at=at(26, 0), time_zone=zone, label=label, actor=doctor.user, now=now
    )

    assert why(at(25, 9, 40)) == [sentence]

    add_time_off(doctor=doctor, starts_at=at(25, 9), ends_at=at(25, 10), time_zone=zone, actor=doctor.user, now=now)

    assert why(at(25, 9, 40)) == [sentence, "Time off of yours lies there."]


def test_time_off(why, at, doctor, now):
    add_time_off(
        doctor=doctor, starts_at=at(25, 9), ends_at=at(25, 10), time_zone="Europe/London", actor=doctor.user, now=now
    )

    assert why(at(25, 9, 40)) == ["Time off of yours lies there."]
    assert why(at(25, 10)) == []


def test_older_hours_in_another_zone_lie_there(why, at, doctor, now, offer):
    abroad = ClinicFactory(name="Harbour Clinic", city="New York", time_zone="America/New_York")
    WorkingHoursFactory(doctor=doctor, clinic=abroad, weekday=2, starts=dt.time(7), ends=dt.time(9))

    assert why(at(25, 13), at=abroad) == ["Other hours of yours lie at that time, so these are not offered that day."]


def test_somebody_booked_it(why, at, appoint):
    booked = appoint(at(25, 9))

    assert why(at(25, 9)) == [f"{booked.patient.full_name} has booked 9:00am."]


def test_a_visit_and_its_buffer_run_into_the_next(why, at, appoint, offer):
    booked = appoint(at(25, 9, 40))
    type(offer).objects.filter(pk=offer.pk).update(occupies=60)
    offer.refresh_from_db()

    assert why(at(25, 9, 20)) == [
        f"{offer.visit_type.name} needs 60 minutes with its buffer. {booked.patient.full_name} has booked 9:40am."
    ]


def test_somebody_is_booking_it(why, at, now, offer, clinic, doctor):
    hold(
        offer=offer,
        clinic=clinic,
        starts_at=at(25, 9),
        hold_key=uuid.uuid4(),
        until=now + dt.timedelta(minutes=10),
        now=now,
    )

    (sentence,) = why(at(25, 9))
    assert sentence.startswith("Somebody is booking 9:00am now. It is held until ")


def test_no_visit_starts_at_that_minute(why, at):
    assert why(at(25, 9, 10)) == ["No visit starts at that minute. The nearest starts are 9:00am and 9:20am."]


def test_too_short_a_slot_opened_by_hand(why, at, doctor, clinic, now, offer):
    open_slot_by_hand(doctor=doctor, clinic=clinic, starts_at=at(25, 17), minutes=10, actor=doctor.user, now=now)

    assert why(at(25, 17)) == [
        f"{offer.visit_type.name} takes 20 minutes, and 10 minutes are left until the hours end or pause."
    ]


def test_the_hours_take_other_visits_only(why, at, hours, offer):
    other = VisitTypeFactory(name="Minor procedure")
    WorkingHours.objects.get(weekday=2).visit_types.set([other])

    assert why(at(25, 9)) == [f"The hours there do not take {offer.visit_type.name}."]


def test_too_soon_and_too_far(why, at, now, offer):
    VisitType.objects.filter(pk=offer.visit_type_id).update(minimum_notice_minutes=7 * 24 * 60, horizon_days=20)
    offer.visit_type.refresh_from_db()

    assert why(at(25, 9)) == ["This time is too soon to book online. Choose a later time, or call us."]
    assert why(at(25, 9) + dt.timedelta(days=28)) == ["You can book up to 20 days ahead. Choose an earlier time."]


def test_every_rule_that_is_broken_is_said(why, at, offer):
    VisitType.objects.filter(pk=offer.visit_type_id).update(minimum_notice_minutes=7 * 24 * 60)
    offer.visit_type.refresh_from_db()

    assert len(why(at(25, 14))) == 2


def test_not_published_yet(why, at):
    TimeSlot.objects.all().delete()

    assert why(at(25, 9)) == ["Slots of that day are not published yet: they are made every night."]


def test_a_slot_opened_by_hand_is_offered(why, at, doctor, clinic, now, offer):
    open_slot_by_hand(
        doctor=doctor, clinic=clinic, starts_at=at(25, 17), minutes=offer.occupies, actor=doctor.user, now=now
    )

    assert why(at(25, 17)) == []


def test_the_patient_is_somewhere_else(why, at, appoint):
    elsewhere = appoint(at(25, 10))

    assert why(at(25, 10, 20), patient=elsewhere.patient) == []
    assert why(at(25, 10), patient=elsewhere.patient)[-1] == (
        f"{elsewhere.patient.full_name} has another appointment at that time."
    )


def test_one_lane_free_is_enough(why, at, appoint, hours, doctor, now):
    WorkingHours.objects.filter(weekday=2).update(capacity=2)
    publish(doctor=doctor, now=now)
    appoint(at(25, 9))
    assert why(at(25, 9)) == []
    appoint(at(25, 9))

    assert len(why(at(25, 9))) == 2


# --- The page ---------------------------------------------------------------------------------------


def test_the_page_asks_and_answers(doctor_client, hours, offer, clinic, appoint, at):
    booked = appoint(at(25, 9))
    asked = {"date": "2026-11-25", "time": "09:00", "clinic": clinic.pk, "offer": offer.pk}

    page = doctor_client.get(WHY, asked)

    assert "Wed 25 Nov" in text(page)
    assert f"{booked.patient.full_name} has booked 9:00am." in text(page)
    assert f"/doctor/appointments/{booked.reference}/" in text(page)
    free = doctor_client.get(WHY, asked | {"time": "09:20"})
    assert "It is offered: patients can book it now." in text(free)


def test_only_ones_own_patients_are_found(doctor_client, hours, offer, clinic, appoint, at):
    booked, stranger = appoint(at(25, 9)), PatientFactory()
    asked = {"date": "2026-11-25", "time": "09:00", "clinic": clinic.pk, "offer": offer.pk}

    own = doctor_client.get(WHY, asked | {"patient": booked.patient.record_number})
    assert f"{booked.patient.full_name} has another appointment" in text(own)
    for number in (stranger.record_number, "P0000000", "nobody"):
        page = doctor_client.get(WHY, asked | {"patient": number})
        assert page.status_code == 422
        assert "No patient of yours has this record number" in text(page)


def test_half_a_question_is_asked_for_the_rest(doctor_client, hours, offer, clinic):
    page = doctor_client.get(WHY, {"date": "", "time": "09:00", "clinic": clinic.pk, "offer": offer.pk})

    assert page.status_code == 422
    assert "Choose a day" in text(page)


def test_two_lanes_and_a_full_day_cost_no_more_queries_than_one_visit(why, at, appoint, doctor, now):
    def queries():
        with CaptureQueriesContext(connection) as run:
            assert why(at(25, 9))
        return len(run)

    appoint(at(25, 9))
    one = queries()
    for minute in (20, 40):
        appoint(at(25, 9, minute))
    WorkingHours.objects.filter(weekday=2).update(capacity=2)
    publish(doctor=doctor, now=now)
    appoint(at(25, 9))

    assert queries() == one
