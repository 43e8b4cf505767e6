"""A start off the grid takes the place of open slots; one made for a visit gives it back."""

import datetime as dt
import uuid
from importlib import import_module

import pytest
from django.apps import apps

from scheduling.models import TimeOff, TimeSlot
from scheduling.services.publishing import publish
from scheduling.services.releasing import release
from scheduling.services.slots_by_hand import EveryLaneBusy, SlotRefused, open_slot_by_hand
from tests.factories import ClinicFactory
from tests.scheduling.builders import MONDAY, NOW, a_doctor_working, at, booked, day_of, did_nothing, slot_at, starts_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def hours():
    hours = a_doctor_working("9:00", "10:20")
    publish(doctor=hours.doctor, now=NOW)
    return hours


def by_hand(hours, start="9:30", minutes=20, **told):
    usual = {"doctor": hours.doctor, "clinic": hours.clinic, "starts_at": at(start), "actor": None, "now": NOW}
    return open_slot_by_hand(**(usual | told), minutes=minutes)


def for_visit(hours, *where, **told):
    return by_hand(hours, *where, for_visit=True, **told)


def leave(hours, starts="9:30", ends="9:40"):
    TimeOff.objects.create(doctor=hours.doctor, starts_at=at(starts), ends_at=at(ends))


def test_replaces_the_open_slots_it_overlaps(hours):
    slot = by_hand(hours)

    assert day_of(hours.doctor) == [("9:00", 20, 0, "open"), ("9:30", 20, 0, "open"), ("10:00", 20, 0, "open")]
    assert (slot.origin, slot.local_date, slot.local_minute, slot.working_hours) == ("by_hand", MONDAY, 570, None)


def test_counts_the_runs_before_the_gap_again(hours):
    slot = by_hand(hours)

    assert slot_at(hours.doctor, "9:00").minutes_left == 20
    assert slot.minutes_left == 20


def test_a_run_over_midnight_is_counted_again_on_both_days(hours):
    sunday = MONDAY - dt.timedelta(days=1)
    a_doctor_working("23:20", "0:00", doctor=hours.doctor, clinic=hours.clinic, weekday=6)
    a_doctor_working("0:00", "1:00", doctor=hours.doctor, clinic=hours.clinic)
    publish(doctor=hours.doctor, now=NOW)
    evening = slot_at(hours.doctor, "23:20", sunday)

    slot = for_visit(hours, "0:30")
    evening.refresh_from_db()
    assert (evening.minutes_left, slot_at(hours.doctor, "0:00").minutes_left) == (60, 20)

    release(slot_ids=booked(slot), now=NOW)
    evening.refresh_from_db()
    assert (evening.minutes_left, slot_at(hours.doctor, "0:00").minutes_left) == (100, 60)


def test_a_slot_that_meets_its_neighbours_is_part_of_the_run(hours):
    slot = by_hand(hours, "9:20", 40)

    assert slot_at(hours.doctor, "9:00").minutes_left == 80
    assert slot.minutes_left == 60


@pytest.mark.parametrize("opened", [by_hand, for_visit])
def test_publishing_keeps_it_and_leaves_the_gap(hours, opened):
    slot = opened(hours)

    assert did_nothing(publish(doctor=hours.doctor, now=NOW))
    assert TimeSlot.objects.get(pk=slot.pk).status == "open"


def test_what_was_opened_by_hand_is_open_again_when_it_is_given_back(hours):
    slot = by_hand(hours)
    before = day_of(hours.doctor)

    release(slot_ids=booked(slot), now=NOW)

    slot.refresh_from_db()
    assert day_of(hours.doctor) == before
    assert (slot.origin, slot.minutes_left) == ("by_hand", 20)


def test_what_was_opened_by_hand_is_blocked_under_leave_entered_before(hours):
    slot = by_hand(hours)
    pks = booked(slot)
    leave(hours)

    release(slot_ids=pks, now=NOW)

    slot.refresh_from_db()
    assert (slot.origin, slot.status) == ("by_hand", "blocked")


def test_what_was_opened_by_hand_opens_when_the_leave_ends(hours):
    slot = by_hand(hours)
    leave(hours)
    publish(doctor=hours.doctor, now=NOW)
    slot.refresh_from_db()
    assert slot.status == "blocked"

    TimeOff.objects.all().delete()
    publish(doctor=hours.doctor, now=NOW)

    slot.refresh_from_db()
    assert slot.status == "open"


def test_what_was_opened_by_hand_is_held_for_the_undo_and_open_after_it(hours):
    slot = by_hand(hours, "17:00")
    undo = {"hold_key": uuid.uuid4(), "held_until": NOW + dt.timedelta(seconds=60)}

    release(slot_ids=booked(slot), now=NOW, **undo)

    mine = TimeSlot.objects.filter(pk=slot.pk)
    assert not mine.free(now=NOW).exists()
    assert mine.free(now=NOW, hold_key=undo["hold_key"]).exists()
    assert mine.free(now=undo["held_until"]).exists()


def test_what_was_opened_by_hand_stays_the_doctors_where_hours_come_to_have_it_too(hours):
    slot = by_hand(hours, "17:00")
    a_doctor_working("17:00", "18:00", doctor=hours.doctor, clinic=hours.clinic)
    publish(doctor=hours.doctor, now=NOW)

    release(slot_ids=booked(slot), now=NOW)

    slot.refresh_from_db()
    assert (slot.origin, slot.status, slot.minutes_left) == ("by_hand", "open", 60)


def test_the_grid_comes_back_when_the_visit_a_slot_was_made_for_is_cancelled(hours):
    before = day_of(hours.doctor)
    slot = for_visit(hours)
    assert slot.origin == "for_visit"

    release(slot_ids=booked(slot), now=NOW)

    assert day_of(hours.doctor) == before
    assert [slot_at(hours.doctor, text).minutes_left for text in ("9:00", "9:20", "9:40")] == [80, 60, 40]


def test_the_grid_comes_back_blocked_under_leave(hours):
    pks = booked(for_visit(hours))
    leave(hours)

    release(slot_ids=pks, now=NOW)

    assert starts_on(hours.doctor, status="blocked") == ["9:20"]


@pytest.mark.parametrize("give_up", ["released", "published"])
def test_the_grid_comes_back_after_the_undo_is_over(hours, give_up):
    before = day_of(hours.doctor)
    slot = for_visit(hours)
    undo = {"hold_key": uuid.uuid4(), "held_until": NOW + dt.timedelta(seconds=60)}

    release(slot_ids=booked(slot), now=NOW, **undo)

    assert TimeSlot.objects.free(now=NOW, hold_key=undo["hold_key"]).filter(pk=slot.pk).exists()
    assert not TimeSlot.objects.free(now=undo["held_until"]).filter(pk=slot.pk).exists()
    if give_up == "released":
        release(slot_ids=[slot.pk], now=undo["held_until"])
    else:
        publish(doctor=hours.doctor, now=undo["held_until"])
    assert day_of(hours.doctor) == before


def test_stays_when_somebody_only_held_it(hours):
    slot = by_hand(hours, "17:00")
    TimeSlot.objects.filter(pk=slot.pk).update(hold_key=uuid.uuid4(), held_until=NOW)

    release(slot_ids=[slot.pk], now=NOW)

    slot.refresh_from_db()
    assert (slot.status, slot.hold_key) == ("open", None)


def test_what_was_booked_before_the_two_were_told_apart_goes_with_its_visit(hours):
    migration = import_module("scheduling.migrations.0003_slots_made_for_a_visit")
    booked(by_hand(hours, "17:00"))
    by_hand(hours, "18:00")
    leaving = by_hand(hours, "19:00")
    TimeSlot.objects.filter(pk=leaving.pk).update(status="blocked", minutes_left=0)

    migration.those_booked_go_with_their_visit(apps, None)

    evening = TimeSlot.objects.filter(local_date=MONDAY, local_minute__gte=17 * 60).order_by("minute")
    assert list(evening.values_list("origin", flat=True)) == ["for_visit", "by_hand", "for_visit"]


def test_outside_the_hours(hours):
    slot = for_visit(hours, "18:00", 45)

    assert (slot.lane, slot.minutes, slot.minutes_left) == (0, 45, 45)
    release(slot_ids=booked(slot), now=NOW)
    assert not TimeSlot.objects.filter(pk=slot.pk).exists()


def test_what_is_there_already_is_returned(hours):
    there = slot_at(hours.doctor, "9:20")

    assert by_hand(hours, "9:20", 20) == there
    assert slot_at(hours.doctor, "9:20").origin == "published"


def test_somebody_has_the_time(hours):
    booked(slot_at(hours.doctor, "9:40"))
    before = day_of(hours.doctor)

    with pytest.raises(EveryLaneBusy, match="Someone has this time"):
        by_hand(hours)

    assert day_of(hours.doctor) == before


def test_a_live_hold_has_the_time_and_its_holder_may(hours):
    key = uuid.uuid4()
    held = TimeSlot.objects.filter(pk=slot_at(hours.doctor, "9:40").pk)
    held.update(hold_key=key, held_until=NOW + dt.timedelta(minutes=1))

    with pytest.raises(EveryLaneBusy):
        by_hand(hours)

    assert by_hand(hours, hold_key=key).local_minute == 570


def test_takes_the_lowest_lane_that_can():
    hours = a_doctor_working("9:00", "10:20", capacity=3)
    publish(doctor=hours.doctor, now=NOW)
    booked(slot_at(hours.doctor, "9:40", lane=0))

    assert by_hand(hours).lane == 1


def test_with_every_lane_busy_one_more_is_opened_when_asked(hours):
    booked(slot_at(hours.doctor, "9:20"))

    slot = by_hand(hours, extra_lane=True)

    assert (slot.lane, slot.minutes_left) == (1, 20)
    assert ("9:40", 20, 0, "open") in day_of(hours.doctor)
    another = by_hand(hours, extra_lane=True, start="9:25") if booked(slot) else None
    assert another.lane == 2


def test_an_extra_lane_is_not_opened_without_need(hours):
    assert by_hand(hours, extra_lane=True).lane == 0


def test_replaces_open_slots_at_another_clinic_in_every_lane():
    hours = a_doctor_working("9:00", "10:20", capacity=2)
    publish(doctor=hours.doctor, now=NOW)

    slot = by_hand(hours, clinic=ClinicFactory())

    assert slot.lane == 0
    assert starts_on(hours.doctor) == ["9:00", "9:00", "9:30", "10:00", "10:00"]


def test_replaces_open_slots_at_another_clinic(hours):
    visiting = ClinicFactory()

    by_hand(hours, clinic=visiting)

    assert [(slot.local_minute, slot.clinic) for slot in TimeSlot.objects.filter(local_date=MONDAY)] == [
        (540, hours.clinic),
        (570, visiting),
        (600, hours.clinic),
    ]
    assert did_nothing(publish(doctor=hours.doctor, now=NOW))


def test_a_booking_at_another_clinic_is_in_the_way(hours):
    booked(slot_at(hours.doctor, "9:40"))

    with pytest.raises(SlotRefused, match="at another clinic then"):
        by_hand(hours, clinic=ClinicFactory(), extra_lane=True)


def test_nobody_is_booked_into_time_off(hours):
    TimeOff.objects.create(doctor=hours.doctor, starts_at=at("9:45"), ends_at=at("12:00"))

    with pytest.raises(SlotRefused, match="is away then"):
        by_hand(hours, extra_lane=True)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"now": at("9:50")}, "has passed"),
        ({"minutes": 4}, "between 5 minutes"),
        ({"minutes": 1440}, "between 5 minutes"),
        ({"starts_at": at("9:30") + dt.timedelta(seconds=1)}, "whole minute"),
    ],
)
def test_refuses_what_makes_no_sense(hours, told, why):
    with pytest.raises(SlotRefused, match=why):
        by_hand(hours, **told)


def test_refuses_a_doctor_who_has_left(hours):
    hours.doctor.is_active = False

    with pytest.raises(SlotRefused, match="any more"):
        by_hand(hours)


def test_somebody_who_walked_in_now_takes_the_slot_that_has_begun(hours):
    slot = by_hand(hours, "9:05", 20, now=at("9:06"))

    assert (slot.local_minute, slot.minutes) == (545, 20)
    assert starts_on(hours.doctor) == ["9:05", "9:40", "10:00"]


def test_across_the_end_of_the_repeated_hour():
    sunday = dt.date(2026, 10, 25)
    hours = a_doctor_working("0:00", "5:00", weekday=6)
    now = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
    publish(doctor=hours.doctor, now=now)

    slot = by_hand(hours, starts_at=at("1:50", sunday), minutes=90, now=now)

    assert slot.ends_at == at("2:20", sunday)
    assert starts_on(hours.doctor, sunday)[:7] == ["0:00", "0:20", "0:40", "1:00", "1:20", "1:50", "2:20"]
