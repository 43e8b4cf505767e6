"""Mark appointments whose doctor no longer works then, and take the mark away when they do again."""

from django.dispatch import receiver

from accounts.signals import doctor_leaving, doctor_returning
from appointments.lifecycle import ACTIVE
from appointments.models import Appointment
from scheduling.clinic_time import local_date
from scheduling.models import TimeSlot
from scheduling.services.planning import plan_for
from scheduling.signals import time_withdrawn

Attention = Appointment.Attention

OURS = (Attention.NONE, Attention.OUTSIDE_HOURS, Attention.DOCTOR_AWAY)
"""What hours and time off may overwrite; "not closed" and "unreachable" stay until somebody sees to them."""


@receiver(time_withdrawn, dispatch_uid="appointments.attention")
def mark_withdrawn(sender, *, doctor, now, intervals, **kwargs):
    """
    Set ``attention`` of the doctor's coming appointments to what ``intervals`` say of their time.

    An appointment stands in the worst light any part of its time stands in: the
    later interval wins, as the signal orders them. Runs in the transaction of
    the change; a query and at most three more.
    """
    if not intervals:
        return
    coming = Appointment.objects.filter(
        doctor=doctor,
        status__in=ACTIVE,
        attention__in=OURS,
        ends_at__gt=max(now, min(start for start, _end, _cause in intervals)),
        starts_at__lt=max(end for _start, end, _cause in intervals),
    )
    changed = {}
    for pk, starts_at, ends_at, before in coming.values_list("pk", "starts_at", "ends_at", "attention"):
        causes = [str(cause) for start, end, cause in intervals if start < ends_at and starts_at < end]
        if causes and causes[-1] != before:
            changed.setdefault(causes[-1], []).append(pk)
    for cause, pks in changed.items():
        Appointment.objects.filter(pk__in=pks, status__in=ACTIVE).update(attention=cause)


@receiver(doctor_leaving, dispatch_uid="appointments.doctor_leaving")
def mark_left_behind(sender, *, doctor, now, **kwargs):
    """Mark the coming appointments of a doctor who leaves: somebody has to move or cancel each."""
    coming = Appointment.objects.filter(doctor=doctor, status__in=ACTIVE, attention__in=OURS, ends_at__gt=now)
    coming.update(attention=Attention.DOCTOR_AWAY)


@receiver(doctor_returning, dispatch_uid="appointments.doctor_returning")
def mark_anew(sender, *, doctor, now, **kwargs):
    """Let hours and time off say again how each appointment of a doctor who comes back stands; three queries each."""
    left_behind = Appointment.objects.filter(
        doctor=doctor, status__in=ACTIVE, attention=Attention.DOCTOR_AWAY, ends_at__gt=now
    )
    for appointment in left_behind:
        appointment.doctor = doctor
        mark_by_plan(appointment)


def mark_by_plan(appointment):
    """
    Set ``attention`` to what hours and time off say of the appointment's time as it is; two or three queries.

    For whoever gets time, or loses a mark, after the news went out: the doctor may
    be away by now. A start beside the hours lies outside them on purpose.
    """
    if not appointment.is_active or appointment.attention not in OURS:
        return
    day = local_date(appointment.starts_at, appointment.time_zone)
    plan = plan_for(appointment.doctor, first=day, last=day, clinics=[appointment.clinic_id])
    standing = str(plan.standing(appointment.clinic_id, appointment.starts_at, appointment.ends_at))
    if not appointment.doctor.is_active:
        standing = Attention.DOCTOR_AWAY
    if standing == Attention.OUTSIDE_HOURS and is_beside_the_hours(appointment):
        standing = Attention.NONE
    if standing != appointment.attention:
        appointment.attention = standing
        appointment.save(update_fields=["attention"])


def is_beside_the_hours(appointment):
    """Say whether any of the appointment's time was opened by hand or made for it."""
    return appointment.slot_links.exclude(slot__origin=TimeSlot.Origin.PUBLISHED).exists()
