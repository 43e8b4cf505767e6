"""Somebody has the time: whichever way another one comes to it, they do not get it (SECURITY row 4)."""

import datetime as dt
import uuid

import pytest

from accounts.models import PatientAccess
from appointments.lifecycle import Status
from appointments.models import Appointment, AppointmentSlot, BookingDraft, Proposal
from appointments.proposals.services.offering import offer_times
from appointments.schedule_check import check_schedule
from appointments.services.booking import book
from appointments.services.booking_by_phone import book_by_phone
from appointments.services.deciding import approve, reject
from appointments.services.drafts import book_draft, choose_time, keep_time, start_draft
from appointments.services.moving_by_right import move
from appointments.services.rescheduling import reschedule
from appointments.services.undoing import undo
from scheduling.models import TimeSlot
from scheduling.services.claiming import SlotTaken
from scheduling.services.holding import hold
from scheduling.services.slots_by_hand import SlotRefused, open_slot_by_hand
from tests.factories import OfferFactory, PatientFactory, VisitTypeFactory

pytestmark = pytest.mark.django_db
TEN_MINUTES = dt.timedelta(minutes=10)
NEWCOMER = {"full_name": "Hanna Berg", "date_of_birth": dt.date(1990, 2, 3), "phone": "07700 900456"}


class Ways:
    """Each public method is a way to come to ``start``; they are found by their names, so none is left out below."""

    def __init__(self, *, offer, by_doctor, clinic, start, later, front_desk, now):
        self.offer, self.by_doctor, self.clinic, self.now = offer, by_doctor, clinic, now
        self.start, self.later, self.front_desk = start, later, front_desk
        self.doctor = offer.doctor
        self.patient = PatientFactory(full_name="Nell Shaw")

    def _told(self, **more):
        return {"offer": self.offer, "clinic": self.clinic, "starts_at": self.start, "now": self.now} | more

    def _draft(self, start):
        told = self._told(starts_at=start, user=self.patient.user, session_drafts=[], address="")
        return start_draft(**told)

    def _theirs(self, *, offer=None):
        """Return an appointment of the patient at a later time, to be moved."""
        told = self._told(offer=offer or self.offer, starts_at=self.later)
        return book(patient=self.patient, actor=self.patient.user, **told)

    def _move(self, actor, **more):
        return reschedule(appointment=self._theirs(), starts_at=self.start, actor=actor, now=self.now, **more)

    def book_as_the_patient(self):
        book(patient=self.patient, actor=self.patient.user, **self._told())

    def book_for_a_child(self):
        child = PatientFactory(user=None)
        PatientAccess.objects.create(user=self.patient.user, patient=child, relation=PatientAccess.Relation.PARENT)
        book(patient=child, actor=self.patient.user, **self._told())

    def ask_for_it(self):
        book(patient=self.patient, actor=self.patient.user, **self._told(offer=self.by_doctor))

    def book_a_longer_visit_that_ends_in_it(self):
        told = self._told(offer=self.by_doctor, starts_at=self.start - dt.timedelta(minutes=20))
        book(patient=self.patient, actor=self.patient.user, **told)

    def book_at_the_desk(self):
        book(patient=self.patient, actor=self.front_desk, **self._told())

    def book_at_the_desk_by_right(self):
        book(patient=self.patient, actor=self.front_desk, by_right=True, **self._told())

    def book_by_telephone(self):
        book_by_phone(patient=self.patient, newcomer=None, actor=self.front_desk, **self._told())

    def book_by_telephone_by_right(self):
        book_by_phone(patient=self.patient, newcomer=None, actor=self.front_desk, by_right=True, **self._told())

    def book_by_telephone_for_somebody_new(self):
        book_by_phone(patient=None, newcomer=NEWCOMER, actor=self.front_desk, by_right=True, **self._told())

    def book_off_the_grid_by_right(self):
        start = self.start + dt.timedelta(minutes=5)
        told = self._told(starts_at=start)
        book_by_phone(patient=self.patient, newcomer=None, actor=self.front_desk, by_right=True, **told)

    def book_as_the_doctor(self):
        book(patient=self.patient, actor=self.doctor.user, by_right=True, **self._told())

    def add_as_the_doctor(self):
        book_by_phone(patient=self.patient, newcomer=None, actor=self.doctor.user, by_right=True, **self._told())

    def hold_it_for_a_booking(self):
        keep_time(draft=self._draft(self.start), now=self.now)

    def choose_it_in_a_booking(self):
        draft = self._draft(self.later)
        keep_time(draft=draft, now=self.now)
        choose_time(draft=draft, clinic=self.clinic, starts_at=self.start, now=self.now)

    def finish_a_booking_that_holds_nothing(self):
        book_draft(draft=self._draft(self.start), patient=self.patient, actor=self.patient.user, now=self.now)

    def hold_it_for_anything_else(self):
        hold(**self._told(hold_key=uuid.uuid4(), until=self.now + TEN_MINUTES))

    def move_as_the_patient(self):
        self._move(self.patient.user)

    def move_as_the_doctor(self):
        self._move(self.doctor.user)

    def move_as_the_desk(self):
        self._move(self.front_desk, by_right=True)

    def offer_it_instead(self):
        told = {"times": [(self.clinic, self.start)], "actor": self.doctor.user, "now": self.now}
        offer_times(appointment=self._theirs(), **told)

    def move_by_right(self):
        told = {"clinic": self.clinic, "starts_at": self.start, "actor": self.doctor.user, "now": self.now}
        move(appointment=self._theirs(), by_hand=False, **told)

    def move_by_right_and_open_it_by_hand(self):
        told = {"clinic": self.clinic, "starts_at": self.start, "actor": self.doctor.user, "now": self.now}
        move(appointment=self._theirs(), by_hand=True, **told)

    def open_it_by_hand(self):
        told = {"doctor": self.doctor, "clinic": self.clinic, "starts_at": self.start, "minutes": 20}
        open_slot_by_hand(actor=self.doctor.user, now=self.now, **told)

    def open_it_by_hand_off_the_grid(self):
        told = {"doctor": self.doctor, "clinic": self.clinic, "minutes": 20}
        start = self.start + dt.timedelta(minutes=5)
        open_slot_by_hand(actor=self.doctor.user, starts_at=start, now=self.now, **told)


WAYS = [name for name in vars(Ways) if not name.startswith("_")]


@pytest.fixture
def ways(offer, clinic, published, doctor, front_desk, now):
    """Nine o'clock is the first start and the times after it are free."""
    kind = VisitTypeFactory(name="First visit", minutes=40, approval="by_doctor")
    by_doctor = OfferFactory(doctor=doctor, visit_type=kind, is_default=False)
    told = {"offer": offer, "by_doctor": by_doctor, "clinic": clinic, "front_desk": front_desk, "now": now}
    return Ways(start=published[3], later=published[8], **told)


@pytest.fixture
def has_it(request, ways, patient, now):
    """Let Maria have the time as ``request.param`` says, and return what shows that she has."""
    told = ways._told()
    match request.param:
        case "booked":
            return book(patient=patient, actor=patient.user, **told)
        case "waits for the doctor":
            return book(patient=patient, actor=patient.user, **(told | {"offer": ways.by_doctor}))
        case "approved":
            asked = book(patient=patient, actor=patient.user, **(told | {"offer": ways.by_doctor}))
            return approve(appointment=asked, actor=ways.doctor.user, now=now)
        case "moved there":
            other = book(
                patient=patient, actor=patient.user, **(told | {"starts_at": ways.later + 3 * TEN_MINUTES * 2})
            )
            return reschedule(appointment=other, starts_at=ways.start, actor=patient.user, now=now)
        case "is filling in a form":
            draft = start_draft(user=patient.user, session_drafts=[], address="", **told)
            return keep_time(draft=draft, now=now)
        case "was declined a moment ago":
            asked = book(patient=patient, actor=patient.user, **(told | {"offer": ways.by_doctor}))
            return reject(appointment=asked, actor=ways.doctor.user, reason_code="other", now=now)
        case "is offered it instead of another":
            other = book(
                patient=patient, actor=patient.user, **(told | {"starts_at": ways.start - 3 * TEN_MINUTES * 2})
            )
            times = [(ways.clinic, ways.start)]
            return offer_times(appointment=other, times=times, actor=ways.doctor.user, now=now)
    raise ValueError(request.param)


HAVING = [
    "booked",
    "waits for the doctor",
    "approved",
    "moved there",
    "is filling in a form",
    "was declined a moment ago",
    "is offered it instead of another",
]


@pytest.mark.parametrize("has_it", HAVING, indirect=True)
@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_to_a_time_somebody_has(ways, has_it, way, now):
    with pytest.raises((SlotTaken, SlotRefused)):
        getattr(ways, way)()

    assert still_has_it(has_it, ways, now)
    assert [str(finding) for finding in check_schedule(now=now)] == []


@pytest.mark.parametrize("way", WAYS)
def test_every_way_leads_to_a_time_nobody_has(ways, way):
    """The ways are real: with nobody there each of them arrives."""
    getattr(ways, way)()

    around = TimeSlot.objects.filter(doctor=ways.doctor, starts_at__lt=ways.start + TEN_MINUTES, ends_at__gt=ways.start)
    now_whose = {(slot.status, slot.hold_key is not None, slot.origin) for slot in around}
    assert now_whose != {("open", False, "published")} or way == "open_it_by_hand"


def test_taken_back_a_decline_finds_its_time_kept(ways, patient, now):
    """The one way to a time that somebody may still have: their own."""
    asked = book(patient=patient, actor=patient.user, **ways._told(offer=ways.by_doctor))
    reject(appointment=asked, actor=ways.doctor.user, reason_code="other", now=now)
    with pytest.raises(SlotTaken):
        ways.book_as_the_patient()

    undo(appointment=asked, actor=ways.doctor.user, now=now + TEN_MINUTES / 20)

    asked.refresh_from_db()
    assert asked.status == Status.REQUESTED
    assert AppointmentSlot.objects.filter(appointment=asked).count() == 2


def still_has_it(having, ways, now):
    """Say whether the time belongs to whom it belonged before."""
    slot = TimeSlot.objects.get(doctor=ways.doctor, starts_at=ways.start)
    if isinstance(having, BookingDraft):
        return slot.hold_key == having.hold_key and slot.held_until > now
    if isinstance(having, Proposal):
        return slot.hold_key == having.options.get().hold_key and slot.held_until > now
    having = Appointment.objects.get(pk=having.pk)
    if having.status == Status.REJECTED:
        return slot.hold_key == having.last_event.hold_key
    return AppointmentSlot.objects.get(slot=slot).appointment == having
