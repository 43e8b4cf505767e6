"""Suggest to a patient when to come again, and take the suggestion back."""

import datetime as dt

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import AuditEntry
from appointments.policies import NotAllowed, require
from appointments.services.recording import locked
from appointments.visits.models import FollowUp
from appointments.visits.policies import may_suggest_follow_up, only_its_doctor
from appointments.visits.services.trail import withdraw, write_down
from scheduling.clinic_time import local_date
from scheduling.models import DoctorVisitType

MOST_WEEKS = 52


def offers_for_following_up(doctor):
    """The doctor's offers a patient they know can book. One query."""
    return (
        DoctorVisitType.objects.active()
        .filter(doctor=doctor, visit_type__new_patients_only=False)
        .select_related("visit_type")
        .order_by("visit_type__name", "pk")
    )


def standing_follow_up(appointment):
    """Return the suggestion that stands, or ``None``. One query."""
    return FollowUp.objects.standing().filter(appointment=appointment).select_related("visit_type").first()


@in_one_transaction()
def suggest_follow_up(*, appointment, weeks, visit_type, actor, now):
    """
    Suggest a visit of this type ``weeks`` from today, and return the ``FollowUp``. It replaces the one before.

    The patient finds it on their home and on the page of the appointment. Raises ``NotAllowed``.
    """
    appointment = locked(appointment)
    require(may_suggest_follow_up(appointment, actor=actor, now=now))
    if not 1 <= weeks <= MOST_WEEKS:
        raise NotAllowed(_("Choose from 1 to %(most)s weeks.") % {"most": MOST_WEEKS})
    if not offers_for_following_up(appointment.doctor).filter(visit_type=visit_type).exists():
        raise NotAllowed(_("You do not offer this kind of visit any more. Choose another one."))
    due_on = local_date(now, appointment.time_zone) + dt.timedelta(weeks=weeks)
    before = standing_follow_up(appointment)
    if before is not None and (before.due_on, before.visit_type_id) == (due_on, visit_type.pk):
        return before
    if before is not None:
        withdraw(before, now=now)
    follow_up = FollowUp.objects.create(
        appointment=appointment,
        doctor=appointment.doctor,
        visit_type=visit_type,
        due_on=due_on,
        suggested_at=now,
    )
    write_down(appointment, "follow-up", AuditEntry.Action.ADD, actor=actor, now=now)
    return follow_up


@in_one_transaction()
def withdraw_follow_up(*, appointment, actor, now):
    """Suggest nothing any more. Raises ``NotAllowed``."""
    appointment = locked(appointment)
    require(only_its_doctor(appointment, actor=actor))
    follow_up = standing_follow_up(appointment)
    if follow_up is not None:
        withdraw(follow_up, now=now)
        write_down(appointment, "follow-up", AuditEntry.Action.END, actor=actor, now=now)
