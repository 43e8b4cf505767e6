"""Each clinic's own reminders: which rules hold for whom, and when each is due."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from appointments.models import Message, ReminderRule
from appointments.notifications.reminder_plan import DEFAULT_PLAN, due_at, due_for, known_channels, plans
from appointments.notifications.reminders import plan_reminders
from tests.appointments.notifications.confirmed import confirmed
from tests.factories import ClinicFactory

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
START = dt.datetime(2026, 12, 9, 9, 20, tzinfo=dt.UTC)
BOTH = ["email", "in_app"]


def rule(**fields):
    return ReminderRule(**{"channels": BOTH, "at_least_hours": 1, **fields})


def emails():
    return list(Message.objects.filter(channel="email").order_by("pk").values_list("dedupe_key", "kind", "subject"))


def test_without_rules_a_week_and_a_day_before():
    assert [str(one) for one, _whose in plans() if "email" in known_channels(one)] == ["7 days before", "1 day before"]


def test_a_clinic_with_rules_has_those_alone(clinic):
    rule(clinic=clinic, days=3).save()
    here, elsewhere = confirmed(starts_at=START, clinic=clinic), confirmed(starts_at=START)

    assert plan_reminders(now=START - 3 * DAY) == 2
    assert plan_reminders(now=START - DAY) == 2
    assert [key.split(":")[1:4] for key, *_rest in emails()] == [
        [str(here.pk), "0", "3d0h"],
        [str(elsewhere.pk), "0", "day"],
    ]


def test_rules_for_all_stand_in_for_the_plan_nobody_wrote_down():
    rule(days=5).save()
    confirmed(starts_at=START)

    assert plan_reminders(now=START - 5 * DAY) == 2
    assert plan_reminders(now=START - DAY) == 0


def test_a_clinic_whose_rules_are_all_off_reminds_nobody(clinic):
    rule(clinic=clinic, days=1, is_active=False).save()
    confirmed(starts_at=START, clinic=clinic)

    assert plan_reminders(now=START - DAY) == 0


def test_only_by_the_channels_of_the_rule(clinic):
    rule(clinic=clinic, days=1, channels=["in_app"]).save()
    confirmed(starts_at=START, clinic=clinic)

    assert plan_reminders(now=START - DAY) == 1
    assert set(Message.objects.values_list("channel", flat=True)) == {"in_app"}


def test_words_follow_the_distance_and_not_the_rule(clinic):
    """Two days before by the rule, but the worker stood still: it is tomorrow, and says so until midnight."""
    rule(clinic=clinic, days=2).save()
    confirmed(starts_at=START, clinic=clinic)
    plan_reminders(now=START - DAY)

    assert emails()[0][2] == "Tomorrow, 9:20am"
    assert Message.objects.filter(channel="email").get().not_after == dt.datetime(2026, 12, 9, tzinfo=dt.UTC)


def test_hours_before_on_the_same_day(clinic):
    rule(clinic=clinic, days=0, hours=5).save()
    start = START.replace(hour=15, minute=0)
    confirmed(starts_at=start, clinic=clinic)

    assert plan_reminders(now=start - 5 * HOUR - dt.timedelta(minutes=1)) == 0
    assert plan_reminders(now=start - 5 * HOUR) == 2
    assert emails()[0][2] == "Reminder: Wed 9 Dec, 3:00pm"


def test_hours_before_that_fall_in_the_night_move_to_the_evening_before(clinic):
    rule(clinic=clinic, days=0, hours=3, at_least_hours=2).save()
    confirmed(starts_at=START, clinic=clinic)
    evening = dt.datetime(2026, 12, 8, 20, tzinfo=dt.UTC)

    assert plan_reminders(now=evening - HOUR) == 0
    assert plan_reminders(now=evening) == 2
    assert emails()[0][2] == "Tomorrow, 9:20am"


@pytest.mark.parametrize(
    ("booked", "due"),
    [
        (START - 9 * DAY, dt.datetime(2026, 12, 7, 10, tzinfo=dt.UTC)),
        (dt.datetime(2026, 12, 7, 8, tzinfo=dt.UTC), dt.datetime(2026, 12, 7, 10, tzinfo=dt.UTC)),
        (dt.datetime(2026, 12, 7, 8, 1, tzinfo=dt.UTC), dt.datetime(2026, 12, 8, 10, tzinfo=dt.UTC)),
        (dt.datetime(2026, 12, 8, 9, tzinfo=dt.UTC), None),
    ],
)
def test_two_days_before_at_ten_or_one_day_for_whoever_booked_later(booked, due):
    appointment = confirmed(starts_at=START)
    two_days = rule(days=2, at_time=dt.time(10), otherwise_days=1)

    assert due_for(two_days, appointment, settled_at=booked, zone="Europe/London") == due


def test_only_whoever_booked_early_enough():
    appointment = confirmed(starts_at=START)
    early = rule(days=2, booked_days_ahead=14)

    assert due_for(early, appointment, settled_at=START - 14 * DAY, zone="Europe/London") == START - 2 * DAY
    assert due_for(early, appointment, settled_at=START - 13 * DAY, zone="Europe/London") is None


def test_a_time_of_day_is_on_the_patients_clock():
    appointment = confirmed(starts_at=START)
    at_ten = due_at(rule(days=2, at_time=dt.time(10)), appointment, zone="America/New_York")

    assert at_ten == dt.datetime(2026, 12, 7, 15, tzinfo=dt.UTC)


def test_the_plan_nobody_wrote_down_keeps_every_bound():
    for one in DEFAULT_PLAN:
        one.full_clean(exclude=["channels"])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"days": 0, "hours": 0}, "raise days or hours"),
        ({"days": 1, "at_least_hours": 24}, "raise days or hours"),
        ({"days": 61}, "less than or equal to 60"),
        ({"days": 1, "hours": 24}, "less than or equal to 23"),
        ({"days": 1, "hours": 2, "at_time": dt.time(10)}, "whole days"),
        ({"days": 0, "hours": 3, "at_time": dt.time(10)}, "whole days"),
        ({"days": 2, "at_time": dt.time(7, 59)}, "at night"),
        ({"days": 2, "at_time": dt.time(21)}, "at night"),
        ({"days": 2, "otherwise_days": 2}, "fewer days"),
    ],
)
def test_refuses_what_makes_no_sense(fields, words):
    with pytest.raises(ValidationError, match=words):
        rule(**fields).full_clean()


def test_refuses_a_second_rule_at_the_same_distance(clinic):
    rule(days=2).save()
    rule(clinic=clinic, days=2).save()
    rule(clinic=ClinicFactory(), days=2).full_clean()

    with pytest.raises(ValidationError, match="for all clinics"):
        rule(days=2).full_clean()
    with pytest.raises(ValidationError, match="already has a reminder at that distance"):
        rule(clinic=clinic, days=2).full_clean()


def test_the_admin_says_what_holds_where(client, chief, clinic):
    rule(clinic=clinic, days=3, channels=["email"]).save()
    other = ClinicFactory(name="Harbour Clinic")
    page = client.get("/admin/appointments/reminderrule/").content.decode()

    assert "3 days before (email)." in page
    assert f"<dt><bdi>{other.name}</bdi></dt><dd>Uses the default plan.</dd>" in page
    assert "Nothing is written down for all clinics, so: 7 days before (email, in the portal)." in page


def test_the_admin_saves_a_rule_and_refuses_its_twin(client, chief, clinic):
    typed = {"clinic": clinic.pk, "is_active": "on", "channels": ["email"], "days": 2, "hours": 0, "at_least_hours": 4}

    assert client.post("/admin/appointments/reminderrule/add/", typed).status_code == 302
    assert list(ReminderRule.objects.values_list("clinic", "days", "channels")) == [(clinic.pk, 2, ["email"])]
    again = client.post("/admin/appointments/reminderrule/add/", typed)
    assert again.status_code == 200
    assert "This clinic already has a reminder at that distance." in again.content.decode()
