"""An offer of two times for Maria's follow-up at nine."""

import datetime as dt

import pytest

from appointments.models import Appointment
from appointments.proposals.models import Proposal
from appointments.proposals.services.offering import offer_times

A_MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def offer_to(clinic, doctor, now):
    """Offer starts for an appointment as its doctor."""

    def offer(appointment, starts, **said):
        times = [(clinic, start) for start in starts]
        return offer_times(appointment=appointment, times=times, **{"actor": doctor.user, "now": now, **said})

    return offer


@pytest.fixture
def offered(booked, published, offer_to):
    """The follow-up at nine, with ten and eleven offered instead."""
    offer_to(booked, [published[3], published[6]], message="I am late that day.")
    return Appointment.objects.get(pk=booked.pk)


@pytest.fixture
def proposal(offered):
    return Proposal.objects.get(appointment=offered)
