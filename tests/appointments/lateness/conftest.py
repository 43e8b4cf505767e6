"""Wednesday morning, ten to ten: Dr Osei works from nine to one, and people wait."""

import datetime as dt

import pytest

from appointments.lateness.services.saying import say_late
from appointments.lateness.services.taking_back import take_back
from appointments.models import Message
from tests.factories import PatientFactory

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def ten_to_ten(published):
    return published[3] - 10 * MINUTE


@pytest.fixture
def visit(book_it, published):
    """Book the nth start of the morning, nine o'clock being 0, for somebody new."""

    def book(number, **told):
        patient = told.pop("patient", None) or PatientFactory()
        return book_it(starts_at=published[number], patient=patient, actor=patient.user, **told)

    return book


@pytest.fixture
def say(doctor, clinic, ten_to_ten):
    """Say as Dr Osei how many minutes late she runs; ten minutes before ten, or later by as many minutes."""

    def run(minutes, *, after=0, **told):
        usual = {"doctor": doctor, "clinic": clinic, "actor": doctor.user, "now": ten_to_ten + after * MINUTE}
        return say_late(minutes=minutes, **{**usual, **told})

    return run


@pytest.fixture
def undo(doctor, ten_to_ten):
    def run(said, *, after=0, **told):
        return take_back(**{"said": said.row, "actor": doctor.user, "now": ten_to_ten + after * MINUTE, **told})

    return run


@pytest.fixture
def arrive():
    """Let the worker have sent what left."""

    def run():
        Message.objects.filter(kind="running_late", status="queued").update(status="sent")

    return run


@pytest.fixture
def told():
    """Return the minutes a patient was written, in order, by a channel, without what was called back."""

    def minutes(appointment, channel="email"):
        rows = Message.objects.filter(event__appointment=appointment, kind="running_late", channel=channel)
        keys = rows.exclude(status="cancelled").order_by("pk").values_list("dedupe_key", flat=True)
        return [int(key.split(":")[4]) for key in keys]

    return minutes
