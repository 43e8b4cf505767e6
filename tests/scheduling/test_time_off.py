"""Leave, closing days and blocked slots: entered, ended, and what becomes of the time."""

import datetime as dt
import uuid

import pytest

from scheduling.models import TimeOff, TimeSlot
from scheduling.services import publishing
from scheduling.services.publishing import publish
from scheduling.services.releasing import release
from scheduling.services.slots_by_hand import open_slot_by_hand
from scheduling.services.time_off import (
    SlotInUse,
    TimeOffRefused,
    add_time_off,
    block_slot,
    end_time_off,
    unblock_slot,
)
from tests.factories import ClinicFactory
from tests.scheduling.builders import (
    LONDON,
    MONDAY,
    NOW,
    a_doctor_working,
    at,
    booked,
    did_nothing,
    news,
    slot_at,
    starts_on,
)

pytestmark = pytest.mark.django_db

ONE_DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)


@pytest.fixture
def hours():
    hours = a_doctor_working("9:00", "11:00")
    publish(doctor=hours.doctor, now=NOW)
    return hours


@pytest.fixture
def doctor(hours):
    return hours.doctor


def away(starts="9:20", ends="10:00", day=MONDAY, last_day=None, **told):
    usual = {
        "starts_at": at(starts, day),
        "ends_at": at(ends, last_day or day),
        "time_zone": LONDON,
        "actor": None,
        "now": NOW,
    }
    return add_time_off(**(usual | told))


def hold(slot):
    TimeSlot.objects.filter(pk=slot.pk).update(held_until=NOW + dt.timedelta(minutes=5), hold_key=uuid.uuid4())


class TestEntering:
    def test_blocks_what_is_free(self, doctor):
        away(doctor=doctor)

        assert starts_on(doctor, status="blocked") == ["9:20", "9:40"]
        assert starts_on(doctor, status="open") == ["9:00", "10:00", "10:20", "10:40"]

    def test_leaves_bookings_and_says_whose(self, doctor):
        booked(slot_at(doctor, "9:20"), slot_at(doctor, "9:40"), slot_at(doctor, "10:20"))

        with news() as heard:
            away(doctor=doctor, actor=doctor.user)

        assert starts_on(doctor, status="booked") == ["9:20", "9:40", "10:20"]
        assert len(heard) == 1
        assert heard[0]["intervals"] == [(at("9:20"), at("10:00"), "doctor_away")]
        assert heard[0]["actor"] == doctor.user

    def test_every_week_on_the_same_clock(self, doctor):
        away(doctor=doctor, repeats_until=MONDAY + 2 * WEEK)

        blocked = [starts_on(doctor, MONDAY + WEEK * n, "blocked") for n in range(4)]
        assert blocked == [["9:20", "9:40"]] * 3 + [[]]

    def test_says_whose_visits_every_week_hits(self, doctor):
        booked(slot_at(doctor, "9:20"), slot_at(doctor, "9:20", MONDAY + WEEK))

        with news() as heard:
            away(doctor=doctor, repeats_until=MONDAY + WEEK)

        assert [starts for starts, *_rest in heard[0]["intervals"]] == [at("9:20"), at("9:20", MONDAY + WEEK)]

    def test_far_beyond_what_is_published_publishes_nothing(self, doctor):
        before = TimeSlot.objects.count()

        away(doctor=doctor, day=MONDAY + 40 * WEEK)

        assert TimeSlot.objects.count() == before

    def test_holds_when_its_day_is_published(self, doctor):
        late = MONDAY + 14 * WEEK
        away(doctor=doctor, day=late)

        publish(doctor=doctor, now=NOW + 4 * WEEK)

        assert starts_on(doctor, late, "blocked") == ["9:20", "9:40"]

    def test_a_closed_clinic_blocks_all_its_doctors_and_no_others(self, hours, doctor):
        colleague = a_doctor_working("9:00", "9:40", clinic=hours.clinic).doctor
        elsewhere = a_doctor_working("9:00", "9:40").doctor
        for other in (colleague, elsewhere):
            publish(doctor=other, now=NOW)
        booked(slot_at(colleague, "9:20"))

        with news() as heard:
            away("0:00", "0:00", clinic=hours.clinic, last_day=MONDAY + ONE_DAY)

        assert starts_on(doctor, status="open") == []
        assert starts_on(colleague, status="blocked") == ["9:00"]
        assert starts_on(elsewhere, status="open") == ["9:00", "9:20"]
        assert [(told["doctor"], told["intervals"][0][2]) for told in heard] == [(colleague, "doctor_away")]

    def test_a_closed_clinic_is_closed_for_hours_added_later(self, hours, doctor):
        away("0:00", "0:00", clinic=hours.clinic, last_day=MONDAY + ONE_DAY)

        late = a_doctor_working("14:00", "14:40", doctor=doctor, clinic=hours.clinic)
        publish(doctor=late.doctor, now=NOW)

        assert starts_on(doctor, status="open") == []

    @pytest.mark.parametrize(
        ("told", "why"),
        [
            ({"starts": "10:00", "ends": "9:00"}, "The end must be after the start"),
            ({"day": MONDAY - 2 * WEEK}, "has passed"),
            ({"time_zone": "Oakford"}, "Choose a time zone"),
            ({"repeats_until": MONDAY - ONE_DAY}, "The last week is before the first"),
            ({"last_day": MONDAY + 8 * ONE_DAY, "repeats_until": MONDAY + 9 * WEEK}, "at most a week long"),
            ({"repeats_until": dt.date.max}, "between 2000 and 2199"),
            ({"day": MONDAY - 2 * WEEK, "repeats_until": dt.date.max}, "between 2000 and 2199"),
            ({"day": dt.date(1999, 12, 31), "repeats_until": MONDAY}, "between 2000 and 2199"),
        ],
    )
    def test_refuses_what_makes_no_sense(self, doctor, told, why):
        with pytest.raises(TimeOffRefused, match=why):
            away(doctor=doctor, **told)

        assert not TimeOff.objects.exists()

    def test_is_of_a_doctor_or_of_a_clinic(self, doctor, hours):
        for told in ({}, {"doctor": doctor, "clinic": hours.clinic}):
            with pytest.raises(TimeOffRefused, match="Choose a doctor or a clinic, not both"):
                away(**told)


class TestEnding:
    def test_opens_the_time_again(self, doctor):
        off = away(doctor=doctor)

        end_time_off(time_off=off, actor=None, now=NOW)

        assert starts_on(doctor, status="blocked") == []
        assert off.ended_at == NOW

    def test_says_whose_visits_stand_again(self, doctor):
        booked(slot_at(doctor, "9:20"))
        off = away(doctor=doctor)

        with news() as heard:
            end_time_off(time_off=off, actor=None, now=NOW)

        assert [told["intervals"] for told in heard] == [[(at("9:20"), at("9:40"), "")]]

    def test_other_time_off_at_the_same_time_still_counts(self, doctor, hours):
        booked(slot_at(doctor, "9:20"))
        off = away(doctor=doctor)
        away("9:00", "9:40", clinic=hours.clinic)

        with news() as heard:
            end_time_off(time_off=off, actor=None, now=NOW)

        assert heard == []
        assert starts_on(doctor, status="blocked") == ["9:00"]

    def test_a_visit_of_which_one_slot_stays_blocked_is_told_whole(self, doctor):
        booked(slot_at(doctor, "9:20"), slot_at(doctor, "9:40"))
        off = away("9:20", "9:40", doctor=doctor)
        away("9:40", "10:00", doctor=doctor)

        with news() as heard:
            end_time_off(time_off=off, actor=None, now=NOW)

        assert heard[0]["intervals"] == [(at("9:20"), at("9:40"), ""), (at("9:40"), at("10:00"), "doctor_away")]

    def test_half_way_through_keeps_what_has_been(self, doctor):
        off = away("9:00", "11:00", doctor=doctor)

        end_time_off(time_off=off, actor=None, now=at("10:00"))

        assert (off.ends_at, off.ended_at) == (at("10:00"), at("10:00"))
        assert starts_on(doctor, status="blocked") == ["9:00", "9:20", "9:40", "10:00"]  # 10:00 has begun
        assert starts_on(doctor, status="open") == ["10:20", "10:40"]

    def test_every_week_ends_for_the_weeks_to_come(self, doctor):
        off = away(doctor=doctor, repeats_until=MONDAY + 3 * WEEK)
        now = MONDAY + 8 * ONE_DAY
        now = at("12:00", now)

        end_time_off(time_off=off, actor=None, now=now)

        blocked = [bool(starts_on(doctor, MONDAY + WEEK * n, "blocked")) for n in range(4)]
        assert blocked == [True, True, False, False]

    def test_twice_is_once(self, doctor):
        off = away(doctor=doctor)
        end_time_off(time_off=off, actor=None, now=NOW)

        end_time_off(time_off=off, actor=None, now=NOW + WEEK)

        assert off.ended_at == NOW

    def test_what_is_over_stays_as_it_was(self, doctor):
        off = away(doctor=doctor)

        end_time_off(time_off=off, actor=None, now=NOW + WEEK)

        assert off.ended_at is None


class TestBlockingASlot:
    def test_writes_time_off_of_that_length(self, doctor):
        slot = slot_at(doctor, "9:20")

        off = block_slot(slot_id=slot.pk, actor=None, now=NOW, label="Dentist")

        slot.refresh_from_db()
        assert (off.doctor, off.starts_at, off.ends_at, off.label) == (doctor, slot.starts_at, slot.ends_at, "Dentist")
        assert slot.status == "blocked"
        assert starts_on(doctor, status="blocked") == ["9:20"]

    def test_twice_is_once(self, doctor):
        slot = slot_at(doctor, "9:20")
        off = block_slot(slot_id=slot.pk, actor=None, now=NOW)

        assert block_slot(slot_id=slot.pk, actor=None, now=NOW) == off
        assert TimeOff.objects.count() == 1

    @pytest.mark.parametrize("take", [booked, hold])
    @pytest.mark.parametrize("edit", [block_slot, unblock_slot])
    def test_somebody_has_it(self, doctor, take, edit):
        slot = slot_at(doctor, "9:20")
        take(slot)

        with pytest.raises(SlotInUse, match=r"^Someone has this time: move the appointment instead\.$"):
            edit(slot_id=slot.pk, actor=None, now=NOW)

        assert not TimeOff.objects.exists()

    def test_somebody_has_it_in_another_lane(self):
        hours = a_doctor_working("9:00", "10:00", capacity=2)
        publish(doctor=hours.doctor, now=NOW)
        booked(slot_at(hours.doctor, "9:20", lane=1))

        with pytest.raises(SlotInUse):
            block_slot(slot_id=slot_at(hours.doctor, "9:20", lane=0).pk, actor=None, now=NOW)

    def test_a_hold_that_has_run_out_is_no_hold(self, doctor):
        slot = slot_at(doctor, "9:20")
        TimeSlot.objects.filter(pk=slot.pk).update(held_until=NOW, hold_key=uuid.uuid4())

        block_slot(slot_id=slot.pk, actor=None, now=NOW)

        assert starts_on(doctor, status="blocked") == ["9:20"]

    def test_the_past_cannot_be_blocked(self, doctor):
        with pytest.raises(TimeOffRefused, match="has passed"):
            block_slot(slot_id=slot_at(doctor, "9:20").pk, actor=None, now=at("9:40"))

    def test_a_slot_that_is_not_there_any_more(self, doctor):
        with pytest.raises(TimeOffRefused, match="not there any more"):
            block_slot(slot_id=0, actor=None, now=NOW)


class TestUnblockingASlot:
    def test_ends_its_time_off(self, doctor):
        slot = slot_at(doctor, "9:20")
        off = block_slot(slot_id=slot.pk, actor=None, now=NOW)

        unblock_slot(slot_id=slot.pk, actor=None, now=NOW)

        off.refresh_from_db()
        assert off.ended_at == NOW
        assert starts_on(doctor, status="blocked") == []

    def test_cuts_longer_time_off_in_two(self, doctor):
        away("9:00", "11:00", doctor=doctor, label="Course")

        unblock_slot(slot_id=slot_at(doctor, "9:40").pk, actor=None, now=NOW)

        assert starts_on(doctor, status="open") == ["9:40"]
        rest = TimeOff.objects.filter(ended_at__isnull=True)
        assert [(row.starts_at, row.ends_at, row.label) for row in rest] == [
            (at("9:00"), at("9:40"), "Course"),
            (at("10:00"), at("11:00"), "Course"),
        ]

    def test_open_already_is_no_error(self, doctor):
        unblock_slot(slot_id=slot_at(doctor, "9:40").pk, actor=None, now=NOW)

        assert not TimeOff.objects.exists()

    def test_refuses_where_the_clinic_is_closed(self, hours, doctor):
        away(clinic=hours.clinic)

        with pytest.raises(TimeOffRefused, match="is closed then"):
            unblock_slot(slot_id=slot_at(doctor, "9:40").pk, actor=None, now=NOW)

    def test_refuses_where_it_is_blocked_every_week(self, doctor):
        away(doctor=doctor, repeats_until=MONDAY + WEEK)

        with pytest.raises(TimeOffRefused, match="blocked every week"):
            unblock_slot(slot_id=slot_at(doctor, "9:40").pk, actor=None, now=NOW)


def test_leave_entered_before_the_cancellation_blocks_what_is_given_back(doctor):
    pks = booked(slot_at(doctor, "9:20"))
    away("9:00", "11:00", doctor=doctor)

    release(slot_ids=pks, now=NOW)

    assert starts_on(doctor, status="open") == []


def test_a_visit_given_back_while_leave_is_entered_is_not_open(doctor, monkeypatch):
    """Somebody cancels by the plan from before the leave, after the slots were read and before they are locked."""
    slot = slot_at(doctor, "9:20")
    booked(slot)
    difference = publishing.difference

    def meanwhile(**kwargs):
        found = difference(**kwargs)
        TimeSlot.objects.filter(pk=slot.pk, status="booked").update(status="open")
        return found

    monkeypatch.setattr(publishing, "difference", meanwhile)

    away("9:00", "11:00", doctor=doctor)

    assert starts_on(doctor, status="open") == []


def test_leave_ended_again_before_the_cancellation_does_not(doctor):
    pks = booked(slot_at(doctor, "9:20"))
    end_time_off(time_off=away("9:00", "11:00", doctor=doctor), actor=None, now=NOW)

    release(slot_ids=pks, now=NOW)

    assert starts_on(doctor, status="blocked") == []


@pytest.mark.parametrize("for_visit", [False, True])
def test_closing_a_clinic_counts_for_a_slot_opened_there_beside_the_hours(doctor, for_visit):
    visiting = ClinicFactory()
    there = {"clinic": visiting, "starts_at": at("15:00"), "minutes": 30, "for_visit": for_visit}
    open_slot_by_hand(doctor=doctor, **there, actor=None, now=NOW)

    away("0:00", "0:00", clinic=visiting, last_day=MONDAY + ONE_DAY)

    assert starts_on(doctor, status="blocked") == ["15:00"]
    assert did_nothing(publish(doctor=doctor, now=NOW))
