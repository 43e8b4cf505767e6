"""Who a page lets in: strangers sign in, the wrong role gets 403, a person without a record makes one."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from accounts.decorators import doctor_required, patient_required
from accounts.models import PatientAccess
from accounts.roles import Role
from tests.factories import DoctorFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.django_db
DECORATORS = [patient_required, doctor_required]


def ask(decorator, user, *, method="get", path="/somewhere/?page=2"):
    """Return what the page answers ``user``, and the request as the view saw it."""
    seen = {}

    @decorator
    def view(request, *args, **kwargs):
        seen["request"] = request
        return HttpResponse("inside")

    request = getattr(RequestFactory(), method)(path)
    request.user = user
    return view(request), seen.get("request")


@pytest.mark.parametrize("decorator", DECORATORS)
def test_a_stranger_is_sent_to_sign_in_and_back(decorator):
    response, inside = ask(decorator, AnonymousUser())

    assert response.url == "/accounts/login/?next=/somewhere/%3Fpage%3D2"
    assert inside is None


@pytest.mark.parametrize("decorator", DECORATORS)
def test_a_page_keeps_the_sign_in_that_is_asked_of_every_page(decorator):
    @decorator
    def view(request):
        return HttpResponse()

    assert getattr(view, "login_required", True)


# --- Patients -------------------------------------------------------------------------------


def test_a_patient_comes_in():
    response, _inside = ask(patient_required, PatientFactory().user)

    assert response.content == b"inside"


def test_a_doctor_who_is_a_patient_comes_in():
    doctor = DoctorFactory()
    PatientFactory(user=doctor.user)
    response, _inside = ask(patient_required, doctor.user)

    assert response.content == b"inside"


def test_who_only_acts_for_somebody_comes_in():
    carer = UserFactory()
    PatientAccess.objects.create(user=carer, patient=PatientFactory(user=None), relation="carer")
    response, _inside = ask(patient_required, carer)

    assert response.content == b"inside"


def test_access_that_has_ended_does_not_count():
    carer = UserFactory()
    PatientAccess.objects.create(
        user=carer, patient=PatientFactory(user=None), relation="carer", until=timezone.now() - dt.timedelta(seconds=1)
    )
    response, inside = ask(patient_required, carer)

    assert response.status_code == 302
    assert inside is None


def test_who_has_no_record_is_asked_for_their_birth_date_and_brought_back():
    response, inside = ask(patient_required, DoctorFactory().user)

    assert response.url == "/me/profile/new/?next=%2Fsomewhere%2F%3Fpage%3D2"
    assert inside is None


def test_a_form_posted_without_a_record_leads_home_afterwards():
    response, inside = ask(patient_required, UserFactory(), method="post")

    assert response.url == "/me/profile/new/?next=%2Fme%2F"
    assert inside is None


# --- Doctors --------------------------------------------------------------------------------


def test_a_doctor_comes_in_and_is_on_the_request():
    doctor = DoctorFactory()
    response, inside = ask(doctor_required, doctor.user)

    assert response.content == b"inside"
    assert inside.doctor == doctor


@pytest.mark.parametrize("role", [Role.PATIENT, Role.ADMINISTRATOR])
def test_who_is_no_doctor_is_refused(role):
    with pytest.raises(PermissionDenied):
        ask(doctor_required, UserFactory(role=role))


def test_a_doctor_who_left_is_refused():
    with pytest.raises(PermissionDenied):
        ask(doctor_required, DoctorFactory(is_active=False).user)


def test_a_doctor_whose_role_was_taken_is_refused():
    doctor = DoctorFactory()
    doctor.user.role = Role.PATIENT
    with pytest.raises(PermissionDenied):
        ask(doctor_required, doctor.user)


# --- Both ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decorator", "person"),
    [(patient_required, lambda: PatientFactory().user), (doctor_required, lambda: DoctorFactory().user)],
)
def test_asking_costs_one_query(decorator, person, django_assert_num_queries):
    user = person()
    with django_assert_num_queries(1):
        ask(decorator, user)
