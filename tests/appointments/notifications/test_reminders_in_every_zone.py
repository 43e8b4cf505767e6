"""Reminders on the two weekends on which clocks change, in five zones (time rules of the house: *remind*)."""

import datetime as dt

import pytest

from appointments.models import Message, ReminderRule
from appointments.notifications.reminder_plan import due_at
from appointments.notifications.reminders import plan_reminders
from scheduling.clinic_time import local
from tests.appointments.notifications.confirmed import confirmed
from tests.factories import ClinicFactory

pytestmark = pytest.mark.django_db

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)

# Zone, the start on the Sunday of the change (10am there), when a day before is, and what clocks there show then.
WEEKENDS = [
    pytest.param("Europe/London", "2027-03-28T09:00Z", "2027-03-27T09:00Z", "09:00", id="London forward"),
    pytest.param("Europe/London", "2027-10-31T10:00Z", "2027-10-30T10:00Z", "11:00", id="London back"),
    pytest.param("America/New_York", "2027-03-14T14:00Z", "2027-03-13T14:00Z", "09:00", id="New York forward"),
    pytest.param("America/New_York", "2027-11-07T15:00Z", "2027-11-06T15:00Z", "11:00", id="New York back"),
    pytest.param("Australia/Sydney", "2027-04-04T00:00Z", "2027-04-03T00:00Z", "11:00", id="Sydney back"),
    pytest.param("Australia/Sydney", "2027-10-02T23:00Z", "2027-10-01T23:00Z", "09:00", id="Sydney forward"),
    # Kathmandu, a quarter of an hour beside the others, never changes: on London's weekends it stays as it is.
    pytest.param("Asia/Kathmandu", "2027-03-28T04:15Z", "2027-03-27T04:15Z", "10:00", id="Kathmandu in March"),
    pytest.param("Asia/Kathmandu", "2027-10-31T04:15Z", "2027-10-30T04:15Z", "10:00", id="Kathmandu in October"),
    # Casablanca sets its clocks by Ramadan.
    pytest.param("Africa/Casablanca", "2027-02-07T10:00Z", "2027-02-06T10:00Z", "11:00", id="Casablanca back"),
    pytest.param("Africa/Casablanca", "2027-03-14T09:00Z", "2027-03-13T09:00Z", "09:00", id="Casablanca forward"),
]


def moment(text):
    return dt.datetime.fromisoformat(text)


@pytest.fixture
def on_sunday(request):
    zone, start = request.getfixturevalue("zone"), request.getfixturevalue("start")
    return confirmed(starts_at=moment(start), clinic=ClinicFactory(time_zone=zone, city="Oakford"))


@pytest.mark.parametrize(("zone", "start", "due", "shown"), WEEKENDS)
def test_a_day_before_is_twenty_four_hours_before(on_sunday, zone, start, due, shown):
    assert local(moment(start), zone).time() == dt.time(10)
    assert plan_reminders(now=moment(due) - MINUTE) == 0
    assert plan_reminders(now=moment(due)) == 2
    assert f"{local(moment(due), zone):%H:%M}" == shown
    assert Message.objects.get(channel="email").subject.startswith("Tomorrow, 10:00am")


@pytest.mark.parametrize(("zone", "start", "due", "shown"), WEEKENDS)
def test_a_time_of_day_is_what_clocks_show(on_sunday, zone, start, due, shown):
    at_ten = due_at(ReminderRule(days=2, at_time=dt.time(10)), on_sunday, zone=zone)

    assert f"{local(at_ten, zone):%a %H:%M}" == "Fri 10:00"


@pytest.mark.parametrize(("zone", "start", "due", "shown"), WEEKENDS)
def test_nobody_is_reminded_at_night_and_none_comes_after_the_start(on_sunday, zone, start, due, shown):
    starts_at = moment(start)
    for hours in range(0, 80):
        now = starts_at - 3 * DAY + dt.timedelta(hours=hours)
        if plan_reminders(now=now):
            assert dt.time(8) <= local(now, zone).time() < dt.time(21)

    written = Message.objects.filter(channel="email")
    assert [mail.send_after < starts_at for mail in written] == [True]
