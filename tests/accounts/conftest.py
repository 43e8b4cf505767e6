"""People who can sign in, and the limits of tries switched on."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from accounts.roles import Role
from config.settings import base
from tests.accounts.builders import PASSWORD
from tests.factories import DoctorFactory, PatientFactory, UserFactory


@pytest.fixture(autouse=True)
def _an_empty_cache():
    """Counters of tries live in the cache: one test's must not be the next one's."""
    cache.clear()


@pytest.fixture
def limits(settings):
    """The limits a real installation has; the other tests run without."""
    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS


@pytest.fixture
def proven(db):
    """Return a function that counts a user's address as proven."""

    def prove(user):
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    return prove


@pytest.fixture
def maria(proven):
    """A patient who can sign in."""
    patient = PatientFactory(
        full_name="Maria Lopes",
        user__full_name="Maria Lopes",
        user__email="maria@example.com",
        user__password=PASSWORD,
        user__phone="07700 900123",
        phone="07700 900123",
    )
    proven(patient.user)
    return patient


@pytest.fixture
def dr_osei(proven):
    """A doctor who can sign in and is nobody's patient."""
    doctor = DoctorFactory(full_name="Amara Osei", slug="amara-osei", user__password=PASSWORD)
    proven(doctor.user)
    return doctor


@pytest.fixture
def administrator(proven):
    return proven(UserFactory(role=Role.ADMINISTRATOR, password=PASSWORD))
