"""An installation without demo data starts with an administrator and a checklist."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.urls import resolve

from dashboards.services.first_steps import create_first_administrator, first_steps
from tests.factories import SpecialtyFactory

pytestmark = pytest.mark.django_db


def test_each_step_leads_to_its_form():
    for step in first_steps():
        assert resolve(step.address).url_name.endswith("_add"), step


def test_a_step_is_done_when_the_thing_is_there(clinic):
    assert [step.is_done for step in first_steps()] == [True, False, False, False, False, False]


def test_everything_is_done_once_a_doctor_has_hours(offer, published):
    SpecialtyFactory()

    assert all(step.is_done for step in first_steps())


def test_the_first_administrator_can_sign_in(client):
    email, password = create_first_administrator(email="Amara@Clinic.Example")

    user = get_user_model().objects.get()
    assert user.email == email == "amara@clinic.example"
    assert user.is_superuser
    assert user.check_password(password)
    assert EmailAddress.objects.get().verified


def test_there_is_a_first_administrator_only_once():
    create_first_administrator(email="amara@clinic.example")

    assert create_first_administrator(email="leo@clinic.example") is None
    assert get_user_model().objects.count() == 1
