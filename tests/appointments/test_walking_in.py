"""Somebody comes without an appointment: a place now, here already, and no telephone that rings about it."""

import datetime as dt

import pytest

from accounts.models import Patient
from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, Message
from appointments.policies import NotAllowed
from appointments.schedule_check import check_schedule
from appointments.services.booking import KeyReused, OwnTimeTaken, book
from appointments.services.cancelling import cancel
from appointments.services.walking_in import on_the_grid, walk_in
from scheduling.models import TimeSlot
from scheduling.services.claiming import SlotTaken
from tests.factories import DoctorFactory, PatientFactory

NEWCOMER = {"full_name": "Hanna Berg", "date_of_birth": dt.date(1990, 2, 3), "phone": "+447700900456", "email": ""}


def at(hour, minute=0):
    """Wednesday 25 November, by the clock of London."""
    return dt.datetime(2026, 11, 25, hour, minute, tzinfo=dt.UTC)


@pytest.fixture
def comes(offer, clinic, patient, doctor, published):
    """Return a function by which Dr Osei takes Maria in; everything it is not told is the usual."""

    def run(now, **told):
        usual = {"patient": patient, "newcomer": None, "offer": offer, "clinic": clinic, "actor": doctor.user}
        return walk_in(now=now, **(usual | told))

    return run


@pytest.fixture
def full(book_it, published):
    """Return a function that gives away the starts from ``first`` on, as many as ``count``."""

    def run(first, count):
        for start in published[first : first + count]:
            person = PatientFactory()
            book_it(patient=person, actor=person.user, starts_at=start)

    return run


def test_gets_the_time_that_has_just_begun_and_is_here(comes):
    made = comes(at(9, 7))

    assert (made.starts_at, made.status, made.is_walk_in) == (at(9), Status.CHECKED_IN, True)
    assert [event.kind for event in made.events.all()] == [Verb.BOOK, Verb.CHECK_IN]
    assert check_schedule(now=at(9, 7)) == []


@pytest.mark.parametrize(("minute", "start"), [(9, 0), (10, 20), (19, 20)])
def test_a_time_more_than_half_over_is_left_for_the_next(comes, minute, start):
    assert comes(at(9, minute)).starts_at == at(9, start)


def test_gets_the_next_free_time(comes, full):
    full(0, 3)

    assert comes(at(9, 7)).starts_at == at(10)


def test_a_longer_visit_gets_the_next_time_it_fits_in(comes, full, by_doctor):
    full(1, 1)

    made = comes(at(8, 58), offer=by_doctor)

    assert (made.starts_at, made.status) == (at(9, 40), Status.CHECKED_IN)


def test_with_no_time_left_today_they_are_put_beside_the_hours_now(comes):
    made = comes(at(14, 3))

    assert made.starts_at == at(14)
    assert made.slot_links.get().slot.origin == TimeSlot.Origin.FOR_VISIT
    assert made.attention == ""
    assert check_schedule(now=at(14, 3)) == []


def test_with_everybodys_time_taken_it_needs_a_reason(comes, full, patient):
    full(0, 12)

    with pytest.raises(SlotTaken):
        comes(at(9, 7))
    made = comes(at(9, 7), overbook_because="Bleeding")

    assert made.starts_at == at(9, 5)
    assert made.slot_links.get().slot.origin == TimeSlot.Origin.EXTRA_LANE
    assert made.events.first().note == "Bleeding"
    assert check_schedule(now=at(9, 7)) == []


def test_a_reason_is_a_wish_not_to_wait(comes, full):
    full(0, 6)

    assert comes(at(9, 7), overbook_because="Bleeding").starts_at == at(9, 5)


def test_somebody_new_is_recorded_with_it(comes):
    made = comes(at(9), patient=None, newcomer=NEWCOMER)

    assert made.patient.full_name == "Hanna Berg"
    assert made.status == Status.CHECKED_IN


def test_somebody_new_is_not_kept_without_a_place(comes, full):
    full(0, 12)
    before = Patient.objects.count()
    with pytest.raises(SlotTaken):
        comes(at(9, 7), patient=None, newcomer=NEWCOMER)

    assert Patient.objects.count() == before


def test_pressed_twice_also_minutes_later_it_is_one(comes):
    first = comes(at(9), idempotency_key="a-key")
    second = comes(at(9, 12), idempotency_key="a-key")

    assert first == second
    assert Appointment.objects.get().events.count() == 2


def test_the_key_of_another_booking_is_refused(comes, other_patient):
    comes(at(9), idempotency_key="a-key")

    with pytest.raises(KeyReused):
        comes(at(9), idempotency_key="a-key", patient=other_patient)


def test_only_the_portal_is_told(comes, patient):
    comes(at(9))

    told = Message.objects.filter(kind="booked")
    assert {(message.user_id, message.channel) for message in told} == {(patient.user_id, Message.Channel.IN_APP)}


def test_who_is_elsewhere_at_that_time_is_refused(comes, book_it, published):
    book_it(starts_at=published[1])

    with pytest.raises(OwnTimeTaken):
        comes(at(9, 12), overbook_because="Bleeding")


def test_another_doctor_cannot_let_somebody_in(comes, patient):
    with pytest.raises(NotAllowed):
        comes(at(9), actor=DoctorFactory().user)

    assert not Appointment.objects.exists()


def test_the_front_desk_takes_somebody_in_as_well(comes, front_desk):
    assert comes(at(9), actor=front_desk).status == Status.CHECKED_IN


def test_cancelling_gives_the_time_back(comes, doctor, published):
    made = comes(at(8, 50))
    cancel(appointment=made, actor=doctor.user, now=at(8, 51), reason_code="other")

    assert check_schedule(now=at(8, 53)) == []
    made.refresh_from_db()
    assert made.status == Status.CANCELLED


def test_patients_cannot_book_a_time_that_has_begun(comes, book_it, published, patient, offer, clinic):
    with pytest.raises(NotAllowed, match="has passed"):
        book(
            patient=patient, offer=offer, clinic=clinic, starts_at=published[0], actor=patient.user,
            now=at(9, 5), walk_in=True,
        )  # fmt: skip


@pytest.mark.parametrize(("moment", "full_five"), [(at(9, 7), at(9, 5)), (at(9, 5), at(9, 5)), (at(9, 4), at(9))])
def test_the_grid_of_five_minutes(moment, full_five):
    assert on_the_grid(moment + dt.timedelta(seconds=31)) == full_five
