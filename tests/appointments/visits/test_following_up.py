"""When to come again: suggested by the doctor, found by the patient with a way to the times, gone once they booked."""

import datetime as dt

import pytest

from accounts.models import AuditEntry, PatientAccess
from appointments.models import Appointment
from appointments.policies import NotAllowed
from appointments.visits.for_patients import come_again
from appointments.visits.models import FollowUp
from appointments.visits.services.following_up import suggest_follow_up, withdraw_follow_up
from tests.factories import DoctorFactory, UserFactory, VisitTypeFactory

WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def suggest(visit, follow_up, doctor, begun):
    """Return a function that suggests a follow-up in six weeks, unless it is told otherwise."""

    def run(**told):
        usual = {"weeks": 6, "visit_type": follow_up, "actor": doctor.user, "now": begun}
        return suggest_follow_up(appointment=visit, **usual | told)

    return run


def words(user, now):
    return [suggested.words for suggested in come_again(user, now=now)]


def test_says_around_which_day_in_the_zone_of_the_clinic(suggest, doctor, follow_up):
    suggested = suggest()

    assert suggested.due_on == dt.date(2027, 1, 6)
    assert (suggested.doctor, suggested.visit_type) == (doctor, follow_up)


def test_the_patient_is_led_to_the_times_of_that_week_and_kind(suggest, patient, begun):
    suggest()
    (found,) = come_again(patient.user, now=begun)

    assert found.words == "Dr Osei would like to see you again in about 6 weeks."
    assert found.url == "/doctors/amara-osei/times/?week=2027-01-06&visit_type=follow-up"
    assert found.around == "Wednesday 6 January 2027"


@pytest.mark.parametrize(
    ("weeks", "said"), [(0, "in about 6 weeks"), (2, "in about 4 weeks"), (5, "in about 1 week."), (7, "about now")]
)
def test_counts_down(suggest, patient, begun, weeks, said):
    suggest()
    (sentence,) = words(patient.user, begun + weeks * WEEK)

    assert said in sentence


def test_a_day_that_is_over_leads_to_this_week(suggest, patient, begun):
    suggest()

    assert "week=2027-01-13" in come_again(patient.user, now=begun + 7 * WEEK)[0].url


def test_is_forgotten_two_months_after_its_day(suggest, patient, begun):
    suggest()

    assert words(patient.user, begun + 13 * WEEK)
    assert not words(patient.user, begun + 14 * WEEK)


def test_is_gone_once_something_is_booked_with_the_doctor(suggest, patient, book_it, published, begun):
    suggest()
    again = book_it(starts_at=published[4], now=begun)
    Appointment.objects.filter(pk=again.pk).update(created_at=begun + dt.timedelta(minutes=1))
    assert not words(patient.user, begun)
    Appointment.objects.filter(pk=again.pk).update(status="cancelled")

    assert words(patient.user, begun)


def test_another_suggestion_takes_its_place(suggest, patient, begun):
    suggest()
    suggest(weeks=3)

    assert FollowUp.objects.standing().get().due_on == dt.date(2026, 12, 16)
    assert len(words(patient.user, begun)) == 1


def test_twice_the_same_is_suggested_once(suggest):
    suggest()
    suggest()

    assert FollowUp.objects.count() == 1


def test_taken_back_it_is_gone(visit, suggest, doctor, patient, begun):
    suggest()
    withdraw_follow_up(appointment=visit, actor=doctor.user, now=begun)

    assert words(patient.user, begun) == []
    trail = AuditEntry.objects.filter(object_label=f"follow-up:{visit.reference}").order_by("pk")
    assert list(trail.values_list("action", flat=True)) == ["added", "ended"]


@pytest.mark.parametrize("weeks", [0, -1, 53])
def test_from_one_week_to_a_year(suggest, weeks):
    with pytest.raises(NotAllowed, match="1 to 52 weeks"):
        suggest(weeks=weeks)


def test_only_for_what_the_doctor_offers(suggest):
    with pytest.raises(NotAllowed, match="You do not offer this"):
        suggest(visit_type=VisitTypeFactory())


def test_not_for_a_visit_of_new_patients(suggest, follow_up):
    follow_up.new_patients_only = True
    follow_up.save()

    with pytest.raises(NotAllowed, match="You do not offer this"):
        suggest()


def test_not_before_they_have_met(suggest, now):
    with pytest.raises(NotAllowed, match="has begun"):
        suggest(now=now)


def test_nobody_else_suggests_or_takes_back(visit, suggest, patient, begun):
    suggest()
    for actor in (DoctorFactory().user, patient.user):
        with pytest.raises(NotAllowed):
            suggest(weeks=2, actor=actor)
        with pytest.raises(NotAllowed):
            withdraw_follow_up(appointment=visit, actor=actor, now=begun)

    assert FollowUp.objects.standing().count() == 1


def test_without_times_to_choose_from_there_is_no_link(suggest, patient, doctor, begun):
    suggest()
    doctor.is_listed = False
    doctor.save()

    assert [found.url for found in come_again(patient.user, now=begun)] == [""]


@pytest.mark.parametrize(("scope", "finds"), [("messages", False), ("book", True), ("record", True)])
def test_who_books_for_the_patient_finds_it(suggest, patient, begun, scope, finds):
    suggest()
    carer = UserFactory()
    PatientAccess.objects.create(user=carer, patient=patient, relation="carer", scope=scope)

    assert bool(words(carer, begun)) is finds
    assert words(UserFactory(), begun) == []
