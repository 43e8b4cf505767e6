"""A clinic with a past: last month is October 2026."""

import datetime as dt
from functools import partial

import pytest

from dashboards.analytics.rolling_up import all_days, roll_up
from dashboards.analytics.rolling_up_messages import all_message_days, roll_up_messages
from dashboards.analytics.rolling_up_patients import all_patient_days, roll_up_patients
from tests.dashboards.analytics import builders
from tests.factories import ClinicFactory, DoctorFactory, PatientFactory, SpecialtyFactory, VisitTypeFactory


@pytest.fixture
def skin(db):
    return SpecialtyFactory(name="Dermatology")


@pytest.fixture
def heart(db):
    return SpecialtyFactory(name="Cardiology")


@pytest.fixture
def amara(skin):
    return DoctorFactory(full_name="Amara Osei", slug="amara", specialties=[skin])


@pytest.fixture
def leila(heart):
    return DoctorFactory(full_name="Leila Haddad", slug="leila", specialties=[heart])


@pytest.fixture
def ended(db, amara):
    """Return a function that makes ``number`` appointments of an outcome, from ``starts_at`` on, of Dr Osei."""
    told = {
        "patient": PatientFactory(),
        "doctor": amara,
        "clinic": ClinicFactory(),
        "visit_type": VisitTypeFactory(),
    }

    def make(outcome, starts_at, number=1, **more):
        one = partial(builders.ended, outcome, **(told | more))
        return [one(starts_at + dt.timedelta(minutes=count % 60)) for count in range(number)]

    make.told = told
    return make


@pytest.fixture
def asked(ended):
    """Return a function that makes an appointment of Dr Osei that was asked for: see ``builders.asked``."""
    return lambda asked_at, starts_at, *steps, **more: builders.asked(
        asked_at, starts_at, *steps, **(ended.told | more)
    )


@pytest.fixture
def october():
    """Return the instant of a London clock time in October 2026, before the clocks go back."""
    return lambda day, hour, minute=0: dt.datetime(2026, 10, day, hour - 1, minute, tzinfo=dt.UTC)


def count():
    """Count everything, as `metrics rebuild` does."""
    list(roll_up_messages(all_message_days()))
    list(roll_up_patients(all_patient_days()))
    return list(roll_up(all_days()))
