"""News that can wait comes after the quiet hours of whoever reads it, on their clock."""

import datetime as dt
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.models import Message, MessagePreference
from appointments.notifications.channels import registry
from appointments.notifications.kinds import Kind
from appointments.notifications.quiet_hours import end_of_quiet, leaves_at
from appointments.notifications.recipients import Recipient
from appointments.services.booking import book
from appointments.services.cancelling import cancel
from scheduling.clinic_time import local

EMAIL, IN_APP = registry.channel("email"), registry.channel("in_app")
HOUR = dt.timedelta(hours=1)
LONDON = "Europe/London"


def at(day, clock, month=11, zone=dt.UTC):
    return dt.datetime.combine(dt.date(2026, month, day), dt.time.fromisoformat(clock), tzinfo=zone)


def reader(**fields):
    preference = fields.pop("preference", None)
    return Recipient(key="user-1", name="Maria", address="m@example.com", language="en-gb", user_id=1,
                     preference=preference, **fields)  # fmt: skip


def quiet(begins, ends):
    return MessagePreference(
        quiet_from=begins and dt.time.fromisoformat(begins), quiet_until=ends and dt.time.fromisoformat(ends)
    )


def when(send_after, *, kind=Kind.BOOKED, channel=EMAIL, starts_at=None, recipient=None, event=None, not_after=None):
    appointment = SimpleNamespace(starts_at=starts_at or send_after + 240 * HOUR, time_zone=LONDON)
    return leaves_at(
        send_after,
        channel=channel,
        kind=kind,
        appointment=appointment,
        recipient=recipient or reader(),
        event=event,
        not_after=not_after,
    )


def event(*, actor_id=99, old_starts_at=None):
    return SimpleNamespace(actor_id=actor_id, old_starts_at=old_starts_at)


@pytest.mark.parametrize(
    ("sent", "leaves"),
    [
        (at(24, "20:59"), at(24, "20:59")),
        (at(24, "21:00"), at(25, "08:00")),
        (at(24, "23:30"), at(25, "08:00")),
        (at(25, "00:00"), at(25, "08:00")),
        (at(25, "07:59"), at(25, "08:00")),
        (at(25, "08:00"), at(25, "08:00")),
    ],
)
def test_by_night_it_waits_for_the_morning(sent, leaves):
    assert when(sent) == leaves


def test_that_the_doctor_runs_late_waits_for_nothing():
    just_begun = at(24, "22:00")

    assert when(at(24, "22:01"), kind=Kind.RUNNING_LATE, starts_at=just_begun) == at(24, "22:01")
    assert when(at(24, "22:01"), kind=Kind.BOOKED, starts_at=just_begun) == at(25, "08:00")


def test_it_is_the_night_of_the_reader():
    assert when(at(24, "12:00"), recipient=reader(time_zone="Australia/Sydney")) == at(24, "21:00")
    assert when(at(24, "23:00"), recipient=reader(time_zone="Australia/Sydney")) == at(24, "23:00")


@pytest.mark.parametrize(
    ("begins", "ends", "sent", "leaves"),
    [
        ("13:00", "15:00", at(24, "14:00"), at(24, "15:00")),
        ("13:00", "15:00", at(24, "23:00"), at(24, "23:00")),
        ("22:30", "06:15", at(24, "22:00"), at(24, "22:00")),
        ("22:30", "06:15", at(24, "22:45"), at(25, "06:15")),
        (None, None, at(24, "23:00"), at(24, "23:00")),
    ],
)
def test_the_hours_are_those_they_chose(begins, ends, sent, leaves):
    assert when(sent, recipient=reader(preference=quiet(begins, ends))) == leaves


def test_the_night_the_clocks_go_back_is_an_hour_longer():
    night = at(24, "22:00", month=10)  # 11pm in London, still summer time

    assert when(night) == at(25, "08:00", month=10)
    assert when(night) - night == 10 * HOUR


def test_hours_that_end_in_the_gap_end_after_it():
    """On 29 March clocks go from 1am to 2am."""
    sent = at(29, "00:10", month=3)

    leaves = when(sent, recipient=reader(preference=quiet("00:00", "01:30")))
    assert local(leaves, LONDON).time() == dt.time(2)


@given(
    st.integers(0, 365 * 24 * 60).map(lambda minutes: at(1, "00:00", month=1) + minutes * HOUR / 60),
    st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    st.sampled_from([LONDON, "America/New_York", "Australia/Sydney", "Asia/Kathmandu", "Africa/Casablanca"]),
)
def test_never_earlier_never_a_day_later_and_never_twice(sent, begins, ends, zone):
    if begins == ends:
        return
    preference = MessagePreference(quiet_from=begins, quiet_until=ends)
    leaves = end_of_quiet(sent, recipient=reader(preference=preference), zone=zone)

    assert sent <= leaves <= sent + 25 * HOUR
    assert end_of_quiet(leaves, recipient=reader(preference=preference), zone=zone) - leaves <= 2 * HOUR


# --- What does not wait --------------------------------------------------------------------------------


def test_in_the_portal_nothing_waits():
    assert when(at(24, "23:00"), channel=IN_APP) == at(24, "23:00")


@pytest.mark.parametrize("kind", [Kind.DOCTOR_REQUESTED, Kind.STAFF_EXPIRED])
def test_staff_have_other_means(kind):
    assert when(at(24, "23:00"), kind=kind) == at(24, "23:00")


@pytest.mark.parametrize("kind", [Kind.CANCELLED_BY_CLINIC, Kind.MOVED_BY_CLINIC, Kind.MOVED, Kind.EXPIRED])
def test_what_is_about_the_same_day_or_the_early_morning_does_not_wait(kind):
    assert when(at(24, "21:30"), kind=kind, starts_at=at(24, "23:00")) == at(24, "21:30")
    assert when(at(25, "00:30"), kind=kind, starts_at=at(25, "23:00")) == at(25, "00:30")
    assert when(at(24, "23:00"), kind=kind, starts_at=at(25, "11:59")) == at(24, "23:00")


@pytest.mark.parametrize("kind", [Kind.CANCELLED_BY_CLINIC, Kind.MOVED_BY_CLINIC, Kind.MOVED, Kind.EXPIRED])
def test_what_leaves_time_to_act_in_the_morning_waits(kind):
    assert when(at(24, "23:00"), kind=kind, starts_at=at(25, "12:00")) == at(25, "08:00")
    assert when(at(24, "23:00"), kind=kind, starts_at=at(25, "23:00")) == at(25, "08:00")


def test_the_same_day_is_the_readers():
    """11pm in London is the next morning in Auckland, where the appointment by video is at 8pm of that day."""
    auckland = reader(time_zone="Pacific/Auckland", preference=quiet("11:00", "13:00"))

    assert when(at(24, "23:00"), starts_at=at(25, "07:00"), recipient=auckland) == at(24, "23:00")
    assert when(at(24, "23:00"), starts_at=at(25, "11:00"), recipient=auckland) == at(25, "00:00")


def test_the_time_that_is_given_up_counts_too():
    gone = event(old_starts_at=at(25, "09:00"))

    assert when(at(24, "23:00"), kind=Kind.MOVED_BY_CLINIC, event=gone) == at(24, "23:00")


def test_who_is_up_and_does_it_hears_at_once():
    assert when(at(24, "23:00"), event=event(actor_id=1)) == at(24, "23:00")
    assert when(at(24, "23:00"), event=event(actor_id=2)) == at(25, "08:00")
    assert when(at(24, "23:00"), event=event(actor_id=None), recipient=reader()) == at(25, "08:00")


def test_that_they_were_missed_can_wait():
    assert when(at(24, "22:30"), kind=Kind.MISSED, starts_at=at(24, "20:00")) == at(25, "08:00")


def test_what_would_come_too_late_does_not_wait():
    assert when(at(24, "22:00"), kind=Kind.REMINDER_WEEK, not_after=at(25, "07:00")) == at(24, "22:00")


# --- Through the outbox -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_email_waits_and_the_portal_does_not(patient, offer, clinic, published, front_desk, now):
    night = now + 13 * HOUR  # 10pm
    appointment = book(
        patient=patient,
        offer=offer,
        clinic=clinic,
        starts_at=published[0] + dt.timedelta(days=7),
        actor=front_desk,
        now=night,
    )

    morning = now + 23 * HOUR
    assert Message.objects.get(kind="booked", channel="email").send_after == morning
    assert Message.objects.get(kind="booked", channel="in_app").send_after == night
    assert Message.objects.get(kind="booked", channel="in_app").sent_at == night
    cancel(appointment=appointment, actor=patient.user, now=night + HOUR)
    assert Message.objects.get(kind="cancelled", channel="email").send_after == night + HOUR
