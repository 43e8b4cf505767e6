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
    FRONT_DESK = "Front desk", _("Front desk")
    ANALYST = "Analyst", _("Analyst")
    AUDITOR = "Auditor", _("Auditor")


DECIDE_EVERYWHERE = frozenset({StaffGroup.ADMINISTRATOR, StaffGroup.MANAGER})


def decides_everywhere(user):
    """Say whether an administrator decides about appointments at every clinic; a front desk does at its own."""
    return user.is_superuser or bool(user.group_names & DECIDE_EVERYWHERE)
