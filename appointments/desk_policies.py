"""May whoever stands at a desk do this to a person, or to a full day? ``None``, or the sentence to show."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.policies import erased
from accounts.roles import decides_everywhere
from appointments.models import Appointment
from appointments.policies import stands_for_the_clinic


def may_block(patient, *, actor):
    """
    Say whether ``actor`` may stop ``patient`` from booking online, or let them again.

    A front desk decides about people who were booked at one of its clinics: it
    knows why, and it is where they call. One query for a front desk.
    """
    if not (actor.is_active and actor.is_administrator and actor.has_perm("accounts.change_patient")):
        return _("Only people who work at the front desk or in administration can do this.")
    if patient.erased_at is not None:
        return erased()
    if patient.user_id == actor.pk:
        return _("You cannot change this about yourself. Ask somebody else who may.")
    if decides_everywhere(actor) or Appointment.objects.for_staff_pages(actor).filter(patient=patient).exists():
        return None
    return _("%(name)s has no appointment at your clinics. Ask an administrator.") % {"name": patient.full_name}


def open_appointments_of(patient):
    """Return the sentence that says which appointments have to be ended before an erasure, or ``None``."""
    count = Appointment.objects.active().filter(patient=patient).count()
    if not count:
        return None
    return ngettext(
        "%(count)s appointment is still open. Cancel it, or say how it ended, and then erase.",
        "%(count)s appointments are still open. Cancel them, or say how they ended, and then erase.",
        count,
    ) % {"count": count}


def may_overbook(*, actor, doctor, clinic, patient, now):
    """
    Say whether ``actor`` may open one more lane for ``patient`` beside full ones.

    Doctors decide about their own day; at the desk it is a right of its own. Two queries for a front desk.
    """
    owns = actor.is_doctor and doctor.user_id == actor.pk
    stands = stands_for_the_clinic(actor=actor, doctor=doctor, clinic=clinic, patient=patient, now=now)
    if stands and (owns or actor.has_perm("appointments.overbook")):
        return None
    return _("Every place is taken then, and you may not book beside them. Ask somebody with the right to overbook.")
