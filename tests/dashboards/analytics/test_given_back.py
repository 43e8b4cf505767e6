"""Time given back before it began, and what of it somebody else took in time."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, AppointmentEvent
from dashboards.models import DailyMetric
from tests.dashboards.analytics.conftest import count
from tests.dashboards.staff import administrator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = reverse("admin:appointments_appointment_changelist")
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def ten(october):
    """Ten o'clock on Tuesday, 6 October."""
    return october(6, 10)


def minutes():
    """Return what was counted of 6 October: given back, booked again, lost late by patients, by the clinic."""
    rows = DailyMetric.objects.filter(day=dt.date(2026, 10, 6)).values_list(
        "given_back_minutes", "refilled_minutes", "lost_late_minutes", "lost_to_clinic_minutes"
    )
    return tuple(map(sum, zip(*rows, strict=True))) or (0, 0, 0, 0)


def booked_at(appointment, at):
    AppointmentEvent.objects.filter(appointment=appointment, kind__in=[Verb.BOOK, Verb.REQUEST]).update(at=at)
    Appointment.objects.filter(pk=appointment.pk).update(created_at=at)


def happens(appointment, kind, at, **more):
    fields = {"from_status": Status.CONFIRMED, "to_status": Status.CONFIRMED} | more
    return AppointmentEvent.objects.create(appointment=appointment, kind=kind, at=at, **fields)


def moved(appointment, to, at, **more):
    """Move an appointment as the service does: its cut-offs keep their distance."""
    shift, old = to - appointment.starts_at, appointment.starts_at
    appointment.starts_at, appointment.ends_at = to, appointment.ends_at + shift
    appointment.late_after += shift
    appointment.save()
    return happens(
        appointment, Verb.RESCHEDULE, at, old_starts_at=old, old_clinic=appointment.clinic, new_starts_at=to, **more
    )


def counted():
    count()
    call_command("metrics", "verify")
    return minutes()


def test_time_called_off_late_and_left_empty_is_lost(ended, ten):
    ended("cancelled_late", ten)

    assert counted() == (20, 0, 20, 0)


def test_time_called_off_early_is_given_back_and_not_lost(ended, ten):
    ended("cancelled_in_time", ten)

    assert counted() == (20, 0, 0, 0)


def test_who_books_it_before_it_begins_fills_it_again(ended, ten):
    ended("cancelled_late", ten)
    (other,) = ended("attended", ten)
    booked_at(other, ten - HOUR)

    assert counted() == (20, 20, 0, 0)


@pytest.mark.parametrize("late", [dt.timedelta(0), dt.timedelta(minutes=5)])
def test_who_comes_once_it_has_begun_does_not(ended, ten, late):
    ended("cancelled_late", ten)
    (other,) = ended("attended", ten)
    booked_at(other, ten + late)
    AppointmentEvent.objects.filter(appointment=other, kind=Verb.COMPLETE).update(at=ten + HOUR)

    assert counted() == (20, 0, 20, 0)


def test_who_had_it_before_does_not(ended, ten):
    """Two lanes: the one beside was booked long ago."""
    ended("cancelled_late", ten)
    ended("attended", ten)

    assert counted() == (20, 0, 20, 0)


def test_only_the_minutes_that_were_taken_count_and_once(ended, ten):
    ended("cancelled_late", ten, 1, minutes=40)
    (other,) = ended("attended", ten + dt.timedelta(minutes=30))
    booked_at(other, ten - HOUR)
    (same,) = ended("attended", ten + dt.timedelta(minutes=30))
    booked_at(same, ten - HOUR / 2)

    assert counted() == (40, 10, 30, 0)


def test_a_move_gives_back_what_it_leaves(ended, ten):
    """Ten minutes later: the first ten are free, the others are its own still."""
    (appointment,) = ended("attended", ten)
    moved(appointment, ten + dt.timedelta(minutes=10), ten - HOUR)

    assert counted() == (10, 0, 10, 0)


def test_a_move_to_another_day_is_counted_on_the_day_it_leaves(ended, ten, october):
    (appointment,) = ended("attended", ten)
    moved(appointment, october(9, 10), october(2, 9))

    assert counted() == (20, 0, 0, 0)
    assert not DailyMetric.objects.get(day=dt.date(2026, 10, 9)).given_back_minutes


def test_a_move_fills_what_somebody_left(ended, ten, october):
    ended("cancelled_late", ten)
    (other,) = ended("attended", october(9, 10))
    moved(other, ten, ten - HOUR)

    assert counted() == (20, 20, 0, 0)


def test_what_was_undone_never_was(ended, ten):
    (appointment,) = ended("attended", ten)
    AppointmentEvent.objects.filter(appointment=appointment, kind=Verb.COMPLETE).delete()
    happens(appointment, Verb.CANCEL, ten - 2 * HOUR, to_status=Status.CANCELLED)
    happens(appointment, Verb.UNDO, ten - 2 * HOUR, from_status=Status.CANCELLED)
    happens(appointment, Verb.COMPLETE, ten, to_status=Status.COMPLETED)

    assert counted() == (0, 0, 0, 0)


def test_a_request_that_comes_to_nothing_fills_nothing(ended, ten):
    ended("cancelled_late", ten)
    (asked,) = ended("attended", ten)
    booked_at(asked, ten - HOUR)
    AppointmentEvent.objects.filter(appointment=asked, kind=Verb.COMPLETE).delete()
    happens(asked, Verb.REJECT, ten - HOUR / 2, to_status=Status.REJECTED)
    Appointment.objects.filter(pk=asked.pk).update(status=Status.REJECTED)

    assert counted() == (20, 0, 20, 0)


def test_what_the_clinic_withdraws_late_is_lost_to_the_clinic(ended, ten):
    (appointment,) = ended("cancelled_late", ten)
    AppointmentEvent.objects.filter(appointment=appointment, kind=Verb.CANCEL).update(
        by_staff=True, reason_code=AppointmentEvent.Reason.DOCTOR_AWAY
    )

    assert counted() == (20, 0, 0, 20)


@pytest.mark.parametrize("column", ["given_back_minutes", "refilled_minutes", "lost_late_minutes"])
def test_verify_names_minutes_that_are_wrong(ended, ten, column, capsys):
    ended("cancelled_late", ten)
    counted()
    DailyMetric.objects.update(**{column: 7})

    with pytest.raises(CommandError, match="differ"):
        call_command("metrics", "verify")
    assert column in capsys.readouterr().out


def test_the_list_has_those_whose_time_it_was(client, ended, ten, october):
    client.force_login(administrator())
    (late,) = ended("cancelled_late", ten)
    (early,) = ended("cancelled_in_time", ten)
    (left,) = ended("attended", ten)
    moved(left, october(20, 10), ten - HOUR)
    (by_clinic,) = ended("cancelled_late", ten)
    AppointmentEvent.objects.filter(appointment=by_clinic, kind=Verb.CANCEL).update(
        by_staff=True, reason_code=AppointmentEvent.Reason.CLINIC_CLOSED
    )
    ended("attended", ten)
    (undone,) = ended("attended", october(20, 10))
    happens(undone, Verb.RESCHEDULE, ten - HOUR, old_starts_at=ten, new_starts_at=october(20, 10))
    happens(undone, Verb.UNDO, ten - HOUR, old_starts_at=october(20, 10), new_starts_at=ten)

    def listed(why):
        answer = client.get(LIST, {"given_back": f"{why}:2026-10-06..2026-10-06"})
        return set(answer.context["cl"].queryset)

    assert listed("all") == {late, early, left, by_clinic}
    assert listed("late") == {late, left}
    assert listed("clinic") == {by_clinic}


@pytest.mark.parametrize("asked", ["x", "late:", "late:2026-10-09..2026-10-01", "never:2026-10-06..2026-10-06"])
def test_a_filter_that_cannot_be_meant_narrows_nothing(client, ended, ten, asked):
    client.force_login(administrator())
    ended("attended", ten)

    assert client.get(LIST, {"given_back": asked}).context["cl"].result_count == 1
