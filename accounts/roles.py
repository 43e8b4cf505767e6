"""Where a person works, and the groups an administrator's rights come from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """One per user; it says which pages are home, never which records may be seen."""

    PATIENT = "patient", _("Patient")
    DOCTOR = "doctor", _("Doctor")
    ADMINISTRATOR = "administrator", _("Administrator")


class StaffGroup(models.TextChoices):
    """The groups of the admin site; the value is ``auth.Group.name``."""

    ADMINISTRATOR = "Administrator", _("Administrator")
    MANAGER = "Manager", _("Manager")
    CLINIC_MANAGER = "Clinic manager", _("Clinic manager")
    FRONT_DESK = "Front desk", _("Front desk")
    ANALYST = "Analyst", _("Analyst")
    AUDITOR = "Auditor", _("Auditor")


DECIDE_EVERYWHERE = frozenset({StaffGroup.ADMINISTRATOR, StaffGroup.MANAGER})
DECIDE_AT_THEIR_CLINICS = frozenset({StaffGroup.CLINIC_MANAGER, StaffGroup.FRONT_DESK})
"""Their clinics are those they work at (``scheduling.ClinicStaff``)."""


def decides_everywhere(user):
    """Say whether an administrator decides about appointments at every clinic; others do at their own."""
    return user.is_superuser or bool(user.group_names & DECIDE_EVERYWHERE)
