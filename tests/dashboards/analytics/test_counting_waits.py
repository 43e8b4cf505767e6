"""Waits are counted by the day of the appointment, and the events alone say the same."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, AppointmentEvent
from appointments.reading.first_answers import one_working_day_after
from dashboards.analytics.proof_of_waits import is_within_a_working_day
from dashboards.analytics.rolling_up import roll_up_changed
from dashboards.analytics.steps import ANSWER_HOURS, LEAD_DAYS, Wait, hours, step_of, whole_days
from dashboards.models import DailyMetric, WaitMetric
from scheduling.clinic_time import zone
from tests.dashboards.analytics.conftest import count
from tests.factories import ClinicFactory, PatientFactory

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
Kind = WaitMetric.Kind


def counted(kind):
    rows = WaitMetric.objects.filter(kind=kind).order_by("step")
    return {row.step: row.number for row in rows}


def test_a_lead_is_in_days_of_the_clinics_calendar(ended, october):
    """Booked late on Friday for early on Saturday: a day; on the day itself: none."""
    ended("attended", october(10, 9), lead=10 * HOUR)
    ended("missed", october(10, 16), lead=HOUR)
    ended("attended", october(10, 9), 3, lead=12 * DAY)
    ended("cancelled_late", october(10, 9), lead=50 * DAY)
    count()

    assert counted(Kind.LEAD) == {0: 1, 1: 1, step_of(12, LEAD_DAYS): 3}
    call_command("metrics", "verify")


def test_a_lead_has_the_day_of_the_clinic(ended):
    far = ClinicFactory(name="Far", time_zone="Pacific/Auckland")
    ended("attended", dt.datetime(2026, 10, 6, 12, tzinfo=dt.UTC), clinic=far, lead=3 * HOUR)
    count()

    metric = WaitMetric.objects.get()
    assert (metric.day, metric.step) == (dt.date(2026, 10, 7), 1)
    call_command("metrics", "verify")


ASKED = dt.datetime(2026, 10, 6, 9, tzinfo=dt.UTC)  # a Tuesday, ten in the morning in London
START = dt.datetime(2026, 10, 20, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("steps", "hours_to_it", "in_time"),
    [
        ([(Verb.APPROVE, 3, Status.CONFIRMED, True)], 3, True),
        ([(Verb.REJECT, 24, Status.REJECTED, True)], 24, True),
        ([(Verb.OFFER, 25, Status.REQUESTED, True)], 25, False),
        ([(Verb.RESCHEDULE, 2, Status.CONFIRMED, True)], 2, True),
        ([(Verb.CANCEL, 2, Status.CANCELLED, True)], 2, True),
        ([(Verb.EXPIRE, 30, Status.EXPIRED, False)], None, False),
        ([(Verb.RESCHEDULE, 2, Status.REQUESTED, False), (Verb.APPROVE, 40, Status.CONFIRMED, True)], 40, False),
        (
            [
                (Verb.APPROVE, 3, Status.CONFIRMED, True),
                (Verb.UNDO, 3.01, Status.REQUESTED, True),
                (Verb.REJECT, 50, Status.REJECTED, True),
            ],
            50,
            False,
        ),
        (
            [
                (Verb.REJECT, 3, Status.REJECTED, True),
                (Verb.UNDO, 3.01, Status.REQUESTED, True),
                (Verb.EXPIRE, 30, Status.EXPIRED, False),
            ],
            None,
            False,
        ),
        ([(Verb.CANCEL, 2, Status.CANCELLED, False)], None, None),
        ([], None, None),
    ],
    ids=["yes", "no", "another-time", "moved", "called-off", "never", "asked-anew", "taken-back", "taken-back-for-good",
         "withdrawn", "waits"],
)  # fmt: skip
def test_what_counts_as_an_answer_and_when(asked, steps, hours_to_it, in_time):
    asked(ASKED, START, *((verb, ASKED + HOUR * after, status, clinic) for verb, after, status, clinic in steps))
    count()

    assert counted(Kind.ANSWER) == ({} if hours_to_it is None else {step_of(hours_to_it, ANSWER_HOURS): 1})
    assert counted(Kind.IN_TIME) == ({} if in_time is None else {int(in_time): 1})
    call_command("metrics", "verify")


def test_what_was_booked_at_once_asked_for_nothing(ended, october):
    ended("cancelled_late", october(6, 9))
    count()

    assert not WaitMetric.objects.exists()


@pytest.mark.parametrize(
    ("asked_at", "until"),
    [
        ("2026-10-06T10:00", "2026-10-07T10:00"),
        ("2026-10-09T15:30", "2026-10-12T15:30"),  # from Friday to Monday
        ("2026-10-10T11:00", "2026-10-13T00:00"),  # at the weekend: all of Monday
        ("2026-10-11T23:00", "2026-10-13T00:00"),
        ("2026-10-23T10:00", "2026-10-26T10:00"),  # the clocks go back between
    ],
)
def test_one_working_day_is_the_same_time_of_the_next(asked_at, until):
    asked_at, until = (
        dt.datetime.fromisoformat(text).replace(tzinfo=zone("Europe/London")) for text in (asked_at, until)
    )

    assert one_working_day_after(asked_at, "Europe/London") == until
    for minutes in (-1, 0, 1):
        answered = until.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)
        assert is_within_a_working_day(asked_at, answered, "Europe/London") == (minutes <= 0)


def test_an_answer_is_counted_again_with_its_appointment_and_a_first_count_is_of_all(asked, ended, october):
    ended("attended", october(7, 9))
    count()
    WaitMetric.objects.all().delete()
    assert list(roll_up_changed())
    assert counted(Kind.LEAD)

    waits = asked(ASKED, START, patient=PatientFactory())
    list(roll_up_changed())
    assert counted(Kind.IN_TIME) == {}
    Appointment.objects.filter(pk=waits.pk).update(status=Status.CONFIRMED)
    AppointmentEvent.objects.create(
        appointment=waits, kind=Verb.APPROVE, at=ASKED + HOUR, to_status=Status.CONFIRMED, by_staff=True
    )
    list(roll_up_changed())
    assert counted(Kind.IN_TIME) == {1: 1}
    assert DailyMetric.objects.count() == 1


@pytest.mark.parametrize("spoil", [{"number": 7}, {"step": 9}])
def test_verify_names_a_wait_that_differs(ended, october, spoil, capsys):
    ended("attended", october(6, 9))
    count()
    WaitMetric.objects.update(**spoil)

    with pytest.raises(CommandError, match="differ"):
        call_command("metrics", "verify")
    assert "lead" in capsys.readouterr().out


def test_days_up_to_a_week_are_exact_and_longer_ones_as_if_they_lay_evenly():
    assert whole_days({}, 50) is None
    assert whole_days({0: 4, 3: 1}, 50) == Wait(0)
    assert whole_days({0: 4, 3: 6}, 50) == Wait(3)
    fortnight = step_of(12, LEAD_DAYS)
    assert [whole_days({fortnight: 4}, percent).length for percent in (25, 50, 75, 100)] == [11, 12, 13, 14]
    assert whole_days({step_of(200, LEAD_DAYS): 4}, 50) == Wait(90, is_more=True)


def test_hours_lie_evenly_within_their_step():
    assert hours({0: 2}, 50) == Wait(0.5)
    assert hours({step_of(20, ANSWER_HOURS): 4}, 50) == Wait(21.0)
    assert hours({step_of(100, ANSWER_HOURS): 1}, 50) == Wait(72, is_more=True)
