"""One day's slots: who has which, block one, open one."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.schedule_check import check_schedule
from scheduling.models import TimeOff, TimeSlot, WorkingHours
from scheduling.services.holding import hold
from scheduling.services.publishing import publish
from scheduling.services.time_off import add_time_off
from tests.factories import PatientFactory, TimeSlotFactory, WorkingHoursFactory

SLOTS = "/doctor/slots/"
ADD = "/doctor/slots/add/"


def text(response):
    return response.content.decode()


def cells(response):
    return [cell for lane in response.context["lanes"] for cell in lane.cells]


def block(slot):
    return f"/doctor/slots/{slot.pk}/block/"


def unblock(slot):
    return f"/doctor/slots/{slot.pk}/unblock/"


@pytest.fixture
def slot(hours, at):
    return TimeSlot.objects.get(starts_at=at(25, 9))


def test_shows_the_day_and_who_has_which(doctor_client, appoint, patient, at):
    appoint(at(25, 9), patient=patient)

    page = doctor_client.get(SLOTS, {"date": "2026-11-25"})

    assert "<h1>Slots, Wednesday 25 November</h1>" in text(page)
    assert [cell.kind for cell in cells(page)] == ["booked", *["open"] * 11]
    assert "Maria Lopes" in text(page)
    assert "27 Mar 1964" in text(page)
    assert patient.record_number in text(page)


def test_lanes_stand_apart(doctor_client, doctor, hours, now):
    WorkingHours.objects.filter(pk=hours[1].pk).update(capacity=2)
    publish(doctor=doctor, now=now)

    page = doctor_client.get(SLOTS, {"date": "2026-11-25"})

    assert [len(lane.cells) for lane in page.context["lanes"]] == [12, 12]
    assert "lane 2" in text(page)


def test_block_and_open_again(doctor_client, slot, now):
    answer = doctor_client.post(block(slot))

    assert answer["Location"] == "/doctor/slots/?date=2026-11-25"
    slot.refresh_from_db()
    assert slot.status == "blocked"
    assert TimeOff.objects.get().starts_at == slot.starts_at
    doctor_client.post(unblock(slot))
    slot.refresh_from_db()
    assert slot.status == "open"
    assert check_schedule(now=now) == []


def test_blocked_twice_is_blocked_once(doctor_client, slot):
    doctor_client.post(block(slot))

    assert doctor_client.post(block(slot)).status_code == 302
    assert TimeOff.objects.count() == 1


def test_a_booked_slot_is_not_blocked(doctor_client, appoint, slot, at):
    appoint(at(25, 9))

    answer = doctor_client.post(block(slot))

    assert answer.status_code == 409
    assert "Someone has this time: move the appointment instead." in text(answer)
    assert not TimeOff.objects.exists()


def test_a_slot_somebody_holds_is_not_blocked_and_has_no_button(doctor_client, offer, clinic, slot, at, now):
    key = "5f1c1f8e-3a54-4c3e-9d0a-6f1f2f3a4b5c"
    hold(offer=offer, clinic=clinic, starts_at=at(25, 9), hold_key=key, until=at(24, 9, 10), now=now)

    page = doctor_client.get(SLOTS, {"date": "2026-11-25"})

    assert (cells(page)[0].kind, cells(page)[0].may_change) == ("held", False)
    assert block(slot) not in text(page)
    assert doctor_client.post(block(slot)).status_code == 409


def test_free_in_one_lane_and_booked_in_the_other_has_no_button(doctor_client, doctor, appoint, hours, at, now):
    WorkingHours.objects.filter(pk=hours[1].pk).update(capacity=2)
    publish(doctor=doctor, now=now)
    appoint(at(25, 9))

    page = doctor_client.get(SLOTS, {"date": "2026-11-25"})

    first_of_each_lane = [lane.cells[0] for lane in page.context["lanes"]]
    assert [cell.kind for cell in first_of_each_lane] == ["booked", "open"]
    assert not any(cell.may_change for cell in first_of_each_lane)


def test_what_has_passed_has_no_button(doctor_client, hours, clock, at):
    clock.move_to(at(24, 10))

    page = doctor_client.get(SLOTS)

    assert [cell.may_change for cell in cells(page)] == [False, False, False, *[True] * 9]


def test_a_week_long_block_is_cut_around_the_slot_that_opens(doctor_client, doctor, slot, at, now):
    add_time_off(
        doctor=doctor, starts_at=at(24, 0), ends_at=at(28, 0), time_zone="Europe/London", actor=doctor.user, now=now
    )

    doctor_client.post(unblock(slot))

    assert TimeSlot.objects.filter(local_date=dt.date(2026, 11, 25), status="open").get() == slot
    assert check_schedule(now=now) == []


def test_a_closed_clinic_is_not_opened_here(doctor_client, clinic, slot, at, now):
    add_time_off(clinic=clinic, starts_at=at(25, 0), ends_at=at(26, 0), time_zone="Europe/London", actor=None, now=now)

    answer = doctor_client.post(unblock(slot))

    assert answer.status_code == 409
    assert "Open the clinic first." in text(answer)


class TestByHand:
    @pytest.fixture
    def typed(self, clinic):
        def form(**more):
            return {"date": "2026-11-25", "time": "14:10", "minutes": "30", "clinic": clinic.pk, **more}

        return form

    def test_opened_and_offered(self, doctor_client, hours, typed, at, now):
        answer = doctor_client.post(ADD, typed())

        assert answer["Location"] == "/doctor/slots/?date=2026-11-25"
        made = TimeSlot.objects.get(starts_at=at(25, 14, 10))
        assert (made.origin, made.status, made.minutes) == ("by_hand", "open", 30)
        assert "Opened 2:10pm." in text(doctor_client.get(answer["Location"]))
        assert check_schedule(now=now) == []

    def test_twice_is_one(self, doctor_client, hours, typed, at):
        doctor_client.post(ADD, typed())
        doctor_client.post(ADD, typed())

        assert TimeSlot.objects.filter(starts_at=at(25, 14, 10)).count() == 1

    def test_not_over_a_booked_time(self, doctor_client, appoint, typed, at):
        appoint(at(25, 10))

        answer = doctor_client.post(ADD, typed(time="10:10"))

        assert answer.status_code == 422
        assert "Someone has this time" in text(answer)
        assert "<h1>Slots, Wednesday 25 November</h1>" in text(answer)

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"time": ""}, "Choose a time"),
            ({"date": "x"}, "Choose a day"),
            ({"minutes": "2"}, "Enter 5 or more"),
            ({"minutes": ""}, "Fill this in"),
            ({"date": "2026-11-23"}, "This time has passed."),
            ({"clinic": ""}, "Choose one"),
        ],
    )
    def test_what_cannot_be_meant_comes_back(self, doctor_client, hours, typed, wrong, sentence):
        answer = doctor_client.post(ADD, typed(**wrong))

        assert answer.status_code == 422
        assert sentence in text(answer)


def test_another_doctors_slot_is_not_there(doctor_client, other_doctor, clinic):
    theirs = TimeSlotFactory(doctor=other_doctor, clinic=clinic)

    assert doctor_client.post(block(theirs)).status_code == 404
    assert doctor_client.post(unblock(theirs)).status_code == 404
    assert doctor_client.post("/doctor/slots/99999999999999999999/block/").status_code == 404


@pytest.mark.parametrize("address", ["/doctor/slots/1/block/", "/doctor/slots/1/unblock/", ADD, "/doctor/slots/block/"])
def test_get_changes_nothing(doctor_client, address):
    assert doctor_client.get(address).status_code == 405


@pytest.mark.parametrize("address", [SLOTS, "/doctor/slots/1/block/"])
def test_slots_are_the_doctors_business(client, clock, db, patient, front_desk, address):
    assert client.get(address)["Location"].startswith("/accounts/login/")
    for user in (patient.user, front_desk):
        client.force_login(user)
        assert client.get(address).status_code == 403


def test_thirty_booked_slots_cost_no_more_queries_than_one(doctor_client, doctor, clinic, appoint, at, now):
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=3, starts=dt.time(9), ends=dt.time(20))
    publish(doctor=doctor, now=now - dt.timedelta(days=1))
    appoint(at(26, 9))
    doctor_client.get(SLOTS, {"date": "2026-11-26"})
    with CaptureQueriesContext(connection) as one:
        doctor_client.get(SLOTS, {"date": "2026-11-26"})
    for index in range(1, 30):
        appoint(at(26, 9) + dt.timedelta(minutes=20 * index), patient=PatientFactory())

    with CaptureQueriesContext(connection) as thirty:
        page = doctor_client.get(SLOTS, {"date": "2026-11-26"})

    assert sum(cell.kind == "booked" for cell in cells(page)) == 30
    assert len(thirty) == len(one) <= 12
