"""Working hours are added, ended and followed by others; the slots and the news go with them."""

import datetime as dt

import pytest

from scheduling.models import TimeSlot, WorkingHours
from scheduling.services import plan_change
from scheduling.services.publishing import publish
from scheduling.services.slots_by_hand import open_slot_by_hand
from scheduling.services.working_hours import HoursRefused, add_hours, copy_day, end_hours, replace_hours
from tests.factories import ClinicFactory, DoctorFactory, VisitTypeFactory
from tests.scheduling.builders import MONDAY, NOW, a_doctor_working, at, booked, did_nothing, news, slot_at, starts_on

pytestmark = pytest.mark.django_db

ONE_DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)
MONDAYS, TUESDAYS, WEDNESDAYS = range(3)


@pytest.fixture
def doctor():
    return DoctorFactory()


@pytest.fixture
def clinic():
    return ClinicFactory(name="Oakford Clinic")


@pytest.fixture
def add(doctor, clinic):
    """Return a function that adds hours; everything it is not told is Monday morning."""

    def run(starts="9:00", ends="10:00", **told):
        hour = [dt.time(*map(int, text.split(":"))) for text in (starts, ends)]
        usual = {
            "doctor": doctor, "clinic": clinic, "weekday": MONDAYS, "starts": hour[0], "ends": hour[1],
            "slot_minutes": 20, "valid_from": MONDAY - WEEK, "actor": None, "now": NOW,
        }  # fmt: skip
        return add_hours(**(usual | told))

    return run


class TestAdding:
    def test_publishes_in_the_same_breath(self, add, doctor):
        hours = add()

        assert starts_on(doctor) == ["9:00", "9:20", "9:40"]
        assert set(TimeSlot.objects.values_list("working_hours", flat=True)) == {hours.pk}

    def test_keeps_what_it_is_told(self, add):
        video = VisitTypeFactory()

        hours = add(capacity=2, valid_until=MONDAY + WEEK, visit_types=[video])

        hours.refresh_from_db()
        assert (hours.capacity, hours.valid_until, list(hours.visit_types.all())) == (2, MONDAY + WEEK, [video])

    def test_counts_weeks_from_the_monday_before_the_first_such_day(self, add, doctor):
        hours = add(every_n_weeks=2, weekday=WEDNESDAYS, valid_from=MONDAY + 3 * ONE_DAY)

        assert hours.anchor == MONDAY + 7 * ONE_DAY
        wednesday = MONDAY + 2 * ONE_DAY
        assert [bool(starts_on(doctor, wednesday + WEEK * n)) for n in range(4)] == [False, True, False, True]

    def test_takes_midnight_as_the_end_of_the_day(self, add, doctor):
        add("23:20", "0:00")

        assert starts_on(doctor) == ["23:20", "23:40"]

    @pytest.mark.parametrize(
        ("told", "why"),
        [
            ({"starts": "10:00", "ends": "9:00"}, "The end must be after the start"),
            ({"starts": "9:00", "ends": "9:00"}, "The end must be after the start"),
            ({"ends": "9:15"}, "shorter than one appointment"),
            ({"valid_until": MONDAY - 2 * WEEK}, "The last day must not be before the first"),
            ({"capacity": 0}, "greater than or equal to 1"),
            ({"slot_minutes": 3}, "greater than or equal to 5"),
            ({"valid_from": dt.date.max}, "between 2000 and 2199"),
            ({"valid_from": dt.date.min}, "between 2000 and 2199"),
            ({"valid_until": dt.date.max}, "between 2000 and 2199"),
            ({"every_n_weeks": 2, "anchor": dt.date.min}, "between 2000 and 2199"),
        ],
    )
    def test_refuses_what_makes_no_sense(self, add, told, why):
        with pytest.raises(HoursRefused, match=why):
            add(**told)

        assert not WorkingHours.objects.exists()

    def test_refuses_a_clinic_that_is_closed(self, add):
        with pytest.raises(HoursRefused, match=r"Old Clinic is closed"):
            add(clinic=ClinicFactory(name="Old Clinic", is_active=False))

    def test_refuses_other_hours_at_the_same_time_and_says_which(self, add):
        add("9:00", "12:00")

        with pytest.raises(HoursRefused, match=r"^These hours overlap Monday 9:00am to midday at Oakford Clinic\.$"):
            add("11:00", "13:00")

    def test_refuses_another_clinic_at_the_same_time(self, add):
        add("9:00", "12:00")

        with pytest.raises(HoursRefused):
            add("11:00", "13:00", clinic=ClinicFactory())

    def test_hours_may_touch(self, add, doctor):
        add("9:00", "9:40")
        add("9:40", "10:20")

        assert starts_on(doctor) == ["9:00", "9:20", "9:40", "10:00"]
        assert slot_at(doctor, "9:00").minutes_left == 80

    def test_other_days_dates_and_doctors_do_not_overlap(self, add):
        add("9:00", "12:00", valid_until=MONDAY)
        add("9:00", "12:00", valid_from=MONDAY + ONE_DAY)
        add("9:00", "12:00", weekday=TUESDAYS)
        add("9:00", "12:00", doctor=DoctorFactory())

    def test_alternate_weeks_do_not_overlap(self, add, doctor):
        add(every_n_weeks=2, anchor=MONDAY)
        other = ClinicFactory()
        add(every_n_weeks=2, anchor=MONDAY + WEEK, clinic=other)

        clinics = [slot_at(doctor, "9:00", MONDAY + WEEK * n).clinic for n in range(4)]
        assert [clinic == other for clinic in clinics] == [False, True, False, True]

    def test_rhythms_that_meet_only_after_weeks_overlap(self, add):
        add(every_n_weeks=7, anchor=MONDAY)

        with pytest.raises(HoursRefused):
            add(every_n_weeks=8, anchor=MONDAY + WEEK)

    def test_two_zones_may_meet_while_their_clocks_have_drifted_apart(self, add, doctor):
        add("13:00", "14:00")
        new_york = ClinicFactory(time_zone="America/New_York")

        add("9:00", "10:00", clinic=new_york)

        now = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
        clashes = publish(doctor=doctor, now=now).clashes
        assert [clash.local_date.isoformat() for clash in clashes] == ["2026-10-26"]

    def test_two_zones_may_not_always_meet(self, add):
        add("13:00", "15:00")

        with pytest.raises(HoursRefused):
            add("9:00", "10:00", clinic=ClinicFactory(time_zone="America/New_York"))


class TestEnding:
    def test_takes_back_what_nobody_has(self, add, doctor):
        hours = add()

        end_hours(hours=hours, last_day=MONDAY, actor=None, now=NOW)

        hours.refresh_from_db()
        assert hours.valid_until == MONDAY
        assert set(TimeSlot.objects.values_list("local_date", flat=True)) == {MONDAY}

    def test_keeps_bookings_and_says_they_are_outside_hours(self, add, doctor):
        hours = add()
        booked(slot_at(doctor, "9:00"), slot_at(doctor, "9:20"), slot_at(doctor, "9:40", MONDAY + WEEK))

        with news() as heard:
            end_hours(hours=hours, last_day=MONDAY, actor=doctor.user, now=NOW)

        late = MONDAY + WEEK
        assert heard[0]["intervals"] == [(at("9:40", late), at("10:00", late), "outside_hours")]
        assert (heard[0]["doctor"], heard[0]["actor"], heard[0]["now"]) == (doctor, doctor.user, NOW)
        assert len(heard) == 1
        assert starts_on(doctor, late) == ["9:40"]

    def test_hears_of_bookings_beyond_the_horizon(self, add, doctor):
        hours = add()
        far = MONDAY + 20 * WEEK
        publish(doctor=doctor, now=NOW, first=far, last=far)
        booked(slot_at(doctor, "9:00", far))

        with news() as heard:
            end_hours(hours=hours, last_day=MONDAY, actor=None, now=NOW)

        assert [told["intervals"] for told in heard] == [[(at("9:00", far), at("9:20", far), "outside_hours")]]

    def test_says_nothing_when_nobody_is_hit(self, add):
        hours = add()

        with news() as heard:
            end_hours(hours=hours, last_day=MONDAY, actor=None, now=NOW)

        assert heard == []

    def test_hours_that_never_began_are_deleted(self, add):
        hours = add(valid_from=MONDAY + WEEK)

        end_hours(hours=hours, last_day=MONDAY, actor=None, now=NOW)

        assert not WorkingHours.objects.exists()
        assert not TimeSlot.objects.exists()

    def test_hours_that_never_began_stay_for_what_is_booked_in_them(self, add, doctor):
        hours = add(valid_from=MONDAY)
        slot = slot_at(doctor, "9:20")
        booked(slot)

        with news() as heard:
            end_hours(hours=hours, last_day=MONDAY - ONE_DAY, actor=None, now=NOW)

        assert TimeSlot.objects.get() == slot
        assert WorkingHours.objects.get() == hours
        assert [told["intervals"] for told in heard] == [[(slot.starts_at, slot.ends_at, "outside_hours")]]
        assert did_nothing(publish(doctor=doctor, now=NOW))

    def test_refuses_a_day_that_has_passed(self, add):
        hours = add(valid_from=MONDAY - 8 * WEEK)

        with pytest.raises(HoursRefused, match="has passed"):
            end_hours(hours=hours, last_day=NOW.date() - 2 * ONE_DAY, actor=None, now=NOW)

    def test_never_lengthens(self, add):
        hours = add(valid_until=MONDAY)

        end_hours(hours=hours, last_day=MONDAY + WEEK, actor=None, now=NOW)

        hours.refresh_from_db()
        assert hours.valid_until == MONDAY


class TestFollowing:
    def test_ends_the_old_and_begins_the_new(self, add, doctor):
        old = add(visit_types=[VisitTypeFactory()])

        new = replace_hours(hours=old, from_date=MONDAY + WEEK, actor=None, now=NOW, starts=dt.time(8))

        old.refresh_from_db()
        assert (old.valid_until, new.valid_from) == (MONDAY + WEEK - ONE_DAY, MONDAY + WEEK)
        assert list(new.visit_types.all()) == list(old.visit_types.all())
        assert starts_on(doctor)[0] == "9:00"
        assert starts_on(doctor, MONDAY + WEEK)[0] == "8:00"

    def test_bookings_inside_the_new_hours_are_no_news(self, add, doctor):
        old = add("9:00", "12:00")
        booked(slot_at(doctor, "9:20"), slot_at(doctor, "11:00"))

        with news() as heard:
            replace_hours(hours=old, from_date=MONDAY, actor=None, now=NOW, ends=dt.time(10), slot_minutes=30)

        assert [told["intervals"] for told in heard] == [[(at("11:00"), at("11:20"), "outside_hours")]]

    def test_longer_hours_give_back_what_stood_outside(self, add, doctor):
        old = add("9:00", "12:00")
        booked(slot_at(doctor, "11:00"))
        shorter = replace_hours(hours=old, from_date=MONDAY, actor=None, now=NOW, ends=dt.time(10))

        with news() as heard:
            replace_hours(hours=shorter, from_date=MONDAY, actor=None, now=NOW, ends=dt.time(13))

        assert [told["intervals"] for told in heard] == [[(at("11:00"), at("11:20"), "")]]

    def test_hours_not_begun_are_replaced_without_a_trace(self, add):
        old = add(valid_from=MONDAY + WEEK)

        new = replace_hours(hours=old, from_date=MONDAY, actor=None, now=NOW, ends=dt.time(11))

        assert WorkingHours.objects.get() == new
        assert new.valid_from == MONDAY + WEEK

    def test_another_clinic(self, add, doctor):
        other = ClinicFactory()

        replace_hours(hours=add(), from_date=MONDAY, actor=None, now=NOW, clinic=other)

        assert {slot_at(doctor, "9:00").clinic, slot_at(doctor, "9:40").clinic} == {other}

    def test_a_refusal_changes_nothing(self, add):
        add("13:00", "14:00")
        old = add()

        with pytest.raises(HoursRefused):
            replace_hours(hours=old, from_date=MONDAY, actor=None, now=NOW, ends=dt.time(13, 30))

        old.refresh_from_db()
        assert old.valid_until is None
        assert WorkingHours.objects.count() == 2

    def test_what_staff_opened_outside_the_hours_is_no_news(self, add, doctor, clinic):
        old = add("9:00", "12:00")
        late = open_slot_by_hand(doctor=doctor, clinic=clinic, starts_at=at("18:00"), minutes=20, actor=None, now=NOW)
        booked(late, slot_at(doctor, "11:00"))

        with news() as heard:
            replace_hours(hours=old, from_date=MONDAY, actor=None, now=NOW, ends=dt.time(10))

        assert [told["intervals"] for told in heard] == [[(at("11:00"), at("11:20"), "outside_hours")]]


class TestCopying:
    def test_makes_other_days_look_like_one(self, add, doctor):
        add("9:00", "9:40", visit_types=[VisitTypeFactory()])
        add("13:00", "13:40")
        add("8:00", "12:00", weekday=TUESDAYS)

        new = copy_day(
            doctor=doctor,
            from_weekday=MONDAYS,
            to_weekdays=[TUESDAYS, WEDNESDAYS, MONDAYS],
            valid_from=MONDAY,
            actor=None,
            now=NOW,
        )

        for ahead in range(3):
            assert starts_on(doctor, MONDAY + ahead * ONE_DAY) == ["9:00", "9:20", "13:00", "13:20"]
        assert [row.weekday for row in new] == [TUESDAYS, WEDNESDAYS, TUESDAYS, WEDNESDAYS]
        assert new[0].visit_types.count() == 1
        assert did_nothing(publish(doctor=doctor, now=NOW))

    def test_what_starts_later_is_copied_to_start_later(self, add, doctor):
        add(valid_from=MONDAY + WEEK)

        copy_day(doctor=doctor, from_weekday=MONDAYS, to_weekdays=[TUESDAYS], valid_from=MONDAY, actor=None, now=NOW)

        assert not starts_on(doctor, MONDAY + ONE_DAY)
        assert len(starts_on(doctor, MONDAY + WEEK + ONE_DAY)) == 3

    def test_tells_of_bookings_that_fall_out(self, add, doctor):
        add("9:00", "9:40")
        add("8:00", "9:00", weekday=TUESDAYS)
        tuesday = MONDAY + ONE_DAY
        booked(slot_at(doctor, "8:20", tuesday))

        with news() as heard:
            copy_day(
                doctor=doctor, from_weekday=MONDAYS, to_weekdays=[TUESDAYS], valid_from=MONDAY, actor=None, now=NOW
            )

        assert [told["intervals"] for told in heard] == [[(at("8:20", tuesday), at("8:40", tuesday), "outside_hours")]]


def test_a_booking_made_during_the_change_is_heard_of_too(add, doctor, monkeypatch):
    """Somebody books after the news was sent and before the slots are locked."""
    hours = add()
    slot = slot_at(doctor, "9:20")
    bring_in_line = plan_change.bring_in_line

    def meanwhile(**kwargs):
        booked(slot)
        return bring_in_line(**kwargs)

    monkeypatch.setattr(plan_change, "bring_in_line", meanwhile)

    with news() as heard:
        end_hours(hours=hours, last_day=MONDAY - ONE_DAY, actor=None, now=NOW)

    assert [told["intervals"] for told in heard] == [[(slot.starts_at, slot.ends_at, "outside_hours")]]


def test_the_news_goes_out_before_the_slots_are_locked(add, doctor, monkeypatch):
    """Who cancels locks the appointment first and its slots after; so does who hears the news, then the publishing."""
    hours = add()
    booked(slot_at(doctor, "9:20"))
    bring_in_line, told = plan_change.bring_in_line, []

    with news() as heard:

        def watched(**kwargs):
            told.append(len(heard))
            return bring_in_line(**kwargs)

        monkeypatch.setattr(plan_change, "bring_in_line", watched)
        end_hours(hours=hours, last_day=MONDAY - ONE_DAY, actor=None, now=NOW)

    assert told == [1]
    assert len(heard) == 1


def test_hours_of_an_unpublished_doctor_need_no_slots(db):
    hours = a_doctor_working(valid_until=MONDAY)

    end_hours(hours=hours, last_day=MONDAY - ONE_DAY, actor=None, now=NOW)

    hours.refresh_from_db()
    assert hours.valid_until == MONDAY - ONE_DAY
