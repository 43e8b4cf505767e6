"""Write lives as rows, in bulk: the appointment, the slots it owns, its events, the doctor's leave, the trail, the news."""

import datetime as dt

from accounts.chance import new_key
from accounts.models import AuditEntry, RecordGrant
from accounts.roles import Role, StaffGroup
from accounts.services.auditing import SYSTEM
from appointments.deadlines import cut_offs
from appointments.lifecycle import Verb
from appointments.models import Appointment, AppointmentEvent, AppointmentSlot, new_reference
from appointments.record_access import grant_until, reason_of
from appointments.services.closing_day import GRACE, LEFT_OPEN
from dashboards.demo.accounts import BATCH
from dashboards.demo.supply import stored
from scheduling.models import TimeSlot

UNDO = dt.timedelta(seconds=60)
BEGINNINGS = (Verb.BOOK, Verb.REQUEST)


class Ledger:
    """Write the lives of one doctor at a time."""

    def __init__(self, *, random, now, news):
        self.random, self.now, self.news = random, now, news
        self.references: set[str] = set()

    def write(self, doctor, plan, lives, *, reason_of):
        """Write every row of ``lives``; ``reason_of(booking)`` gives the patient's words."""
        appointments = Appointment.objects.bulk_create(
            (self.appointment(life, reason_of(life.booking)) for life in lives), batch_size=BATCH
        )
        pairs = list(zip(appointments, lives, strict=True))
        RecordGrant.objects.bulk_create((self.grant(*pair) for pair in pairs), batch_size=BATCH)
        self.own(doctor, plan, pairs)
        events = iter(
            AppointmentEvent.objects.bulk_create(
                (self.event(appointment, step) for appointment, life in pairs for step in life.steps), batch_size=BATCH
            )
        )
        told = [(appointment, life, [next(events) for _step in life.steps]) for appointment, life in pairs]
        AuditEntry.objects.bulk_create(
            (self.entry(appointment, event) for appointment, _life, of_it in told for event in of_it), batch_size=BATCH
        )
        self.news.spread(told)

    def appointment(self, life, reason):
        booking, last = life.booking, life.last
        offer, visit_type, starts_at = booking.sitting.offer, booking.sitting.offer.visit_type, last.sitting.starts_at
        left_open = life.status in LEFT_OPEN and last.sitting.ends_at <= self.now - GRACE
        return Appointment(
            reference=self.reference(),
            patient=booking.patient,
            booked_by=booking.actor,
            doctor=booking.doctor,
            clinic=last.clinic,
            visit_type=visit_type,
            starts_at=starts_at,
            ends_at=last.sitting.ends_at,
            time_zone=last.clinic.time_zone,
            mode=offer.mode,
            minutes=offer.minutes,
            buffer_minutes=offer.occupies - offer.minutes,
            fee_minor=offer.fee_minor,
            currency=visit_type.currency,
            visit_type_name=visit_type.name,
            **cut_offs(visit_type=visit_type, starts_at=starts_at),
            status=life.status,
            reason=reason,
            decide_by=last.decide_by,
            attention=Appointment.Attention.NOT_CLOSED if left_open else "",
            sequence=life.moves,
            created_at=booking.created_at,
        )

    def reference(self):
        """Return one nobody has: among hundreds of thousands, chance draws one twice."""
        while (reference := new_reference()) in self.references:
            pass
        self.references.add(reference)
        return reference

    def grant(self, appointment, life):
        until = grant_until(status=appointment.status, ends_at=appointment.ends_at) or life.last.at
        return RecordGrant(
            doctor=appointment.doctor,
            patient=appointment.patient,
            because=reason_of(appointment),
            starts_at=min(appointment.created_at, until),
            until=until,
        )

    def own(self, doctor, plan, pairs):
        """Make the past slots, take the published ones, and link both to their appointments."""
        owning = [
            (appointment, slot) for appointment, life in pairs if life.owns_slots for slot in life.last.sitting.slots
        ]
        rows = TimeSlot.objects.filter(doctor=doctor).values_list("lane", "minute", "pk")
        published = {(lane, minute): pk for lane, minute, pk in rows}
        taken = [
            published[slot.lane, slot.minute] for _appointment, slot in owning if (slot.lane, slot.minute) in published
        ]
        made = TimeSlot.objects.bulk_create(
            (
                stored(slot, doctor, TimeSlot.Status.BOOKED)
                for _appointment, slot in owning
                if (slot.lane, slot.minute) not in published
            ),
            batch_size=BATCH,
        )
        published.update({(slot.lane, slot.minute): slot.pk for slot in made})
        AppointmentSlot.objects.bulk_create(
            (
                AppointmentSlot(appointment=appointment, slot_id=published[slot.lane, slot.minute])
                for appointment, slot in owning
            ),
            batch_size=BATCH,
        )
        for start in range(0, len(taken), BATCH):
            TimeSlot.objects.filter(pk__in=taken[start : start + BATCH]).update(status=TimeSlot.Status.BOOKED)

    def event(self, appointment, step):
        for_another = step.actor is not None and not step.by_staff and appointment.patient.user_id != step.actor.pk
        can_be_undone = step.by_staff and step.actor is not None and step.verb not in BEGINNINGS
        moved = step.verb == Verb.RESCHEDULE
        return AppointmentEvent(
            appointment=appointment,
            kind=step.verb,
            at=step.at,
            from_status=step.before,
            to_status=step.after,
            old_starts_at=step.old.starts_at if moved else None,
            old_clinic=step.clinic if moved else None,
            new_starts_at=step.sitting.starts_at if moved or step.verb in BEGINNINGS else None,
            actor=step.actor,
            by_staff=step.by_staff,
            on_behalf_of=appointment.patient if for_another else None,
            reason_code=step.reason,
            note=step.note,
            undo_until=step.at + UNDO if can_be_undone else None,
            hold_key=new_key(),
        )

    def entry(self, appointment, event):
        return AuditEntry(
            at=event.at,
            actor=event.actor,
            role=role_of(event.actor, by_staff=event.by_staff),
            on_behalf_of=event.on_behalf_of,
            action=event.kind,
            object_label=reason_of(appointment),
            patient=appointment.patient,
            address=f"192.0.2.{self.random.randint(2, 250)}" if event.actor else "",
            request_id=f"{self.random.getrandbits(128):032x}" if event.actor else "",
        )


def role_of(actor, *, by_staff):
    """Return as what somebody acted, as the trail names it."""
    if actor is None:
        return SYSTEM
    if not by_staff:
        return Role.PATIENT.value
    return Role.DOCTOR.value if actor.role == Role.DOCTOR else StaffGroup.FRONT_DESK.value
