"""Make a doctor: the sign-in, the invitation to it, the profile patients see, and the words they are found by."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify

from accounts.models import Doctor, DoctorLanguage
from accounts.policies import may_add_people
from accounts.roles import Role
from accounts.services.inviting import invite_doctor
from accounts.services.sign_ins import create_sign_in


@transaction.atomic
def create_doctor(*, email, full_name, specialties=(), languages=(), phone="", actor, now, **profile):
    """
    Return a new doctor, who can be found and booked, and is invited to a sign-in of their own.

    ``profile`` are other fields of Doctor (title, gender, biography, ...).
    Raises PermissionDenied with a sentence, EmailTaken, or NotInvited.
    """
    if refusal := may_add_people(actor=actor):
        raise PermissionDenied(refusal)
    user = create_sign_in(email=email, full_name=full_name, role=Role.DOCTOR, phone=phone, now=now)
    doctor = Doctor.objects.create(user=user, slug=unused_slug(full_name), full_name=full_name, **profile)
    doctor.specialties.set(specialties)
    DoctorLanguage.objects.bulk_create(DoctorLanguage(doctor=doctor, code=code) for code in dict.fromkeys(languages))
    invite_doctor(doctor=doctor, actor=actor, now=now)
    return doctor


def unused_slug(full_name):
    """Return ``amara-osei``, or ``amara-osei-2`` when there is one already."""
    stem = slugify(full_name)[:100] or "doctor"
    taken = set(Doctor.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
    return next(slug for slug in candidates if slug not in taken)
