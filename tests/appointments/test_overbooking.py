"""Every lane is busy, and somebody has to be seen all the same: the right to, a reason, and a lane opened for it."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission

from accounts.models import AuditEntry, User
from appointments.lifecycle import Verb
from appointments.models import Appointment, AppointmentEvent, Message
from appointments.policies import NotAllowed
from appointments.schedule_check import check_schedule
from appointments.services.booking import OwnTimeTaken, book
from appointments.services.booking_by_phone import book_by_phone
from appointments.services.cancelling import cancel
from appointments.services.rescheduling import reschedule
from scheduling.models import TimeSlot
from scheduling.services.claiming import SlotTaken
from scheduling.services.slots_by_hand import SlotRefused
from scheduling.services.time_off import add_time_off
from tests.factories import ClinicFactory, DoctorFactory, OfferFactory, PatientFactory, VisitTypeFactory

BECAUSE = "Fever since the night"


@pytest.fixture
def held(book_it, other_patient, published):
    """Nadia has 9:20."""
    return book_it(patient=other_patient, actor=other_patient.user, starts_at=published[1])


@pytest.fixture
def beside(offer, clinic, patient, doctor, published, now):
    """Return a function by which Dr Osei books Maria at 9:20; everything it is not told is the usual."""

    def run(**told):
        usual = {
            "patient": patient,
            "newcomer": None,
            "offer": offer,
            "clinic": clinic,
            "starts_at": published[1],
            "actor": doctor.user,
            "now": now,
            "by_right": True,
            "overbook_because": BECAUSE,
        }
        return book_by_phone(**(usual | told))

    return run


def overbooked():
    return list(Appointment.objects.with_overbooking().filter(is_overbooked=True))


def test_a_doctor_opens_a_lane_with_a_reason(held, beside, now):
    made = beside()

    slot = made.slot_links.get().slot
    assert (slot.lane, slot.origin, slot.status) == (1, "extra_lane", "booked")
    assert overbooked() == [made]
    assert check_schedule(now=now) == []


def test_the_reason_is_kept_in_the_history_and_the_trail_says_that_it_was_done(held, beside):
    made = beside()

    event = made.events.get()
    assert (event.kind, event.reason_code, event.note) == (Verb.BOOK, AppointmentEvent.Reason.OVERBOOKED, BECAUSE)
    actions = AuditEntry.objects.filter(object_label=f"appointment:{made.reference}").values_list("action", flat=True)
    assert sorted(actions) == ["booked", "overbooked"]


def test_the_patient_is_never_told_why(held, beside, patient, client, clock):
    made = beside()

    client.force_login(patient.user)
    page = client.get(f"/appointments/{made.reference}/").content.decode()
    assert "Booked" in page
    assert BECAUSE not in page
    assert "Overbooked" not in page
    assert not [message for message in Message.objects.all() if BECAUSE in message.text]


def test_without_a_reason_nobody_is_put_beside_another(held, beside):
    with pytest.raises(SlotTaken):
        beside(overbook_because="")

    assert Appointment.objects.count() == 1


def test_the_front_desk_may_where_its_group_may(held, beside, front_desk):
    made = beside(actor=front_desk)

    assert overbooked() == [made]


def test_whoever_lacks_the_right_is_refused_and_nothing_is_left(held, beside, front_desk):
    group = front_desk.groups.get()
    group.permissions.remove(Permission.objects.get(codename="overbook"))
    newcomer = {"full_name": "Hanna Berg", "date_of_birth": dt.date(1990, 2, 3), "phone": "+447700900456", "email": ""}

    with pytest.raises(NotAllowed, match="right to overbook"):
        beside(actor=User.objects.get(pk=front_desk.pk), patient=None, newcomer=newcomer)

    assert Appointment.objects.count() == 1
    assert not TimeSlot.objects.filter(lane=1).exists()


def test_another_doctor_may_not(held, beside):
    with pytest.raises(NotAllowed):
        beside(actor=DoctorFactory().user)


def test_a_reason_counts_only_where_it_is_needed(beside, now):
    made = beside()

    assert overbooked() == []
    assert made.events.get().note == ""
    assert made.slot_links.get().slot.origin == TimeSlot.Origin.PUBLISHED


def test_the_patients_own_clash_stands(held, beside, book_it, clinic, patient, now, published):
    elsewhere = OfferFactory(visit_type=VisitTypeFactory(minutes=60, minimum_notice_minutes=0))
    book_by_phone(
        patient=patient, newcomer=None, offer=elsewhere, clinic=clinic, starts_at=published[0],
        actor=elsewhere.doctor.user, now=now, by_right=True,
    )  # fmt: skip

    with pytest.raises(OwnTimeTaken):
        beside()


def test_time_off_stands(held, beside, doctor, published, now):
    later = published[6]
    add_time_off(
        doctor=doctor, starts_at=later, ends_at=later + dt.timedelta(hours=1), time_zone="Europe/London",
        actor=doctor.user, now=now,
    )  # fmt: skip

    with pytest.raises(SlotRefused, match="is away then"):
        beside(starts_at=later)


def test_an_appointment_at_another_clinic_stands(held, beside):
    with pytest.raises(SlotRefused, match="another clinic"):
        beside(clinic=ClinicFactory())


def test_a_second_one_gets_a_lane_of_its_own(held, beside, now):
    beside()
    beside(patient=PatientFactory())

    assert sorted(TimeSlot.objects.filter(status="booked").values_list("lane", flat=True)) == [0, 1, 2]
    assert check_schedule(now=now) == []


def test_pressed_twice_it_is_one(held, beside):
    key = "the-key-of-a-form"

    assert beside(idempotency_key=key) == beside(idempotency_key=key)
    assert len(overbooked()) == 1
    assert AuditEntry.objects.filter(action="overbooked").count() == 1


def test_cancelled_its_lane_goes_with_it(held, beside, doctor, now):
    made = beside()
    cancel(appointment=made, actor=doctor.user, now=now, reason_code="other")

    # The undo has run out; whoever comes next finds one lane.
    with pytest.raises(SlotTaken):
        book(
            patient=PatientFactory(), offer=made.offer, clinic=made.clinic, starts_at=made.starts_at,
            actor=doctor.user, now=now + dt.timedelta(minutes=5), by_right=True,
        )  # fmt: skip
    assert check_schedule(now=now + dt.timedelta(minutes=5)) == []


def test_moved_to_a_free_time_it_is_overbooked_no_more(held, beside, doctor, published, now):
    made = beside()
    reschedule(appointment=made, starts_at=published[5], actor=doctor.user, now=now, by_right=True)

    assert overbooked() == []
    assert check_schedule(now=now) == []


def test_beside_a_start_off_the_grid(held, beside, published, now):
    made = beside(starts_at=published[1] + dt.timedelta(minutes=5))

    assert overbooked() == [made]
    assert check_schedule(now=now) == []
