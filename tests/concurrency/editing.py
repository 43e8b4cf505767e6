"""A doctor's time changes while patients book it, are answered and give it back; run by ``arena.py``."""

import datetime as dt
import random

from django.utils import timezone

from appointments.lifecycle import ACTIVE, Status
from appointments.models import Appointment, AppointmentSlot
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve, reject
from appointments.services.recording import REFUSALS
from appointments.services.rescheduling import reschedule
from scheduling.models import Approval, TimeSlot
from scheduling.services.publishing import publish
from scheduling.services.slot_ranges import block_free_slots, open_blocked_slots
from scheduling.services.time_off import add_time_off, end_time_off
from scheduling.services.working_hours import end_hours, replace_hours
from tests.concurrency.arena import rush
from tests.concurrency.scenarios import DAY, a_morning, try_to_book, verdict
from tests.factories import OfferFactory, VisitTypeFactory, WorkingHoursFactory

EDITORS = 5


def hours_edited():
    """Four processes change hours, leave, slots and what is published while twelve book."""
    offer, clinic, starts, patients, hours = a_morning(capacity=2)
    doctor = offer.doctor

    def edit(number):
        done = []
        for turn in range(4):
            now = timezone.now()
            if number == 0:
                leave = add_time_off(
                    doctor=doctor,
                    starts_at=starts[turn],
                    ends_at=starts[turn + 2],
                    time_zone="Etc/UTC",
                    actor=None,
                    now=now,
                )
                end_time_off(time_off=leave, actor=None, now=timezone.now())
            elif number == 1 and turn == 0:
                replace_hours(hours=hours, from_date=DAY, actor=None, now=now, ends=dt.time(12), slot_minutes=15)
            elif number == 2:
                told = {"doctor": doctor, "starts_at": starts[6], "ends_at": starts[9], "actor": None}
                block_free_slots(time_zone="Etc/UTC", now=now, **told)
                open_blocked_slots(now=timezone.now(), **told)
            else:
                publish(doctor=doctor, now=now)
            done.append("edited")
        return done

    def work(number):
        if number < 4:
            return edit(number)
        order = random.Random(number).sample(starts, len(starts))
        return [try_to_book(patients[number], offer, clinic, start) for start in order]

    answers = rush(work)
    lost = AppointmentSlot.objects.exclude(slot__status=TimeSlot.Status.BOOKED).values("appointment")
    kept = Appointment.objects.filter(slot_links__isnull=False).exclude(pk__in=lost).distinct()
    return verdict(answers, appointments=Appointment.objects.count(), still_booked=kept.count())


def hours_edited_and_answered():
    """
    Five processes change hours, end them, leave, block and publish; eleven book, ask, answer, move and call off.

    What the editors end with stands: time off over the first hour, hours that
    end before the day, the afternoon's. Whoever had booked either keeps it.
    """
    offer, clinic, starts, patients, hours = a_morning(capacity=2)
    doctor = offer.doctor
    afternoon = WorkingHoursFactory(
        doctor=doctor, clinic=clinic, weekday=DAY.weekday(), starts=dt.time(14), ends=dt.time(17)
    )
    publish(doctor=doctor, now=timezone.now(), first=DAY, last=DAY)
    asked = OfferFactory(
        doctor=doctor,
        visit_type=VisitTypeFactory(minutes=20, minimum_notice_minutes=0, approval=Approval.BY_DOCTOR),
        is_default=False,
    )
    starts = sorted(set(TimeSlot.objects.filter(doctor=doctor, local_date=DAY).values_list("starts_at", flat=True)))

    def away(turn):
        told = {"doctor": doctor, "time_zone": "Etc/UTC", "actor": None}
        leave = add_time_off(starts_at=starts[turn], ends_at=starts[turn + 3], now=timezone.now(), **told)
        if turn < 3:
            end_time_off(time_off=leave, actor=None, now=timezone.now())

    def other_hours(turn):
        told = {"from_date": DAY, "actor": None, "now": timezone.now()}
        if turn == 0:
            replace_hours(hours=hours, ends=dt.time(12), slot_minutes=15, **told)

    def no_afternoon(turn):
        if turn == 2:
            end_hours(hours=afternoon, last_day=DAY - dt.timedelta(days=1), actor=None, now=timezone.now())

    def blocked(_turn):
        told = {"doctor": doctor, "starts_at": starts[6], "ends_at": starts[9], "actor": None}
        block_free_slots(time_zone="Etc/UTC", now=timezone.now(), **told)
        open_blocked_slots(now=timezone.now(), **told)

    def published(_turn):
        publish(doctor=doctor, now=timezone.now())

    edits = [away, other_hours, no_afternoon, blocked, published]

    def work(number):
        if number < EDITORS:
            for turn in range(4):
                edits[number](turn)
            return ["edited"]
        dice = random.Random(number)
        done = []
        for turn, start in enumerate(dice.sample(starts, len(starts))):
            done.append(try_to_book(patients[number], asked if turn % 2 else offer, clinic, start))
            done.append(answer_one(doctor, dice, starts))
        return done

    answers = rush(work)
    active = Appointment.objects.filter(status__in=ACTIVE)
    booked = AppointmentSlot.objects.filter(slot__status=TimeSlot.Status.BOOKED).values("appointment")
    return verdict(
        answers,
        appointments=Appointment.objects.count(),
        called_off=Appointment.objects.filter(status__in=[Status.CANCELLED, Status.REJECTED]).count(),
        active=active.count(),
        still_booked=active.filter(pk__in=booked).count(),
        to_look_at=active.exclude(attention="").count(),
    )


def answer_one(doctor, dice, starts):
    """Approve, decline, call off or move any appointment there is, and say which; somebody else may do so, too."""
    found = list(Appointment.objects.filter(doctor=doctor, status__in=ACTIVE).select_related("patient__user"))
    if not found:
        return "nothing to answer"
    appointment, now = dice.choice(found), timezone.now()
    about = {"appointment": appointment, "now": now}
    try:
        if appointment.status == Status.REQUESTED:
            if dice.random() < 0.8:
                approve(actor=doctor.user, **about)
                return "approved"
            reject(actor=doctor.user, reason_code="other_doctor", **about)
            return "declined"
        throw = dice.random()
        if throw < 0.04:
            cancel(actor=appointment.patient.user, **about)
            return "cancelled"
        if throw < 0.3:
            reschedule(starts_at=dice.choice(starts), actor=doctor.user, **about)
            return "moved"
    except REFUSALS:
        return "too late"
    return "left as it is"
