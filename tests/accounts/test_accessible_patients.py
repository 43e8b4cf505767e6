"""Whose records a person may open: their own, and of people who let them, for as long as they let them."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Doctor, Patient, PatientAccess
from tests.factories import DoctorFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.django_db
Scope = PatientAccess.Scope


def give(user, patient, **rest):
    return PatientAccess.objects.create(user=user, patient=patient, relation="carer", **rest)


def accessible(user, now, **rest):
    return set(Patient.objects.accessible_to(user, now=now, **rest))


def test_my_own(patient, other_patient, now):
    assert accessible(patient.user, now) == {patient}


def test_nothing_to_a_stranger(patient, now):
    assert accessible(AnonymousUser(), now) == set()


def test_nothing_by_working_here(patient, doctor, front_desk, now):
    """Their pages ask other questions; this one is about acting for somebody."""
    assert accessible(doctor.user, now) == accessible(front_desk, now) == set()


def test_of_somebody_who_lets_me(patient, other_patient, now):
    give(patient.user, other_patient)

    assert accessible(patient.user, now) == {patient, other_patient}
    assert accessible(other_patient.user, now) == {other_patient}


def test_until_it_ends_and_not_a_moment_longer(patient, other_patient, now):
    give(patient.user, other_patient, until=now)

    assert accessible(patient.user, now - dt.timedelta(microseconds=1)) == {patient, other_patient}
    assert accessible(patient.user, now) == {patient}


@pytest.mark.parametrize(
    ("given", "asked", "answer"),
    [
        (Scope.MESSAGES, Scope.MESSAGES, True),
        (Scope.MESSAGES, Scope.BOOK, False),
        (Scope.BOOK, Scope.MESSAGES, True),
        (Scope.BOOK, Scope.BOOK, True),
        (Scope.BOOK, Scope.RECORD, False),
        (Scope.RECORD, Scope.BOOK, True),
        (Scope.RECORD, Scope.RECORD, True),
    ],
)
def test_each_scope_includes_the_ones_before(patient, other_patient, now, given, asked, answer):
    give(patient.user, other_patient, scope=given)

    assert (other_patient in accessible(patient.user, now, scope=asked)) is answer
    assert patient in accessible(patient.user, now, scope=asked)


def test_nobody_twice(patient, now):
    give(patient.user, patient)

    assert list(Patient.objects.accessible_to(patient.user, now=now)) == [patient]


def test_one_query_however_many(now, django_assert_num_queries):
    carer = UserFactory()
    for _number in range(8):
        give(carer, PatientFactory(user=None))
    with django_assert_num_queries(1):
        assert len(accessible(carer, now)) == 8


def test_a_doctor_works_for_themselves_while_active(doctor):
    away = DoctorFactory(is_active=False)

    assert list(Doctor.objects.working_for(doctor.user)) == [doctor]
    assert not Doctor.objects.working_for(away.user).exists()
    assert not Doctor.objects.working_for(AnonymousUser()).exists()
