"""My slots, changed from the list of a day: another shape for one, block or open for many, and the way back."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages

from appointments.schedule_check import check_schedule
from scheduling.models import TimeOff, TimeSlot
from scheduling.services.reshaping import split_slot
from tests.factories import TimeSlotFactory

SLOTS = "/doctor/slots/"
RANGE = "/doctor/slots/range/"
UNDO = "/doctor/slots/range/undo/"
WEDNESDAY = "2026-11-25"


def text(response):
    return response.content.decode()


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def day(**filters):
    slots = TimeSlot.objects.filter(local_date=dt.date(2026, 11, 25), **filters).order_by("minute")
    return [(slot.local_minute, slot.minutes) for slot in slots]


@pytest.fixture
def slot(hours, at):
    return TimeSlot.objects.get(starts_at=at(25, 9))


def page_of(slot):
    return f"/doctor/slots/{slot.pk}/"


# --- One slot -----------------------------------------------------------------------------------
def test_the_list_leads_to_the_slot_while_it_is_free(doctor_client, slot, appoint, at):
    appoint(at(25, 9, 20))
    page = text(doctor_client.get(SLOTS, {"date": WEDNESDAY}))
    taken = TimeSlot.objects.get(starts_at=at(25, 9, 20))

    assert f'href="{page_of(slot)}"' in page
    assert f'href="{page_of(taken)}"' not in page


@pytest.mark.parametrize(
    ("told", "first_two"),
    [
        ({"what": "resize", "minutes": "40"}, [(540, 40), (580, 20)]),
        ({"what": "resize", "minutes": "10"}, [(540, 10), (560, 20)]),
        ({"what": "split", "minutes": "5"}, [(540, 5), (545, 15)]),
        ({"what": "split"}, [(540, 10), (550, 10)]),
        ({"what": "join"}, [(540, 40), (580, 20)]),
    ],
)
def test_changes_its_shape(doctor_client, slot, now, told, first_two):
    answer = doctor_client.post(page_of(slot), told)

    assert answer["Location"] == f"{SLOTS}?date={WEDNESDAY}"
    assert day()[:2] == first_two
    assert check_schedule(now=now) == []


def test_takes_it_back(doctor_client, doctor, slot, now):
    first, second = split_slot(slot_id=slot.pk, actor=doctor.user, now=now)
    for part in (second, first):
        assert "Take it back" in text(doctor_client.get(page_of(part)))
        doctor_client.post(page_of(part), {"what": "take_back"})

    assert day()[:2] == [(540, 20), (560, 20)]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "Choose what should change."),
        ({"what": "nonsense"}, "Choose what should change."),
        ({"what": "resize"}, "Say how many minutes"),
        ({"what": "take_back"}, "Choose what should change."),
        ({"what": "split", "minutes": "25"}, "The first part must be shorter than the slot."),
    ],
)
def test_says_what_is_wrong(doctor_client, slot, told, words):
    answer = doctor_client.post(page_of(slot), told)

    assert answer.status_code == 422
    assert words in text(answer)
    assert day()[0] == (540, 20)


def test_minutes_are_asked_only_where_they_count(doctor_client, slot):
    shapes = {shape.what: list(shape.fields) for shape in doctor_client.get(page_of(slot)).context["shapes"]}

    assert shapes == {"resize": ["minutes"], "split": ["minutes"], "join": []}


def test_a_booked_neighbour_answers_409(doctor_client, slot, appoint, at):
    appoint(at(25, 9, 20))

    answer = doctor_client.post(page_of(slot), {"what": "resize", "minutes": "30"})

    assert answer.status_code == 409
    assert "Someone has this time" in text(answer)


def test_another_doctors_slot_is_404(doctor_client, other_doctor, clinic, at):
    theirs = TimeSlotFactory(doctor=other_doctor, clinic=clinic, starts_at=at(25, 9))

    assert doctor_client.get(page_of(theirs)).status_code == 404
    assert doctor_client.post(page_of(theirs), {"what": "split"}).status_code == 404


# --- All between two times ----------------------------------------------------------------------
def send(client, what="block", starts="9:00", ends="10:00", **more):
    return client.post(RANGE, {"date": WEDNESDAY, "starts": starts, "ends": ends, "what": what, **more})


def test_blocks_and_names_what_was_left(doctor_client, slot, appoint, at, now):
    appoint(at(25, 9, 20))

    answer = send(doctor_client)

    assert said(answer) == ["2 slots are blocked.", "Left as they are: 9:20am (booked)."]
    assert day(status="blocked") == [(540, 20), (580, 20)]
    assert check_schedule(now=now) == []


def test_the_day_offers_the_way_back(doctor_client, slot):
    address = send(doctor_client)["Location"]
    page = doctor_client.get(address)
    answer = doctor_client.post(UNDO, {"date": WEDNESDAY, "time_off": page.context["blocked_now"]})

    assert "Open them again" in text(page)
    assert answer["Location"] == f"{SLOTS}?date={WEDNESDAY}"
    assert day(status="blocked") == []
    assert "Open them again" not in text(doctor_client.get(address))


def test_opens_all_between(doctor_client, slot):
    send(doctor_client, ends="13:00")
    answer = send(doctor_client, "open", "9:20", "10:00")

    assert said(answer)[-1] == "2 slots are open again."
    assert day(status="open") == [(560, 20), (580, 20)]


def test_until_midnight(doctor_client, slot):
    send(doctor_client, starts="12:00", ends="00:00")

    assert day(status="blocked") == [(720, 20), (740, 20), (760, 20)]


def test_nothing_to_change_is_said(doctor_client, slot):
    assert said(send(doctor_client, "open")) == ["There was nothing to change."]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"ends": "9:00"}, "The end must be after the start"),
        ({"starts": ""}, "Choose a time"),
        ({"date": "2026-11-23"}, "This time has passed"),
    ],
)
def test_a_range_that_cannot_be_comes_back(doctor_client, slot, told, words):
    answer = send(doctor_client, **told)

    assert answer.status_code == 422
    assert words in text(answer)
    assert not TimeOff.objects.exists()


def test_neither_blocking_nor_opening_changes_nothing(doctor_client, slot):
    assert send(doctor_client, "delete").status_code == 422
    assert day(status="open")[0] == (540, 20)


def test_the_way_back_is_shown_to_its_doctor_alone(client, doctor_client, other_doctor, slot):
    address = send(doctor_client)["Location"]
    keys = doctor_client.get(address).context["blocked_now"]
    client.force_login(other_doctor.user)

    assert "Open them again" not in text(client.get(address))
    client.post(UNDO, {"date": WEDNESDAY, "time_off": keys})
    assert len(day(status="blocked")) == 3


@pytest.mark.parametrize("named", ["x", "9" * 40, "1.2.x", "²"])
def test_an_address_nobody_wrote_is_no_error(doctor_client, slot, named):
    assert doctor_client.get(SLOTS, {"date": WEDNESDAY, "blocked": named}).status_code == 200
    assert doctor_client.post(UNDO, {"date": "soon", "time_off": named}).status_code == 302
