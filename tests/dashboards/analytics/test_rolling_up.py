"""The metrics are what the events say: counted by each clinic's own date, again whenever something changed."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, AppointmentEvent
from dashboards.analytics.rolling_up import LOOK_BACK, roll_up_changed
from dashboards.duties import DUTIES
from dashboards.models import DailyMetric, HourlyMetric
from tests.dashboards.analytics.conftest import count
from tests.factories import ClinicFactory, PatientFactory, SpecialtyFactory

pytestmark = pytest.mark.django_db


def test_counts_each_outcome_of_a_day(ended, october):
    for outcome, number in (("attended", 4), ("missed", 3), ("cancelled_late", 2), ("cancelled_in_time", 1)):
        ended(outcome, october(6, 9), number)
    count()

    row = DailyMetric.objects.get()
    assert (row.day, row.attended, row.missed, row.cancelled_late, row.cancelled_in_time) == (
        dt.date(2026, 10, 6), 4, 3, 2, 1,
    )  # fmt: skip
    assert row.attended_minutes == 80


def test_leaves_out_what_has_not_ended_or_was_never_agreed_on(ended, october):
    for number, status in enumerate((Status.CONFIRMED, Status.REQUESTED, Status.REJECTED, Status.EXPIRED)):
        (appointment,) = ended("attended", october(6, 9, number), patient=PatientFactory())
        Appointment.objects.filter(pk=appointment.pk).update(status=status, decide_by=october(5, 9))
    count()

    assert not DailyMetric.objects.exists()


def test_a_day_is_the_clinics_own(ended):
    """Eleven in the evening in Greenwich: the next day in Auckland, still the afternoon in New York."""
    late = dt.datetime(2026, 10, 6, 23, tzinfo=dt.UTC)
    far = ClinicFactory(name="Far", time_zone="Pacific/Auckland")
    west = ClinicFactory(name="West", time_zone="America/New_York")
    ended("attended", late, clinic=far)
    ended("missed", late, clinic=west)
    count()

    assert set(DailyMetric.objects.values_list("clinic", "day")) == {
        (far.pk, dt.date(2026, 10, 7)),
        (west.pk, dt.date(2026, 10, 6)),
    }
    assert set(HourlyMetric.objects.filter(specialty=None).values_list("clinic", "hour")) == {
        (far.pk, 12),
        (west.pk, 19),
    }


def test_both_hours_of_the_night_the_clocks_go_back_are_of_that_day(ended):
    for hour in (0, 1):
        ended("attended", dt.datetime(2026, 10, 25, hour, 30, tzinfo=dt.UTC))
    count()

    assert DailyMetric.objects.get().attended == 2
    assert HourlyMetric.objects.get(specialty=None).hour == 1


def test_a_doctor_of_two_specialties_counts_in_both_and_once_for_all(ended, october, amara, skin):
    amara.specialties.add(SpecialtyFactory(name="Allergology"))
    ended("missed", october(6, 9), 2)
    count()

    assert HourlyMetric.objects.filter(specialty=None).count() == 1
    assert list(HourlyMetric.objects.exclude(specialty=None).values_list("missed", flat=True)) == [2, 2]


def test_what_changed_is_counted_again_and_nothing_else(ended, october):
    (first,) = ended("missed", october(6, 9))
    ended("attended", october(7, 9))
    count()
    DailyMetric.objects.filter(day=dt.date(2026, 10, 7)).update(attended=99)
    far_back = AppointmentEvent.objects.latest("pk").pk + LOOK_BACK
    DailyMetric.objects.update(counted_to=far_back)
    Appointment.objects.filter(pk=first.pk).update(status=Status.COMPLETED)
    AppointmentEvent.objects.create(
        pk=far_back + 1,
        appointment=first,
        kind=Verb.COMPLETE,
        at=october(6, 10),
        from_status=Status.NO_SHOW,
        to_status=Status.COMPLETED,
    )

    assert list(roll_up_changed()) == [dt.date(2026, 10, 6)]
    counted = dict(DailyMetric.objects.values_list("day", "attended"))
    assert counted == {dt.date(2026, 10, 6): 1, dt.date(2026, 10, 7): 99}


def test_a_visit_put_back_to_another_day_leaves_the_old_one(ended, october):
    (appointment,) = ended("attended", october(6, 9))
    count()
    Appointment.objects.filter(pk=appointment.pk).update(starts_at=october(8, 9), ends_at=october(8, 10))
    AppointmentEvent.objects.create(
        appointment=appointment,
        kind=Verb.RESCHEDULE,
        at=october(6, 11),
        to_status=Status.COMPLETED,
        old_starts_at=october(6, 9),
        new_starts_at=october(8, 9),
    )
    call_command("metrics", "update")

    assert list(DailyMetric.objects.values_list("day", flat=True)) == [dt.date(2026, 10, 8)]
    call_command("metrics", "verify")


def test_the_duty_counts_hourly(ended, october, now):
    ended("attended", october(6, 9))
    duty = next(duty for duty in DUTIES if duty.name == "roll_up_metrics")
    steps = list(duty.run(now))

    assert steps
    assert duty.next_due(now) - now == dt.timedelta(hours=1)
    assert DailyMetric.objects.get().attended == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda: DailyMetric.objects.update(missed=7),
        lambda: DailyMetric.objects.all().delete(),
        lambda: HourlyMetric.objects.update(attended=7),
    ],
)
def test_verify_names_what_differs(ended, october, spoil, capsys):
    ended("missed", october(6, 9), 2)
    ended("attended", october(6, 9), 2)
    count()
    call_command("metrics", "verify")
    assert "what the events say" in capsys.readouterr().out

    spoil()

    with pytest.raises(CommandError, match="differ"):
        call_command("metrics", "verify")
    assert "2026-10-06" in capsys.readouterr().out


def test_rebuild_mends_what_was_spoiled(ended, october):
    ended("missed", october(6, 9), 2)
    count()
    DailyMetric.objects.update(missed=7)

    call_command("metrics", "rebuild")

    call_command("metrics", "verify")
    assert DailyMetric.objects.get().missed == 2
