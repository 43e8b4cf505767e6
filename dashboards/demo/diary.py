"""Appointments of the demo: past and coming, in every status, each on slots that are really its own."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from accounts.models import RecordGrant
from appointments.deadlines import cut_offs
from appointments.lifecycle import OWNS_SLOTS, Status, Verb
from appointments.models import Appointment, AppointmentEvent, AppointmentSlot, new_reference
from appointments.record_access import grant_until, reason_of
from dashboards.demo.names import REASONS
from scheduling.models import DaySupply, TimeSlot
from scheduling.services.planning import plan_for

PAST_DAYS, COMING_DAYS = 60, 28
BATCH = 1000
OFTEN = {"first-visit": 4, "follow-up": 8, "video-visit": 3, "phone-call": 2, "minor-procedure": 1}
ENDS = (
    (Status.COMPLETED, 80),
    (Status.NO_SHOW, 8),
    (Status.CANCELLED, 9),
    (Status.REJECTED, 2),
    (Status.EXPIRED, 1),
)


@dataclass
class Sitting:
    """A run of planned slots one visit will have."""

    offer: object
    slots: list

    @property
    def starts_at(self):
        return self.slots[0].starts_at


class Diary:
    """Fill the days of doctors; remembers which patient is where, so that nobody is in two places."""

    def __init__(self, *, random, now, patients, known=()):
        self.random, self.now, self.patients = random, now, patients
        self.with_a_past = [*patients, *known]  # what is to come for the known is told in ``story.py``
        self.days_of = defaultdict(set)
        self.coming_of = defaultdict(int)
        self.requests_of = defaultdict(int)

    def fill(self, doctor, clinics, offers, *, fullness):
        """Write one doctor's appointments. ``fullness`` is the share of the past that was booked, 0 to 1."""
        today = self.now.date()
        plan = plan_for(doctor, first=today - dt.timedelta(days=PAST_DAYS), last=today + dt.timedelta(days=COMING_DAYS))
        sittings = [s for s in self.sittings(plan, offers) if self.random.random() < self.wanted(s, fullness)]
        rows = [
            row
            for sitting in sittings
            if (row := self.appointment(sitting, doctor, clinics[sitting.slots[0].clinic_id]))
        ]
        appointments = Appointment.objects.bulk_create((row for row, _sitting in rows), batch_size=BATCH)
        RecordGrant.objects.bulk_create(self.grants(appointments), batch_size=BATCH)
        self.own(doctor, [(appointment, rows[i][1]) for i, appointment in enumerate(appointments)])
        AppointmentEvent.objects.bulk_create(
            (event for appointment in appointments for event in self.events(appointment, doctor)), batch_size=BATCH
        )
        self.count_supply(doctor, plan)
        return appointments

    def grants(self, appointments):
        """Yield the leave each appointment gives its doctor to read the record."""
        for appointment in appointments:
            until = grant_until(status=appointment.status, ends_at=appointment.ends_at)
            if until is not None:
                yield RecordGrant(
                    doctor=appointment.doctor,
                    patient=appointment.patient,
                    because=reason_of(appointment),
                    starts_at=appointment.created_at,
                    until=until,
                )

    def wanted(self, sitting, fullness):
        """Return how likely a sitting is booked: as full as asked until next week, then thinner by the week."""
        weeks = (sitting.starts_at - self.now).days / 7
        return fullness if weeks < 1 else fullness * 0.55**weeks

    def sittings(self, plan, offers):
        """Cut every unbroken run of the plan into visits of the offers' lengths."""
        lanes = defaultdict(list)
        for slot in plan.slots:
            lanes[slot.lane, slot.local_date].append(slot)
        for slots in lanes.values():
            while slots:
                offer = self.random.choices(offers, [OFTEN[offer.visit_type.slug] for offer in offers])[0]
                run = [slots.pop(0)]
                ends_at = run[0].starts_at + dt.timedelta(minutes=offer.occupies)
                while slots and run[-1].ends_at < ends_at and slots[0].starts_at == run[-1].ends_at:
                    run.append(slots.pop(0))
                long_enough = run[-1].ends_at >= run[0].starts_at + dt.timedelta(minutes=offer.minutes)
                if long_enough and not any(slot.blocked for slot in run):
                    yield Sitting(offer, run)

    def somebody(self, sitting, *, coming, asking):
        """Return a patient who has nothing that day, and not too much to come; ``None`` after a few tries."""
        for _try in range(8):
            patient = self.random.choice(self.patients if coming else self.with_a_past)
            if sitting.slots[0].local_date in self.days_of[patient.pk]:
                continue
            if coming and (self.coming_of[patient.pk] >= 4 or (asking and self.requests_of[patient.pk] >= 2)):
                continue
            return patient
        return None

    def appointment(self, sitting, doctor, clinic):
        """Return an unsaved appointment for the sitting, and the sitting; ``None`` when nobody is free."""
        offer, visit_type, starts_at = sitting.offer, sitting.offer.visit_type, sitting.starts_at
        status, decide_by = self.status(sitting, clinic)
        coming = starts_at > self.now
        patient = self.somebody(sitting, coming=coming, asking=status == Status.REQUESTED)
        if patient is None:
            return None
        self.days_of[patient.pk].add(sitting.slots[0].local_date)
        self.coming_of[patient.pk] += coming
        self.requests_of[patient.pk] += status == Status.REQUESTED
        ahead = dt.timedelta(days=self.random.triangular(0.5, 30, 6))
        created_at = min(starts_at - dt.timedelta(hours=2), self.now - dt.timedelta(hours=1), starts_at - ahead)
        if status == Status.REQUESTED:
            created_at = self.now - dt.timedelta(hours=self.random.uniform(1, 14))
        return Appointment(
            reference=self.reference(),
            patient=patient,
            booked_by=patient.user,
            doctor=doctor,
            clinic=clinic,
            visit_type=visit_type,
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(minutes=offer.minutes),
            time_zone=clinic.time_zone,
            mode=offer.mode,
            minutes=offer.minutes,
            buffer_minutes=offer.occupies - offer.minutes,
            fee_minor=offer.fee_minor,
            currency=visit_type.currency,
            visit_type_name=visit_type.name,
            **cut_offs(visit_type=visit_type, starts_at=starts_at),
            status=status,
            reason=self.random.choice(REASONS),
            decide_by=decide_by,
            created_at=created_at,
        ), sitting

    def reference(self):
        """Return a reference from the seed, not from the system's chance."""
        return new_reference(choice=self.random.choice)

    def status(self, sitting, clinic):
        """Return a status that fits the time, and the deadline of a request."""
        starts_at, ends_at = sitting.starts_at, sitting.slots[-1].ends_at
        by_doctor = not sitting.offer.is_automatic
        if ends_at < self.now - dt.timedelta(hours=1):
            ends, weights = zip(*ENDS, strict=True)
            status = self.random.choices(ends, weights)[0]
            if not by_doctor and status in {Status.REJECTED, Status.EXPIRED}:
                status = Status.COMPLETED
            return status, (starts_at - dt.timedelta(hours=2) if by_doctor else None)
        if starts_at <= self.now:
            return self.random.choice((Status.IN_PROGRESS, Status.CHECKED_IN, Status.COMPLETED)), None
        deadline = starts_at - dt.timedelta(hours=2)
        if by_doctor and deadline > self.now + dt.timedelta(hours=2) and self.random.random() < 0.35:
            soonest = self.now + dt.timedelta(hours=self.random.uniform(3, 30))
            return Status.REQUESTED, min(deadline, soonest)
        if self.random.random() < 0.08:
            return Status.CANCELLED, None
        return Status.CONFIRMED, (deadline if by_doctor else None)

    def own(self, doctor, pairs):
        """Make the past slots, take the published ones, and link both to their appointments."""
        owning = [(appointment, sitting) for appointment, sitting in pairs if appointment.status in OWNS_SLOTS]
        rows = TimeSlot.objects.filter(doctor=doctor).values_list("lane", "minute", "pk")
        published = {(lane, minute): pk for lane, minute, pk in rows}
        missing = [
            slot
            for _appointment, sitting in owning
            for slot in sitting.slots
            if (slot.lane, slot.minute) not in published
        ]
        made = TimeSlot.objects.bulk_create((stored(slot, doctor) for slot in missing), batch_size=BATCH)
        published.update({(slot.lane, slot.minute): slot.pk for slot in made})
        links = [
            AppointmentSlot(appointment=appointment, slot_id=published[slot.lane, slot.minute])
            for appointment, sitting in owning
            for slot in sitting.slots
        ]
        AppointmentSlot.objects.bulk_create(links, batch_size=BATCH)
        ids = [link.slot_id for link in links]
        for start in range(0, len(ids), BATCH):
            TimeSlot.objects.filter(pk__in=ids[start : start + BATCH]).update(status=TimeSlot.Status.BOOKED)

    def events(self, appointment, doctor):
        """Yield what happened to it, in order."""
        asked = appointment.decide_by is not None
        at = appointment.created_at
        began = Status.REQUESTED if asked else Status.CONFIRMED
        first = Verb.REQUEST if asked else Verb.BOOK
        yield self.event(appointment, first, at, "", began, appointment.booked_by)
        if not asked or appointment.status == Status.REQUESTED:
            before = began
        elif appointment.status in {Status.REJECTED, Status.EXPIRED}:
            verb = Verb.REJECT if appointment.status == Status.REJECTED else Verb.EXPIRE
            actor = doctor.user if verb == Verb.REJECT else None
            answered = at + (appointment.starts_at - at) / 2
            yield self.event(appointment, verb, answered, began, appointment.status, actor, by_staff=True)
            return
        else:
            answered = min(at + dt.timedelta(hours=3), at + (appointment.starts_at - at) / 2)
            yield self.event(appointment, Verb.APPROVE, answered, began, Status.CONFIRMED, doctor.user, by_staff=True)
            before, at = Status.CONFIRMED, answered
        if appointment.status == Status.CANCELLED:
            when = min(self.now, at + (appointment.starts_at - at) * self.random.random())
            reason = self.random.choice(("cannot_make_it", "feels_better", "other"))
            yield self.event(
                appointment, Verb.CANCEL, when, before, Status.CANCELLED, appointment.booked_by, reason=reason
            )
            return
        starts, minute = appointment.starts_at, dt.timedelta(minutes=1)
        steps = {
            Status.CHECKED_IN: [(Verb.CHECK_IN, starts - 6 * minute, Status.CHECKED_IN)],
            Status.IN_PROGRESS: [
                (Verb.CHECK_IN, starts - 8 * minute, Status.CHECKED_IN),
                (Verb.START, starts + minute, Status.IN_PROGRESS),
            ],
            Status.COMPLETED: [
                (Verb.CHECK_IN, starts - 5 * minute, Status.CHECKED_IN),
                (Verb.COMPLETE, min(self.now, appointment.ends_at), Status.COMPLETED),
            ],
            Status.NO_SHOW: [(Verb.NO_SHOW, min(self.now, starts + 15 * minute), Status.NO_SHOW)],
        }
        for verb, when, after in steps.get(appointment.status, []):
            yield self.event(appointment, verb, when, before, after, doctor.user, by_staff=True)
            before = after

    def event(self, appointment, verb, at, before, after, actor, *, by_staff=False, reason=""):
        return AppointmentEvent(
            appointment=appointment,
            kind=verb,
            at=at,
            from_status=before,
            to_status=after,
            actor=actor,
            by_staff=by_staff or actor is None,
            reason_code=reason,
            new_starts_at=appointment.starts_at if not before else None,
        )

    def count_supply(self, doctor, plan):
        """Write what was offered and booked on the days that are over, as publishing does before it prunes."""
        today = self.now.date()
        offered, booked = defaultdict(int), defaultdict(int)
        for slot in plan.slots:
            if slot.local_date < today:
                offered[slot.clinic_id, slot.local_date] += slot.end_minute - slot.minute
        rows = TimeSlot.objects.filter(doctor=doctor, local_date__lt=today, status=TimeSlot.Status.BOOKED)
        for slot in rows.only("clinic_id", "local_date", "starts_at", "ends_at"):
            booked[slot.clinic_id, slot.local_date] += slot.minutes
        DaySupply.objects.bulk_create(
            (
                DaySupply(
                    doctor=doctor,
                    clinic_id=clinic,
                    local_date=day,
                    minutes_offered=minutes,
                    minutes_blocked=0,
                    minutes_booked=booked[clinic, day],
                )
                for (clinic, day), minutes in offered.items()
            ),
            batch_size=BATCH,
        )


def stored(slot, doctor):
    """Return the row of a planned slot that publishing, which never touches the past, did not write."""
    return TimeSlot(
        doctor=doctor,
        clinic_id=slot.clinic_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        lane=slot.lane,
        status=TimeSlot.Status.BOOKED,
        working_hours_id=slot.working_hours_id,
        minute=slot.minute,
        local_date=slot.local_date,
        local_minute=slot.local_minute,
        minutes_left=slot.minutes_left,
    )
