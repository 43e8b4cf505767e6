"""Who works at the clinics beside the doctors, and who was invited to."""

import datetime as dt

from django.contrib.auth.models import Group

from accounts.models import Invitation
from accounts.models.invitation import VALID_FOR
from accounts.roles import Role, StaffGroup
from scheduling.models import ClinicStaff
from scheduling.services.front_desks import invite_to_clinics

DESKS = (
    ("frontdesk@example.com", "Fiona Desmond"),
    ("frontdesk2@example.com", "Owen Pryce"),
    ("frontdesk3@example.com", "Gloria Vance"),
)


def make_staff(clinics, *, accounts):
    """Make a front desk for every clinic and the administrator; return ``{clinic.pk: user}`` and the administrator."""
    *desks, administrator = accounts.make(
        {"email": email, "full_name": name, "role": Role.ADMINISTRATOR}
        for email, name in (*DESKS, ("admin@example.com", "Ada Mistry"))
    )
    for desk, clinic in zip(desks, clinics, strict=True):
        desk.groups.add(Group.objects.get(name=StaffGroup.FRONT_DESK))
        ClinicStaff.objects.create(user=desk, clinic=clinic)
    administrator.groups.add(Group.objects.get(name=StaffGroup.ADMINISTRATOR))
    return {clinic.pk: desk for desk, clinic in zip(desks, clinics, strict=True)}, administrator


def invite(clinic, administrator, *, doctors, random, now):
    """Have somebody invited to the front desk, and the doctor who has not come yet; no link of either is known."""
    invitation = invited(administrator, email="nora.new@example.com", role=Role.ADMINISTRATOR, random=random, now=now)
    invitation.groups.add(Group.objects.get(name=StaffGroup.FRONT_DESK))
    invite_to_clinics(invitation=invitation, clinics=[clinic])
    for doctor in doctors:
        if not doctor.user.is_active:
            invited(administrator, email=doctor.user.email, role=Role.DOCTOR, user=doctor.user, random=random, now=now)


def invited(administrator, *, random, now, **fields):
    sent_at = now - dt.timedelta(days=2)
    return Invitation.objects.create(
        invited_by=administrator,
        token_hash=f"{random.getrandbits(256):064x}",
        sent_at=sent_at,
        expires_at=sent_at + VALID_FOR,
        **fields,
    )
