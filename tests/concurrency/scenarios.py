"""What the processes fight over, and the verdict on how it ended; run by ``arena.py``."""

import contextlib
import datetime as dt
import random
import time
from collections import Counter

from django.contrib.auth.models import AnonymousUser
from django.db import connection, connections, models
from django.utils import timezone

from accounts.models import Patient, PatientAccess
from appointments.models import Appointment, AppointmentSlot, BookingDraft
from appointments.policies import NotAllowed
from appointments.schedule_check import check_schedule
from appointments.services import booking
from appointments.services.booking import OwnTimeTaken, book
from appointments.services.drafts import book_draft, keep_time, start_draft
from appointments.services.rescheduling import reschedule
from scheduling.models import DoctorVisitType, TimeSlot, VisitType
from scheduling.offering import open_starts
from scheduling.services.claiming import Claim, SlotTaken
from scheduling.services.holding import hold
from scheduling.services.publishing import publish
from tests.concurrency.arena import PROCESSES, rush
from tests.concurrency.filing import one_record_is_filled  # noqa: F401 - a scenario like those below
from tests.factories import (
    ClinicFactory,
    DoctorFactory,
    OfferFactory,
    PatientFactory,
    UserFactory,
    VisitTypeFactory,
    WorkingHoursFactory,
)

DAY = (timezone.now() + dt.timedelta(days=7)).date()


def a_morning(*, capacity=1, minutes=20, patients=PROCESSES):
    """
    Publish one doctor's morning, nine to one in UTC, a week from now, in slots of twenty minutes.

    Return the offer, the clinic, the starts of the day and as many patients.
    """
    clinic = ClinicFactory(time_zone="Etc/UTC")
    doctor = DoctorFactory()
    hours = WorkingHoursFactory(
        doctor=doctor, clinic=clinic, weekday=DAY.weekday(), starts=dt.time(9), ends=dt.time(13), capacity=capacity
    )
    offer = OfferFactory(doctor=doctor, visit_type=VisitTypeFactory(minutes=minutes, minimum_notice_minutes=0))
    publish(doctor=doctor, now=timezone.now(), first=DAY, last=DAY)
    starts = sorted(set(TimeSlot.objects.filter(doctor=doctor, local_date=DAY).values_list("starts_at", flat=True)))
    return offer, clinic, starts, PatientFactory.create_batch(patients), hours


def fresh(offer):
    return DoctorVisitType.objects.select_related("doctor__user", "visit_type").get(pk=offer.pk)


def attempt(call, **arguments):
    """Return what became of one try: the word for it, for counting."""
    try:
        call(now=timezone.now(), **arguments)
    except SlotTaken:
        return "taken"
    except OwnTimeTaken:
        return "own time"
    except NotAllowed as refusal:
        return f"refused: {refusal}"
    return "won"


def try_to_book(patient, offer, clinic, starts_at, **more):
    patient = Patient.objects.select_related("user").get(pk=patient.pk)
    return attempt(
        book, patient=patient, offer=fresh(offer), clinic=clinic, starts_at=starts_at, actor=patient.user, **more
    )


def verdict(answers, **more):
    """Count the outcomes, and add what the whole-schedule check found."""
    outcomes = Counter()
    for answer in answers:
        outcomes.update([f"error: {answer['error']}"] if isinstance(answer, dict) else answer)
    findings = [f"{finding.rule}: {finding.where}" for finding in check_schedule(now=timezone.now())]
    return {"outcomes": dict(outcomes), "findings": findings, **more}


def bookable_afterwards(offer, clinic):
    """Book every start that is still offered, one after the other; return how many there were and how many went."""
    offered = sorted(set(open_starts(now=timezone.now(), offer=fresh(offer)).values_list("starts_at", flat=True)))
    booked, reached = 0, None
    for starts_at in offered:
        if reached and starts_at < reached:
            continue
        booked += try_to_book(PatientFactory(), offer, clinic, starts_at) == "won"
        reached = starts_at + dt.timedelta(minutes=offer.occupies)
    expected = len(list(skip_overlaps(offered, offer.occupies)))
    return {"free_starts": expected, "booked_afterwards": booked}


def skip_overlaps(starts, minutes):
    reached = None
    for start in starts:
        if reached is None or start >= reached:
            yield start
            reached = start + dt.timedelta(minutes=minutes)


def one_slot():
    offer, clinic, starts, patients, _hours = a_morning()
    answers = rush(lambda number: [try_to_book(patients[number], offer, clinic, starts[0])])
    return verdict(answers, **bookable_afterwards(offer, clinic))


def every_slot():
    """Everybody wants every slot of the morning, each in an order of their own."""
    offer, clinic, starts, patients, _hours = a_morning()

    def work(number):
        order = random.Random(number).sample(starts, len(starts))
        return [try_to_book(patients[number], offer, clinic, start) for start in order]

    return verdict(rush(work), slots=len(starts), appointments=Appointment.objects.count())


def overlapping_visits():
    """Visits of three slots, wanted at starts that overlap; the end of the morning stays free."""
    offer, clinic, starts, patients, _hours = a_morning(minutes=50)

    def work(number):
        order = random.Random(number).sample(starts[:7], 7)
        return [try_to_book(patients[number], offer, clinic, start) for start in order]

    short = OfferFactory(
        doctor=offer.doctor, visit_type=VisitTypeFactory(minutes=20, minimum_notice_minutes=0), is_default=False
    )
    return verdict(rush(work), appointments=Appointment.objects.count(), **bookable_afterwards(short, clinic))


def capacity_three():
    offer, clinic, starts, patients, _hours = a_morning(capacity=3)
    answers = rush(lambda number: [try_to_book(patients[number], offer, clinic, starts[0])])
    return verdict(answers, **bookable_afterwards(offer, clinic))


def reschedule_against_book():
    """Half of them hold an appointment and move it to the slot the other half books."""
    offer, clinic, starts, patients, _hours = a_morning()
    half = PROCESSES // 2
    held = []
    for number in range(half):
        patient = patients[number]
        held.append(
            book(
                patient=patient,
                offer=fresh(offer),
                clinic=clinic,
                starts_at=starts[number + 1],
                actor=patient.user,
                now=timezone.now(),
            )
        )

    def work(number):
        if number < half:
            return [attempt(reschedule, appointment=held[number], starts_at=starts[0], actor=patients[number].user)]
        return [try_to_book(patients[number], offer, clinic, starts[0])]

    return verdict(rush(work), appointments=Appointment.objects.count(), **bookable_afterwards(offer, clinic))


def hold_against_book():
    """Half of them hold the slot, for a draft each, and the other half books it."""
    offer, clinic, starts, patients, _hours = a_morning()
    now = timezone.now()
    drafts = [
        BookingDraft.objects.create(doctor=offer.doctor, created_at=now, expires_at=now + dt.timedelta(hours=1))
        for _number in range(PROCESSES)
    ]

    def work(number):
        if number % 2:
            return [try_to_book(patients[number], offer, clinic, starts[0])]
        until = timezone.now() + dt.timedelta(minutes=10)
        key = drafts[number].hold_key
        return [attempt(hold, offer=fresh(offer), clinic=clinic, starts_at=starts[0], hold_key=key, until=until)]

    return verdict(
        rush(work), held=TimeSlot.objects.filter(held_until__gt=now).count(), appointments=Appointment.objects.count()
    )


def one_patient():
    """One patient presses sixteen buttons: sixteen doctors, times that overlap."""
    patient = PatientFactory()
    mornings = [a_morning(patients=0, minutes=50) for _number in range(PROCESSES)]

    def work(number):
        offer, clinic, starts, _nobody, _hours = mornings[number]
        return [try_to_book(patient, offer, clinic, starts[number % 3])]

    return verdict(rush(work), appointments=Appointment.objects.count())


def strangers_at_one_address():
    """Sixteen browsers at one address hold a time each."""
    offer, clinic, starts, _patients, _hours = a_morning(capacity=2, patients=0)
    return held_at_once(offer, clinic, starts, AnonymousUser())


def one_account_holds():
    """Somebody signed in taps sixteen times in as many windows."""
    offer, clinic, starts, patients, _hours = a_morning(capacity=2, patients=1)
    return held_at_once(offer, clinic, starts, patients[0].user)


def held_at_once(offer, clinic, starts, user):
    """Let every process begin a booking and hold its time; return how many times are held in the end."""

    def work(number):
        told = {"clinic": clinic, "starts_at": starts[number % len(starts)], "now": timezone.now()}
        draft = start_draft(offer=fresh(offer), user=user, session_drafts=[], address="203.0.113.7", **told)
        return [attempt(keep_time, draft=draft)]

    answers, now = rush(work), timezone.now()
    return verdict(
        answers,
        drafts_that_hold=BookingDraft.objects.filter(held_until__gt=now).count(),
        held=TimeSlot.objects.filter(held_until__gt=now).count(),
    )


def one_account_books():
    """Ten coming appointments, of the twelve an account may have, and sixteen more at once for sixteen people."""
    offer, clinic, starts, people, _hours = a_morning(capacity=3)
    carer = UserFactory()
    for person in people:
        PatientAccess.objects.create(user=carer, patient=person, relation=PatientAccess.Relation.CARER)

    def ask(number, starts_at):
        told = {"offer": fresh(offer), "clinic": clinic, "starts_at": starts_at, "actor": carer}
        return attempt(book, patient=people[number], **told)

    before = [ask(number, starts[number]) for number in range(10)]
    answers = rush(lambda number: [ask(number, starts[(number + 1) % len(starts)])])
    return verdict(answers, before=before.count("won"), appointments=Appointment.objects.count())


def one_patient_asks():
    """One patient asks sixteen doctors at once, each at a time of its own and each by the doctor's leave."""
    patient = PatientFactory()
    mornings = [a_morning(patients=0, minutes=10) for _number in range(PROCESSES)]
    VisitType.objects.update(approval="by_doctor")

    def work(number):
        offer, clinic, starts, _nobody, _hours = mornings[number]
        return [try_to_book(patient, offer, clinic, starts[number % len(starts)])]

    return verdict(rush(work), requests=Appointment.objects.filter(status="requested").count())


def one_draft_pressed():
    """One booking, ready to be made, and sixteen presses of its button."""
    offer, clinic, starts, patients, _hours = a_morning(patients=1)
    patient = patients[0]
    told = {"clinic": clinic, "starts_at": starts[0], "now": timezone.now()}
    draft = start_draft(offer=fresh(offer), user=patient.user, session_drafts=[], address="", **told)
    keep_time(draft=draft, now=timezone.now())
    answers = rush(lambda number: [attempt(book_draft, draft=draft, patient=patient, actor=patient.user)])
    return verdict(answers, appointments=Appointment.objects.count())


def guard_taken_off():
    """
    The same race as ``one_slot`` with every guard taken off: it must end in double bookings.

    No transaction, no locks, no condition in the UPDATE, and a link table that
    allows two owners; what is left is a check, and then a write.
    """
    offer, clinic, starts, patients, _hours = a_morning()
    take_off_the_unique_owner()
    with the_service_without_its_guards() as naive_book:

        def work(number):
            patient = patients[number]
            unguarded = {"patient": patient, "offer": fresh(offer), "clinic": clinic, "starts_at": starts[0]}
            return [attempt(naive_book, actor=patient.user, **unguarded)]

        answers = rush(work)
    return verdict(answers, appointments=Appointment.objects.count())


def take_off_the_unique_owner():
    """Make ``AppointmentSlot.slot`` an ordinary key, in this database only."""
    guarded = AppointmentSlot._meta.get_field("slot")
    loose = models.ForeignKey(TimeSlot, on_delete=models.PROTECT, related_name="+")
    loose.set_attributes_from_name("slot")
    loose.model = AppointmentSlot
    connections.close_all()
    with connection.schema_editor() as editor:
        editor.alter_field(AppointmentSlot, guarded, loose)


@contextlib.contextmanager
def the_service_without_its_guards():
    """Yield ``book`` as somebody in a hurry would write it: look whether the slot is open, then take it."""

    def look_then_take(*, doctor, starts_at, **_rest):
        open_slots = TimeSlot.objects.filter(doctor=doctor, starts_at=starts_at, status=TimeSlot.Status.OPEN)
        ids = list(open_slots.values_list("pk", flat=True))
        if not ids:
            raise SlotTaken
        time.sleep(0.05)
        TimeSlot.objects.filter(pk__in=ids).update(status=TimeSlot.Status.BOOKED)
        return Claim(slot_ids=ids, was_blocked=False)

    guarded = booking.claim, booking.lock_patient
    booking.claim, booking.lock_patient = look_then_take, lambda patient, **_rest: patient
    try:
        yield book.__wrapped__
    finally:
        booking.claim, booking.lock_patient = guarded
