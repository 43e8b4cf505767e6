"""What an empty installation needs before the first patient can book."""

import secrets
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, Model
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Doctor, Specialty
from accounts.roles import Role
from accounts.services.sign_ins import add_primary_address
from scheduling.models import Clinic, DoctorVisitType, VisitType, WorkingHours


@dataclass(frozen=True)
class Step:
    """One line of the checklist: what to do, where, and whether it is done."""

    words: str
    address: str
    is_done: bool


def first_steps() -> list[Step]:
    """Return the checklist in the order its steps are done."""
    models: list[tuple[str, type[Model]]] = [
        (_("Add a clinic, with its time zone"), Clinic),
        (_("Add a visit type, with its length"), VisitType),
        (_("Add a specialty, in words patients know"), Specialty),
        (_("Add a doctor"), Doctor),
        (_("Say which visit types the doctor offers"), DoctorVisitType),
        (_("Enter the doctor's working hours"), WorkingHours),
    ]
    return [
        Step(
            words,
            f"{reverse('admin:index')}{model._meta.label_lower.replace('.', '/')}/add/",
            model._default_manager.exists(),
        )
        for words, model in models
    ]


def is_set_up() -> bool:
    """Say whether every step is done, in one query: an offer has a doctor and a visit type, hours have a clinic."""
    others = (DoctorVisitType.objects.all(), Specialty.objects.all())
    return WorkingHours.objects.filter(*map(Exists, others)).exists()


@transaction.atomic
def create_first_administrator(*, email: str) -> tuple[str, str] | None:
    """
    Create an administrator with every right and a random password, and return both.

    Returns None where an administrator exists already. The address counts as verified: whoever
    reads the terminal of the server is its owner, and a new installation may not send mail yet.
    """
    User = get_user_model()
    if User.objects.filter(role=Role.ADMINISTRATOR).exists():
        return None
    password = secrets.token_urlsafe(12)
    user = User.objects.create_superuser(email=email, password=password, full_name="Administrator")
    add_primary_address(user=user, verified=True)
    return user.email, password
