"""Make the record of a person who signs in themselves. The front desk's way is ``creating_patients``."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import Patient, User
from accounts.roles import Role
from accounts.services.beginning_records import begin_record
from accounts.services.sign_ins import EmailTaken, add_primary_address


def open_account(
    *,
    email: str,
    password: str,
    full_name: str,
    phone: str,
    date_of_birth: dt.date,
    language: str,
    time_zone: str,
    now: dt.datetime,
) -> User:
    """
    Return a new user with a proven address and a record of their own.

    ``password`` comes hashed; hashing is slow on purpose and has no place in a
    transaction. The same sign-up sent twice opens one account: nobody else has
    that hash, salt and all. Raises ``EmailTaken`` if the address is another's.
    """
    try:
        with transaction.atomic():
            user = User.objects.create(
                email=email,
                password=password,
                full_name=full_name,
                phone=phone,
                language=language,
                time_zone=time_zone,
                role=Role.PATIENT,
                date_joined=now,
            )
            add_primary_address(user=user, verified=True)
            register_patient(user=user, full_name=full_name, date_of_birth=date_of_birth, phone=phone, now=now)
    except IntegrityError:
        existing = User.objects.filter(email=email).first()
        if existing is None or existing.password != password:
            raise EmailTaken(email) from None
        return existing
    return user


def register_patient(*, user: User, full_name: str, date_of_birth: dt.date, phone: Any, now: dt.datetime) -> Patient:
    """Return the patient ``user`` is, made now if there is none. Pressing the button twice makes one record."""
    try:
        with transaction.atomic():
            return begin_record(
                user=user,
                full_name=full_name,
                date_of_birth=date_of_birth,
                email=user.email,
                phone=phone,
                language=user.language,
                actor=user,
                on_patients_side=True,
                now=now,
            )
    except IntegrityError:
        if existing := Patient.objects.filter(user=user).first():
            return existing
        raise
