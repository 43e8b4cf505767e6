"""May somebody at a front desk do this to a person? ``None``, or the sentence to show."""

from django.utils.translation import gettext as _

from accounts.roles import decides_everywhere
from appointments.models import Appointment


def may_block(patient, *, actor):
    """
    Say whether ``actor`` may stop ``patient`` from booking online, or let them again.

    A front desk decides about people who were booked at one of its clinics: it
    knows why, and it is where they call. One query for a front desk.
    """
    if not (actor.is_active and actor.is_administrator and actor.has_perm("accounts.change_patient")):
        return _("Only people who work at the front desk or in administration can do this.")
    if patient.user_id == actor.pk:
        return _("You cannot change this about yourself. Ask somebody else who may.")
    if decides_everywhere(actor) or Appointment.objects.for_staff_pages(actor).filter(patient=patient).exists():
        return None
    return _("%(name)s has no appointment at your clinics. Ask an administrator.") % {"name": patient.full_name}
