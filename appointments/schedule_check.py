"""Recompute everything that must always be true of time and bookings, and name what is not."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.db import connection

from accounts.database_guards import missing
from accounts.guards import GUARDS as RECORD_GUARDS
from accounts.models import Doctor, RecordGrant
from appointments.guards import GUARDS as APPOINTMENT_GUARDS
from appointments.lateness.checking import lateness_agrees
from appointments.lifecycle import ACTIVE, OWNS_SLOTS, Status
from appointments.models import Appointment, AppointmentEvent, AppointmentSlot, BookingDraft
from appointments.proposals.checking import keys_of_offers, offers_agree
from appointments.record_access import LABEL, grant_until
from scheduling.clinic_time import local_date
from scheduling.guards import GUARDS as SLOT_GUARDS
from scheduling.models import TimeSlot
from scheduling.services.planning import plan_for

CHUNK = 5000
GUARDS = [*RECORD_GUARDS, *SLOT_GUARDS, *APPOINTMENT_GUARDS]


@dataclass(frozen=True)
class Finding:
    """A rule that is broken, and where; ids only, no names."""

    rule: str
    where: str


def check_schedule(*, now):
    """Return every ``Finding``; none means the promise holds. Reads only; linear in slots and appointments."""
    return [finding for findings in check_rule_by_rule(now=now) for finding in findings]


def check_rule_by_rule(*, now):
    """Yield the findings of one rule after the other, so that whoever checks can do something else in between."""
    yield guards_are_in_place()
    yield slots_have_one_owner()
    yield slots_agree(dict(AppointmentSlot.objects.values_list("slot_id", "appointment_id")), now=now)
    yield appointments_own_their_run()
    yield patients_are_in_one_place()
    yield [Finding("offer_and_appointment_disagree", reference) for reference in offers_agree()]
    yield open_slots_are_planned(now=now)
    yield nobody_waits_for_a_doctor_who_left(now=now)
    yield nobody_waits_for_a_doctor_who_is_away(now=now)
    yield grants_have_their_reason(now=now)
    yield [Finding("late_without_being_said", reference) for reference in lateness_agrees()]


def guards_are_in_place():
    return [Finding("guard_missing", guard.name) for guard in missing(GUARDS, connection)]


def slots_have_one_owner():
    """Two links to one slot cannot be written; this reads them all the same."""
    seen, twice = set(), []
    for pk in AppointmentSlot.objects.order_by().values_list("slot_id", flat=True).iterator(CHUNK):
        if pk in seen:
            twice.append(Finding("slot_with_two_appointments", f"slot {pk}"))
        seen.add(pk)
    return twice


def slots_agree(owners, *, now):
    """Overlapping slots share the clinic and differ in lane; status agrees with ownership; every hold is somebody's."""
    found = []
    keys = set(BookingDraft.objects.filter(appointment__isnull=True).values_list("hold_key", flat=True))
    keys |= set(AppointmentEvent.objects.filter(undo_until__gt=now).values_list("hold_key", flat=True))
    columns = ("pk", "doctor_id", "clinic_id", "lane", "starts_at", "ends_at", "status", "held_until", "hold_key")
    keys |= keys_of_offers()
    rows = TimeSlot.objects.order_by("doctor_id", "minute", "lane").values_list(*columns, named=True)
    for _doctor, slots in groupby(rows.iterator(CHUNK), key=lambda slot: slot.doctor_id):
        current = []
        for slot in slots:
            current = [other for other in current if other.ends_at > slot.starts_at]
            for other in current:
                if other.lane == slot.lane:
                    found.append(Finding("slots_overlap_in_a_lane", f"slots {other.pk} and {slot.pk}"))
                if other.clinic_id != slot.clinic_id:
                    found.append(Finding("doctor_in_two_clinics", f"slots {other.pk} and {slot.pk}"))
            current.append(slot)
            if (slot.status == TimeSlot.Status.BOOKED) != (slot.pk in owners):
                found.append(Finding("status_and_owner_disagree", f"slot {slot.pk} is {slot.status}"))
            if slot.held_until and slot.held_until > now and slot.hold_key not in keys:
                found.append(Finding("hold_of_nobody", f"slot {slot.pk}"))
    return found


def appointments_own_their_run():
    """Who owns slots owns the shortest unbroken run from the start to the end of the buffer; the others own none."""
    slots_of = defaultdict(list)
    columns = ("doctor_id", "clinic_id", "lane", "starts_at", "ends_at")
    slots = {
        row[0]: row[1:] for row in TimeSlot.objects.filter(status=TimeSlot.Status.BOOKED).values_list("pk", *columns)
    }
    for slot_id, appointment_id in AppointmentSlot.objects.values_list("slot_id", "appointment_id").iterator(CHUNK):
        if slot_id in slots:
            slots_of[appointment_id].append(slots[slot_id])
    found = []
    appointments = Appointment.objects.only(
        "reference", "status", "doctor_id", "clinic_id", "starts_at", "ends_at", "minutes", "buffer_minutes"
    )
    for appointment in appointments.order_by("pk").iterator(CHUNK):
        run = sorted(slots_of.get(appointment.pk, []), key=lambda slot: slot[3])
        if appointment.status not in OWNS_SLOTS:
            if run:
                found.append(Finding("ended_appointment_owns_slots", appointment.reference))
        elif why := what_is_wrong_with(run, appointment):
            found.append(Finding(why, appointment.reference))
    return found


def what_is_wrong_with(run, appointment):
    """Return the rule that ``run`` (doctor, clinic, lane, start, end in order) breaks, or ``""``."""
    if not run:
        return "appointment_without_slots"
    if {slot[:2] for slot in run} != {(appointment.doctor_id, appointment.clinic_id)} or len(
        {slot[2] for slot in run}
    ) > 1:
        return "run_of_another_doctor_clinic_or_lane"
    if run[0][3] != appointment.starts_at:
        return "run_starts_elsewhere"
    if any(before[4] != after[3] for before, after in pairwise(run)):
        return "run_is_broken"
    if run[-1][4] < appointment.ends_at:
        return "run_too_short"
    if run[-1][3] >= appointment.starts_at + dt.timedelta(minutes=appointment.occupies):
        return "run_too_long"
    return ""


def patients_are_in_one_place():
    """One patient's active appointments never overlap."""
    found = []
    rows = Appointment.objects.filter(status__in=ACTIVE).order_by("patient_id", "starts_at")
    columns = rows.values_list("patient_id", "starts_at", "ends_at", "reference")
    for _patient, appointments in groupby(columns.iterator(CHUNK), key=lambda row: row[0]):
        latest, of = None, ""
        for _patient_id, starts_at, ends_at, reference in appointments:
            if latest and starts_at < latest:
                found.append(Finding("patient_in_two_places", f"{of} and {reference}"))
            if latest is None or ends_at > latest:
                latest, of = ends_at, reference
    return found


def open_slots_are_planned(*, now):
    """No open slot lies under time off, nor, unless the doctor opened it by hand, outside the working hours."""
    found = []
    columns = ("doctor_id", "pk", "clinic_id", "lane", "starts_at", "ends_at", "origin", "local_date")
    rows = (
        TimeSlot.objects.open()
        .filter(starts_at__gt=now)
        .order_by("doctor_id", "local_date")
        .values_list(*columns, named=True)
    )
    doctors = {doctor.pk: doctor for doctor in Doctor.objects.all()}
    for doctor_id, slots in groupby(rows.iterator(CHUNK), key=lambda slot: slot.doctor_id):
        slots = list(slots)
        clinics = {slot.clinic_id for slot in slots}
        first, last = slots[0].local_date, slots[-1].local_date
        plan = plan_for(doctors[doctor_id], first=first, last=last, clinics=clinics)
        planned = {(slot.clinic_id, slot.lane, slot.starts_at, slot.ends_at) for slot in plan.slots}
        for slot in slots:
            is_planned = (slot.clinic_id, slot.lane, slot.starts_at, slot.ends_at) in planned
            if plan.is_away(slot.clinic_id, slot.starts_at, slot.ends_at):
                found.append(Finding("open_slot_under_time_off", f"slot {slot.pk}"))
            elif not is_planned and slot.origin != TimeSlot.Origin.BY_HAND:
                found.append(Finding("open_slot_outside_hours", f"slot {slot.pk}"))
    return found


def nobody_waits_for_a_doctor_who_left(*, now):
    """A coming appointment of an inactive doctor needs somebody's attention."""
    unseen = Appointment.objects.filter(status__in=ACTIVE, starts_at__gt=now, doctor__is_active=False, attention="")
    return [Finding("doctor_left_unnoticed", reference) for reference in unseen.values_list("reference", flat=True)]


def nobody_waits_for_a_doctor_who_is_away(*, now):
    """
    A coming appointment under time off needs somebody's attention.

    Whoever has come already is being seen to: checking in takes the mark away.
    """
    found = []
    coming = Appointment.objects.filter(status__in=(Status.REQUESTED, Status.CONFIRMED), starts_at__gt=now)
    coming = coming.select_related("doctor").order_by("doctor_id", "starts_at").filter(attention="")
    for _doctor, appointments in groupby(coming.iterator(CHUNK), key=lambda appointment: appointment.doctor_id):
        waiting = list(appointments)
        first, last = (local_date(a.starts_at, a.time_zone) for a in (waiting[0], waiting[-1]))
        clinics = {appointment.clinic_id for appointment in waiting}
        plan = plan_for(waiting[0].doctor, first=first, last=last, clinics=clinics)
        found += [
            Finding("doctor_away_unnoticed", appointment.reference)
            for appointment in waiting
            if plan.is_away(appointment.clinic_id, appointment.starts_at, appointment.ends_at)
        ]
    return found


def grants_have_their_reason(*, now):
    """Every active appointment lets its doctor read the record; no leave outlives the appointment it was given for."""
    found, without = [], {}
    columns = ("reference", "doctor_id", "patient_id", "status", "ends_at")
    reasons = {}
    for reference, doctor, patient, status, ends_at in Appointment.objects.values_list(*columns).iterator(CHUNK):
        reasons[reference] = (doctor, patient, grant_until(status=status, ends_at=ends_at))
        if status in ACTIVE:
            without[reference] = doctor, patient
    grants = RecordGrant.objects.filter(because__startswith=LABEL).order_by("pk")
    for because, doctor, patient, until in grants.values_list("because", "doctor_id", "patient_id", "until").iterator(
        CHUNK
    ):
        reference = because.removeprefix(LABEL)
        of_doctor, of_patient, longest = reasons.get(reference, (None, None, None))
        if (doctor, patient) != (of_doctor, of_patient):
            if until > now:
                found.append(Finding("grant_without_its_appointment", reference))
            continue
        if until > (longest or now):
            found.append(Finding("grant_outlives_its_reason", reference))
        if longest is not None and until >= longest:
            without.pop(reference, None)
    return found + [Finding("appointment_without_grant", reference) for reference in without]
