"""Book: who gets the time, who is refused, in which words, at what cost."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import PatientAccess
from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, AppointmentSlot, BookingSettings, Message
from appointments.policies import NotAllowed
from appointments.schedule_check import check_schedule
from appointments.services.booking import KeyReused, OwnTimeTaken
from scheduling.clocks_in_use import clinics_share_a_clock
from scheduling.models import TimeSlot
from scheduling.services.claiming import SlotTaken
from scheduling.services.holding import hold
from tests.factories import ClinicFactory, OfferFactory, PatientFactory, UserFactory, VisitTypeFactory

pytestmark = pytest.mark.django_db


def owned(appointment):
    return list(TimeSlot.objects.filter(pk__in=appointment.slot_links.values("slot")).order_by("minute"))


def test_gives_the_time_and_copies_what_was_agreed(book_it, offer, clinic, published, now):
    appointment = book_it(reason="The rash came back")

    assert appointment.status == Status.CONFIRMED
    assert appointment.ends_at == published[0] + dt.timedelta(minutes=20)
    assert (appointment.time_zone, appointment.visit_type_name) == (clinic.time_zone, offer.visit_type.name)
    assert appointment.changeable_until == published[0] - dt.timedelta(hours=4)
    assert [slot.status for slot in owned(appointment)] == [TimeSlot.Status.BOOKED]
    assert check_schedule(now=now) == []


def test_writes_the_event_and_its_messages_in_the_same_transaction(book_it):
    appointment = book_it()

    event = appointment.events.get()
    assert (event.kind, event.to_status, event.by_staff) == (Verb.BOOK, Status.CONFIRMED, False)
    assert Message.objects.filter(event=event, patient=appointment.patient, channel="email").count() == 1


def test_a_type_the_doctor_approves_is_a_request_with_a_deadline(book_it, by_doctor, published, now):
    appointment = book_it(offer=by_doctor)

    assert appointment.status == Status.REQUESTED
    assert now < appointment.decide_by <= published[0] - dt.timedelta(hours=2)
    assert len(owned(appointment)) == 2


def test_refuses_a_slot_somebody_has(book_it, other_patient):
    book_it()

    with pytest.raises(SlotTaken, match="just been taken"):
        book_it(patient=other_patient, actor=other_patient.user)


def test_refuses_a_visit_that_runs_into_a_taken_slot(book_it, by_doctor, published, other_patient):
    book_it(starts_at=published[1])

    with pytest.raises(SlotTaken):
        book_it(offer=by_doctor, patient=other_patient, actor=other_patient.user)


def test_refuses_a_visit_that_runs_past_the_session(book_it, by_doctor, published):
    with pytest.raises(SlotTaken):
        book_it(offer=by_doctor, starts_at=published[-1])


def test_lets_the_buffer_run_past_the_session(book_it, doctor, published, now):
    visit_type = VisitTypeFactory(minutes=20, buffer_minutes=15)
    late = OfferFactory(doctor=doctor, visit_type=visit_type, is_default=False)

    appointment = book_it(offer=late, starts_at=published[-1])

    assert len(owned(appointment)) == 1
    assert check_schedule(now=now) == []


def test_the_buffer_keeps_the_next_slot(book_it, doctor, published, other_patient, now):
    visit_type = VisitTypeFactory(minutes=20, buffer_minutes=10)
    book_it(offer=OfferFactory(doctor=doctor, visit_type=visit_type, is_default=False))

    with pytest.raises(SlotTaken):
        book_it(patient=other_patient, actor=other_patient.user, starts_at=published[1])
    assert check_schedule(now=now) == []


def test_refuses_a_slot_somebody_holds(book_it, offer, clinic, published, now):
    import uuid

    hold(
        offer=offer,
        clinic=clinic,
        starts_at=published[0],
        hold_key=uuid.uuid4(),
        until=now + dt.timedelta(minutes=10),
        now=now,
    )

    with pytest.raises(SlotTaken):
        book_it()


def test_a_hold_that_has_run_out_is_no_hold(book_it, offer, clinic, published, now):
    import uuid

    hold(
        offer=offer,
        clinic=clinic,
        starts_at=published[0],
        hold_key=uuid.uuid4(),
        until=now + dt.timedelta(minutes=10),
        now=now,
    )

    assert book_it(now=now + dt.timedelta(minutes=11)).status == Status.CONFIRMED


def test_whoever_shows_the_key_may_claim_even_under_later_leave(book_it, offer, clinic, published, now):
    import uuid

    from scheduling.services.time_off import add_time_off

    key = uuid.uuid4()
    hold(
        offer=offer, clinic=clinic, starts_at=published[0], hold_key=key, until=now + dt.timedelta(minutes=10), now=now
    )
    add_time_off(
        doctor=offer.doctor,
        starts_at=published[0],
        ends_at=published[3],
        time_zone="Europe/London",
        actor=None,
        now=now,
    )

    assert book_it(hold_key=key).status == Status.CONFIRMED
    assert check_schedule(now=now) == []


def test_refuses_an_own_appointment_at_that_time(book_it, clinic, published, now):
    from tests.factories import DoctorFactory, WorkingHoursFactory

    mine = book_it()
    elsewhere = OfferFactory(doctor=DoctorFactory(full_name="Tomasz Nowak"), visit_type=VisitTypeFactory(minutes=20))
    WorkingHoursFactory(doctor=elsewhere.doctor, clinic=clinic, weekday=2, starts=dt.time(9, 10), ends=dt.time(12, 10))
    from scheduling.services.publishing import publish

    publish(doctor=elsewhere.doctor, now=now)

    with pytest.raises(OwnTimeTaken) as refusal:
        book_it(offer=elsewhere, starts_at=published[0] + dt.timedelta(minutes=10))
    assert refusal.value.appointment == mine


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (dt.timedelta(hours=25), "has passed"),
        (dt.timedelta(hours=23, minutes=30), "too soon"),
        (dt.timedelta(days=-95), "up to 90 days ahead"),
    ],
)
def test_refuses_what_is_not_offered_at_that_moment(book_it, now, moment, words):
    with pytest.raises(NotAllowed, match=words):
        book_it(now=now + moment)


def test_refuses_a_doctor_who_is_not_listed(book_it, doctor, offer):
    doctor.is_listed = False
    doctor.save()
    offer.refresh_from_db()

    with pytest.raises(NotAllowed, match="does not offer"):
        book_it(offer=offer)


def test_refuses_somebody_elses_patient(book_it, other_patient):
    with pytest.raises(NotAllowed, match="cannot book for this person"):
        book_it(patient=other_patient)


def test_a_parent_books_for_a_child_and_it_says_on_whose_behalf(book_it, patient):
    child = PatientFactory(user=None, full_name="Leo Lopes", email="")
    PatientAccess.objects.create(user=patient.user, patient=child, relation="parent")

    appointment = book_it(patient=child)

    assert appointment.events.get().on_behalf_of == child


def test_refuses_a_fourth_request(book_it, by_doctor, published):
    for start in published[:6:2]:
        book_it(offer=by_doctor, starts_at=start)

    with pytest.raises(NotAllowed, match="3 requests that wait"):
        book_it(offer=by_doctor, starts_at=published[6])


def test_refuses_more_than_the_account_may_have(book_it, published, patient):
    BookingSettings.objects.create(active_per_account=2, active_per_patient=2)
    child = PatientFactory(user=None)
    PatientAccess.objects.create(user=patient.user, patient=child, relation="parent", scope="book")
    book_it()
    book_it(starts_at=published[1], patient=child)

    with pytest.raises(NotAllowed, match="2 coming appointments are the most that can be booked from one account"):
        book_it(starts_at=published[2])


def test_the_limit_of_the_patient_is_told_as_theirs(book_it, published, patient):
    BookingSettings.objects.create(active_per_patient=1)
    parent = UserFactory()
    PatientAccess.objects.create(user=parent, patient=patient, relation="parent", scope="book")
    book_it()

    with pytest.raises(NotAllowed, match="You have 1 coming appointment, the most"):
        book_it(starts_at=published[2])
    with pytest.raises(NotAllowed, match="Maria Lopes has 1 coming appointment, the most"):
        book_it(starts_at=published[2], actor=parent)


def test_refuses_a_blocked_patient(book_it, patient):
    patient.blocked_reason = "Asked us to"
    patient.save()

    with pytest.raises(NotAllowed, match="You cannot book online"):
        book_it()
    parent = UserFactory()
    PatientAccess.objects.create(user=parent, patient=patient, relation="parent", scope="book")
    with pytest.raises(NotAllowed, match="This person cannot book online"):
        book_it(actor=parent)


def test_a_doctor_who_takes_no_new_patients_sees_the_known_ones(book_it, doctor, offer, published, patient):
    earlier = book_it()
    Appointment.objects.filter(pk=earlier.pk).update(status=Status.COMPLETED)
    doctor.accepting_new_patients = False
    doctor.save()
    offer.refresh_from_db()
    stranger = PatientFactory()

    with pytest.raises(NotAllowed, match="no new patients"):
        book_it(offer=offer, patient=stranger, actor=stranger.user, starts_at=published[3])
    assert book_it(offer=offer, starts_at=published[3]).status == Status.CONFIRMED


def test_the_front_desk_books_by_right_past_notice(book_it, by_doctor, front_desk, published, now):
    late = published[0] - dt.timedelta(minutes=10)

    appointment = book_it(offer=by_doctor, actor=front_desk, by_right=True, now=late)

    assert appointment.status == Status.CONFIRMED
    assert appointment.events.get().by_staff


def test_a_patient_has_no_right_to_book_past_notice(book_it, published):
    with pytest.raises(NotAllowed):
        book_it(by_right=True, now=published[0] - dt.timedelta(minutes=10))


def test_the_same_key_books_once(book_it, published):
    first = book_it(idempotency_key="k1")
    again = book_it(idempotency_key="k1")

    assert again == first
    for other in ({"starts_at": published[1]}, {"reason": "Other words"}, {"clinic": ClinicFactory()}):
        with pytest.raises(KeyReused):
            book_it(idempotency_key="k1", **other)


def test_the_same_time_can_be_booked_again_after_a_cancellation(book_it, patient, other_patient, now):
    from appointments.services.cancelling import cancel

    cancel(appointment=book_it(idempotency_key="k1"), actor=patient.user, now=now)

    again = book_it(patient=other_patient, actor=other_patient.user, idempotency_key="k1")
    assert again.status == Status.CONFIRMED
    assert check_schedule(now=now) == []


def test_hours_for_other_visit_types_are_not_claimed(book_it, doctor, published):
    from scheduling.models import WorkingHours

    WorkingHours.objects.get(doctor=doctor).visit_types.add(VisitTypeFactory())

    with pytest.raises(SlotTaken):
        book_it()


def test_books_in_twelve_statements(book_it, by_doctor):
    BookingSettings.load()  # read once a minute, not once a booking
    clinics_share_a_clock()  # likewise

    with CaptureQueriesContext(connection) as queries:
        book_it(offer=by_doctor)

    # What begins and ends the transaction is not counted: within the flow it is the draft's.
    statements = [query["sql"][:160] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(statements) <= 12, "\n".join(statements)


def test_a_slot_cannot_have_two_owners_whatever_the_code_does(book_it, other_patient, published):
    from django.db import IntegrityError, transaction

    first = book_it()
    second = book_it(patient=other_patient, actor=other_patient.user, starts_at=published[1])

    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentSlot.objects.create(appointment=second, slot=owned(first)[0])


def test_the_database_refuses_a_patient_in_two_places(book_it, published):
    from django.db import IntegrityError, transaction

    book_it()
    second = book_it(starts_at=published[1])

    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(pk=second.pk).update(starts_at=published[0])


def test_strangers_and_other_patients_see_nothing(book_it, other_patient, doctor, now):
    from django.contrib.auth.models import AnonymousUser

    appointment = book_it()

    visible = Appointment.objects.visible_to
    assert list(visible(appointment.patient.user, now=now)) == [appointment]
    assert list(visible(doctor.user, now=now)) == [appointment]
    assert not visible(other_patient.user, now=now).exists()
    assert not visible(AnonymousUser(), now=now).exists()
    assert not visible(UserFactory(role="doctor"), now=now).exists()
