"""What becomes of an appointment, step by step, as the services would have written it: drawn once, cut off at now."""

import datetime as dt
from dataclasses import dataclass, field, replace

from appointments.deadlines import answer_before, end_of_next_working_day
from appointments.lifecycle import OWNS_SLOTS, Status, Verb
from appointments.models import AppointmentEvent
from appointments.notifications.reminder_plan import DEFAULT_PLAN, LEAST_AFTER_BOOKING, due_at
from dashboards.demo import chances, rates
from dashboards.demo.wishes import Wish
from scheduling.clinic_time import first_instant, local_date

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
SETTLES = 2 * MINUTE
"""Nothing the demo tells of is younger: the minute in which it could be undone is over."""

Reason = AppointmentEvent.Reason
PATIENTS_REASONS = AppointmentEvent.PATIENTS_REASONS
CAME_LATE = "Came 25 minutes late."


@dataclass(eq=False)
class Booking:
    """Somebody takes a sitting: who, by which way, when. ``moved_from`` is the sitting they had first."""

    patient: object
    doctor: object
    sitting: object
    clinic: object
    actor: object
    by_staff: bool
    created_at: dt.datetime
    moved_from: object = None
    wish: Wish | None = None
    called_off_at: dt.datetime | None = None

    @property
    def lead_days(self):
        return (self.sitting.starts_at - self.created_at) / DAY


@dataclass(frozen=True)
class Step:
    """One event, with the appointment as it stood after it."""

    verb: Verb
    at: dt.datetime
    before: str
    after: str
    actor: object
    by_staff: bool
    sitting: object
    clinic: object
    decide_by: dt.datetime | None = None
    reason: str = ""
    note: str = ""
    old: object = None


@dataclass
class Life:
    """The steps so far, and the appointment as it stands."""

    booking: Booking
    steps: list = field(default_factory=list)

    @property
    def last(self):
        return self.steps[-1]

    @property
    def status(self):
        return self.last.after

    @property
    def owns_slots(self):
        return self.status in OWNS_SLOTS

    @property
    def moves(self):
        return sum(step.verb == Verb.RESCHEDULE for step in self.steps)

    def add(self, verb, at, after, actor, *, by_staff=True, **more):
        before = self.steps[-1] if self.steps else None
        kept = {"sitting": before.sitting, "clinic": before.clinic, "decide_by": before.decide_by} if before else {}
        self.steps.append(Step(verb, at, before.after if before else "", after, actor, by_staff, **{**kept, **more}))

    def until(self, moment):
        """Return the life as it stood at ``moment``; the booking itself is always part of it."""
        return replace(self, steps=[step for n, step in enumerate(self.steps) if not n or step.at <= moment])


class Lives:
    """Draw lives; knows the clinics' deadlines, who sits at which desk, and until when each doctor is busy."""

    def __init__(self, *, random, now, desks, can_be_told):
        self.random, self.now, self.desks, self.can_be_told = random, now, desks, can_be_told
        self.ends_of_days, self.busy_until, self.pace = {}, {}, {}

    def of(self, booking):
        """Return the life of ``booking`` up to now."""
        life = Life(booking)
        confirmed_at = self.begin(life)
        if confirmed_at is not None and booking.moved_from is not None:
            confirmed_at = self.move(life, after=confirmed_at)
        if confirmed_at is not None and not self.called_off(life, after=confirmed_at):
            self.attend(life, reminded=self.is_reminded(life, settled_at=confirmed_at))
        return life.until(self.now - SETTLES)

    # --- Booked, or asked for and answered -----------------------------------------------------
    def begin(self, life):
        """Write how it began; returns since when it is confirmed, or ``None`` if it never was."""
        booking = life.booking
        first = booking.moved_from or booking.sitting
        place = {"sitting": first, "clinic": booking.clinic}
        whose = {"by_staff": booking.by_staff, **place}
        if booking.by_staff or first.offer.is_automatic:
            life.add(Verb.BOOK, booking.created_at, Status.CONFIRMED, booking.actor, **whose)
            return booking.created_at
        decide_by = self.decide_by(booking.clinic, first.starts_at, booking.created_at)
        life.add(Verb.REQUEST, booking.created_at, Status.REQUESTED, booking.actor, decide_by=decide_by, **whose)
        if booking.wish == Wish.WAITING:
            return None
        return self.answer(life, since=booking.created_at)

    def decide_by(self, clinic, starts_at, now):
        key = clinic.pk, local_date(now, clinic.time_zone)
        if key not in self.ends_of_days:
            self.ends_of_days[key] = end_of_next_working_day(clinic=clinic, now=now)
        return answer_before(starts_at=starts_at, now=now, day_ends=self.ends_of_days[key])

    def answer(self, life, *, since):
        """Let the doctor answer, in time as a rule; returns when it was confirmed, or ``None``."""
        booking, deadline = life.booking, life.last.decide_by
        doctor, zone, draw = booking.doctor, booking.clinic.time_zone, self.random
        pace = self.pace.setdefault(doctor.pk, draw.uniform(0.5, 2))
        delay = HOUR * chances.around(draw, rates.ANSWER_HOURS * pace, rates.ANSWER_SPREAD)
        at = chances.in_office_hours(draw, since + delay, zone)
        if at >= deadline:
            at = since + (deadline - since) * draw.uniform(0.2, 0.95)
        fate = draw.random()
        if booking.wish is None and fate < rates.EXPIRED:
            life.add(Verb.EXPIRE, deadline + MINUTE * draw.random(), Status.EXPIRED, None)
        elif booking.wish is None and fate < rates.EXPIRED + rates.DECLINED:
            why = chances.weighted(draw, rates.WHY_DECLINED)
            life.add(Verb.REJECT, at, Status.REJECTED, doctor.user, reason=why)
        elif booking.wish is None and fate < rates.EXPIRED + rates.DECLINED + rates.WITHDRAWN:
            sooner = since + (at - since) * draw.random()
            why = chances.weighted(draw, rates.WHY_CANCELLED_EARLY)
            life.add(Verb.CANCEL, sooner, Status.CANCELLED, booking.actor, by_staff=False, reason=why)
        else:
            life.add(Verb.APPROVE, at, Status.CONFIRMED, doctor.user)
            return at
        return None

    def move(self, life, *, after):
        """Move it from its first sitting to the one it has now; returns since when that is confirmed, or ``None``."""
        booking, draw = life.booking, self.random
        old, new, clinic = booking.moved_from, booking.sitting, booking.clinic
        latest = min(old.starts_at, new.starts_at) - 5 * HOUR
        if latest <= after + HOUR:  # too late to move it: they keep the time they chose first
            booking.sitting = old
            return after
        at = after + (latest - after) * draw.uniform(0.05, 0.9)
        by_clinic = booking.by_staff or draw.random() < rates.MOVED_BY_CLINIC / (
            rates.MOVED_BY_CLINIC + rates.MOVED_BY_PATIENT
        )
        times = {"old": old, "sitting": new}
        if by_clinic or new.offer.is_automatic:
            actor = self.desk(booking) if by_clinic else booking.actor
            life.add(Verb.RESCHEDULE, at, Status.CONFIRMED, actor, by_staff=by_clinic, **times)
            return at
        decide_by = self.decide_by(clinic, new.starts_at, at)
        life.add(Verb.RESCHEDULE, at, Status.REQUESTED, booking.actor, by_staff=False, decide_by=decide_by, **times)
        return self.answer(life, since=at)

    def desk(self, booking):
        return self.desks[booking.clinic.pk]

    def is_reminded(self, life, *, settled_at):
        """Say whether a reminder reached somebody: there is an address, and the time was settled early enough."""
        booking = life.booking
        if not self.can_be_told(booking.patient):
            return False
        due = due_at(DEFAULT_PLAN[-1], booking.sitting, zone=booking.clinic.time_zone)
        return settled_at + LEAST_AFTER_BOOKING <= due

    # --- Called off ----------------------------------------------------------------------------
    def called_off(self, life, *, after):
        """Let somebody cancel, early, late or from the clinic's side; returns whether."""
        booking, draw = life.booking, self.random
        starts_at, specialty = booking.sitting.starts_at, booking.doctor.specialty_slug
        if booking.called_off_at is not None:
            at = max(booking.called_off_at, after + MINUTE)
            life.add(Verb.CANCEL, at, Status.CANCELLED, self.desk(booking), reason=Reason.DOCTOR_AWAY)
            return True
        if booking.wish is not None and booking.wish != Wish.CANCELLED:
            return False
        fate, late_from = draw.random(), starts_at - DAY
        late = rates.CANCELLED_LATE.get(specialty, rates.CANCELLED_LATE_ELSEWHERE)
        if booking.wish == Wish.CANCELLED:
            self.cancel(life, (max(after, self.now - 20 * HOUR), self.now - 3 * SETTLES), rates.WHY_CANCELLED_LATE)
        elif fate < late:
            self.cancel(life, (max(after, late_from), starts_at - HOUR), rates.WHY_CANCELLED_LATE)
        elif fate < late + rates.CANCELLED_EARLY and after < late_from:
            self.cancel(life, (after, late_from), rates.WHY_CANCELLED_EARLY)
        elif fate > 1 - rates.CANCELLED_BY_CLINIC:
            self.cancel(life, (after, starts_at - HOUR), rates.WHY_CLINIC_CANCELLED, by_clinic=True)
        return life.status == Status.CANCELLED

    def cancel(self, life, between, reasons, *, by_clinic=False):
        """Cancel at some moment ``between`` two; past the cut-off, patients telephone the front desk."""
        booking, draw = life.booking, self.random
        earliest, latest = between
        if latest <= earliest + MINUTE:
            return
        at = earliest + (latest - earliest) * draw.uniform(0.02, 1)
        cut_off = dt.timedelta(minutes=booking.sitting.offer.visit_type.cancellation_cutoff_minutes)
        by_staff = by_clinic or booking.by_staff or at > booking.sitting.starts_at - cut_off
        actor = self.desk(booking) if by_staff else booking.actor
        if by_staff and not by_clinic:  # what somebody says on the telephone is one of the patients' reasons
            reasons = {reason: weight for reason, weight in reasons.items() if reason in PATIENTS_REASONS}
        reason = chances.weighted(draw, reasons)
        life.add(Verb.CANCEL, at, Status.CANCELLED, actor, by_staff=by_staff, reason=reason)

    # --- The day itself ------------------------------------------------------------------------
    def attend(self, life, *, reminded):
        """Let the patient come, or not, or let nobody say how it ended."""
        booking, draw = life.booking, self.random
        starts_at, doctor, desk = booking.sitting.starts_at, booking.doctor.user, self.desk(booking)
        settled_at, wish, fate = life.last.at, booking.wish, draw.random()
        share = chances.missed_share(booking.doctor.specialty_slug, days=booking.lead_days, reminded=reminded)
        is_recent = starts_at > self.now - rates.CLOSED_BY_NOW
        if wish == Wish.NOT_CLOSED or (wish is None and is_recent and draw.random() < rates.NOT_CLOSED):
            return
        if wish == Wish.MISSED or (wish is None and fate < share):
            teller = doctor if draw.random() < 0.6 else desk
            minutes = draw.uniform(11, 14 if wish else 28)
            life.add(Verb.NO_SHOW, starts_at + MINUTE * minutes, Status.NO_SHOW, teller)
            return
        if wish is None and fate > 1 - rates.ARRIVED_AFTER_ALL:
            life.add(Verb.NO_SHOW, starts_at + MINUTE * 12, Status.NO_SHOW, doctor)
            put_right = {"reason": Reason.CORRECTION, "note": CAME_LATE}
            life.add(Verb.CHECK_IN, starts_at + MINUTE * 26, Status.CHECKED_IN, doctor, **put_right)
            life.add(Verb.COMPLETE, starts_at + MINUTE * 40, Status.COMPLETED, doctor)
            return
        self.be_seen(life, doctor, desk, not_before=settled_at + MINUTE)

    def be_seen(self, life, doctor, desk, *, not_before):
        """Check in, start, complete: as late as the doctor runs by then, and never two at once in a lane."""
        booking, draw = life.booking, self.random
        sitting, wish = booking.sitting, booking.wish
        starts_at, length = sitting.starts_at, sitting.ends_at - sitting.starts_at
        lane = booking.doctor.pk, sitting.lane
        opened = first_instant(sitting.local_date, dt.time(0), booking.clinic.time_zone)
        arrives = max(starts_at - MINUTE * draw.triangular(-6, 16, 6), not_before, opened)
        if wish in (Wish.ARRIVED, Wish.INSIDE):
            arrives = min(arrives, self.now - 2 * SETTLES)
        begins = max(arrives + MINUTE, starts_at - MINUTE, self.busy_until.get(lane, arrives))
        if wish == Wish.INSIDE:
            begins = min(begins, self.now - SETTLES)
        if wish == Wish.ARRIVED:
            begins = max(begins, self.now + MINUTE)
        ends = begins + length * draw.uniform(0.6, 1.05)
        if wish == Wish.INSIDE:
            ends = max(ends, self.now + 5 * MINUTE)
        if wish == Wish.SEEN:
            ends = min(ends, max(self.now - SETTLES, starts_at + 2 * MINUTE))
            begins = min(begins, ends - MINUTE)
            arrives = min(arrives, begins - MINUTE)
        self.busy_until[lane] = ends
        if wish or draw.random() < rates.CHECKED_IN_AT_THE_DESK:
            life.add(Verb.CHECK_IN, arrives, Status.CHECKED_IN, desk)
        if wish or draw.random() < rates.STARTED_BY_A_BUTTON:
            life.add(Verb.START, begins, Status.IN_PROGRESS, doctor)
        life.add(Verb.COMPLETE, max(ends, starts_at), Status.COMPLETED, doctor)
