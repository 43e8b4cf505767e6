"""A desk later in the day, one of another clinic, and a request."""

import pytest

from accounts.roles import StaffGroup
from scheduling.models import ClinicStaff
from tests.dashboards.staff import staff_member
from tests.factories import ClinicFactory


@pytest.fixture
def later(client, front_desk, clock):
    """Return a function that moves the clock; the front desk signs in again, as after a night."""

    def move_to(moment):
        clock.move_to(moment)
        client.force_login(front_desk)

    return move_to


@pytest.fixture
def other_desk(client, db):
    """A front desk of another clinic."""
    user = staff_member(StaffGroup.FRONT_DESK)
    ClinicStaff.objects.create(user=user, clinic=ClinicFactory(name="Elsewhere"))
    client.force_login(user)
    return client


@pytest.fixture
def asked(book_it, by_doctor, published, other_patient):
    return book_it(offer=by_doctor, starts_at=published[3], patient=other_patient, actor=other_patient.user)
