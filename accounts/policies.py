"""May this be done to a person's record or rights? ``None``, or the sentence to show."""

from django.utils.translation import gettext as _


def may_add_people(*, actor):
    """Say whether ``actor`` may create patients and doctors."""
    if actor.is_active and actor.is_administrator:
        return None
    return _("Only people who work at the front desk or in administration can add people.")


def may_change_details(patient, *, actor, now):
    """Say whether ``actor`` may correct the name, contact and needs of ``patient``."""
    own = patient.user_id is not None and patient.user_id == actor.pk
    if actor.is_active and (own or actor.is_administrator):
        return None
    return _("Only %(name)s can change these details.") % {"name": patient.full_name}


def may_share(patient, *, actor, now):
    """Say whether ``actor`` may let somebody else act for ``patient``, or end it."""
    own = patient.user_id is not None and patient.user_id == actor.pk
    if actor.is_active and (own or actor.is_administrator):
        return None
    return _("Only %(name)s can decide who acts for them.") % {"name": patient.full_name}


def may_set_role(user, *, actor):
    """Say whether ``actor`` may change where ``user`` works."""
    if not (actor.is_active and actor.is_administrator):
        return _("Only administrators can change a role.")
    if user.pk == actor.pk:
        return _("You cannot change your own role. Ask another administrator.")
    return None
