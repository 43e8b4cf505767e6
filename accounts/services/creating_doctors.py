"""Make a doctor: the sign-in, the invitation to it, the profile patients see, and the words they are found by."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Doctor, DoctorLanguage
from accounts.policies import may_add_people
from accounts.roles import Role
from accounts.services.inviting import invite_doctor
from accounts.services.sign_ins import create_sign_in
from accounts.services.unused_slugs import unused_slug


@transaction.atomic
def create_doctor(*, email, full_name, specialties=(), languages=(), phone="", invite=True, actor, now, **profile):
    """
    Return a new doctor, who can be found and booked, and is invited to a sign-in of their own.

    Without ``invite`` nobody writes to them yet; ``invite_doctor`` does later.
    ``profile`` are other fields of Doctor (title, gender, biography, ...).
    Raises PermissionDenied with a sentence, EmailTaken, or NotInvited.
    """
    if refusal := may_add_people(actor=actor):
        raise PermissionDenied(refusal)
    user = create_sign_in(email=email, full_name=full_name, role=Role.DOCTOR, phone=phone, now=now)
    slug = unused_slug(full_name, among=Doctor.objects.all(), otherwise="doctor")
    doctor = Doctor.objects.create(user=user, slug=slug, full_name=full_name, **profile)
    doctor.specialties.set(specialties)
    DoctorLanguage.objects.bulk_create(DoctorLanguage(doctor=doctor, code=code) for code in dict.fromkeys(languages))
    if invite:
        invite_doctor(doctor=doctor, actor=actor, now=now)
    return doctor
