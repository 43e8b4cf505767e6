"""What an administrator set: read once a minute by each process, seen at once where it was saved."""

import pytest

from accounts import remembering
from appointments.models import BookingSettings

pytestmark = pytest.mark.django_db


def test_without_a_row_the_defaults_count_and_nothing_is_written():
    assert BookingSettings.load().requests_per_patient == 3
    assert not BookingSettings.objects.exists()


def test_a_row_is_read_once_a_minute(django_assert_num_queries, monkeypatch):
    BookingSettings.objects.create(requests_per_patient=2)
    seconds = iter([0, 59.9, 60, 60])
    monkeypatch.setattr(remembering.time, "monotonic", lambda: next(seconds))
    BookingSettings.load()
    BookingSettings.objects.update(requests_per_patient=5)  # as another process would

    with django_assert_num_queries(0):
        assert BookingSettings.load().requests_per_patient == 2
    assert BookingSettings.load().requests_per_patient == 5


def test_what_this_process_saves_counts_at_once():
    BookingSettings.load()
    row = BookingSettings.objects.create(requests_per_patient=2)
    assert BookingSettings.load().requests_per_patient == 2

    row.requests_per_patient = 4
    row.save()

    assert BookingSettings.load().requests_per_patient == 4
