"""Within the minute it is taken back, and what was so before holds again."""

import datetime as dt

import pytest

from appointments.models import Appointment, Message, RunningLate
from appointments.policies import NotAllowed

pytestmark = pytest.mark.django_db


def late_minutes(appointment):
    return Appointment.objects.get(pk=appointment.pk).late_minutes


def test_nobody_hears_of_it(visit, say, undo, told):
    ten = visit(3)
    undo(say(20), after=0.5)

    assert told(ten) == told(ten, "in_app") == []
    assert set(Message.objects.filter(kind="running_late").values_list("status", flat=True)) == {"cancelled"}
    assert late_minutes(ten) is None
    assert list(RunningLate.objects.values_list("minutes", flat=True)) == [0, 20]


def test_it_can_be_said_anew(visit, say, undo, told):
    ten = visit(3)
    undo(say(20), after=0.5)
    say(20, after=1)

    assert told(ten) == [20]


def test_the_figure_before_holds_again_and_is_told_once(visit, say, undo, told, arrive):
    ten = visit(3)
    first = say(10)
    arrive()
    row = undo(say(20, after=3), after=3.5).row

    assert told(ten) == [10]
    assert late_minutes(ten) == 10
    assert (row.minutes, row.since) == (10, first.row.said_at)


def test_a_figure_that_had_not_left_is_told_after_all(visit, say, undo, told):
    ten = visit(3)
    say(10)
    undo(say(20, after=0.5), after=0.7)

    assert told(ten) == told(ten, "in_app") == [10]


def test_only_by_who_said_it_within_the_minute_and_the_last(visit, say, undo, front_desk):
    visit(3)
    first = say(10)
    with pytest.raises(NotAllowed, match="nothing of yours"):
        undo(first, actor=front_desk)
    with pytest.raises(NotAllowed, match="too late"):
        undo(first, after=1.1)
    second = say(20, after=0.5)

    with pytest.raises(NotAllowed, match="nothing of yours"):
        undo(first, after=0.6)
    undo(second, after=0.6)
    with pytest.raises(NotAllowed, match="nothing of yours"):
        undo(second, after=0.7)


def test_also_where_nobody_waits_any_more(visit, say, undo, published):
    visit(3)
    said = say(20, now=published[3] - dt.timedelta(seconds=5))
    row = undo(said, now=published[3] + dt.timedelta(minutes=0.5)).row

    assert row.minutes == 0
