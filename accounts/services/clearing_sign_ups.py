"""Delete sign-ups nobody confirmed: a slip of the pen, or somebody else's address, which must not stay taken."""

import datetime as dt
from typing import TypeVar

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, ManyToOneRel, Model, OuterRef, QuerySet

from accounts.contention import in_one_transaction
from accounts.models import Patient, User
from accounts.roles import Role

KEPT_FOR = dt.timedelta(days=7)
BATCH = 200

Row = TypeVar("Row", bound=Model)


def unconfirmed_sign_ups(*, until: dt.datetime) -> QuerySet[User]:
    """
    Sign-ups begun by ``until`` whose code was never typed, and about whom nothing else is known.

    Kept are staff and doctors, sign-ins an administrator made (they have no
    password yet) or closed, whoever came in once, and everybody whom any other
    table names, in whatever app: an appointment, a message, access to a record.
    """
    proven = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    records = Patient.objects.filter(user=OuterRef("pk"))
    people = User.objects.filter(
        ~Exists(proven), role=Role.PATIENT, is_active=True, last_login__isnull=True, date_joined__lte=until
    ).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    bare = unnamed(records, but=[])
    return unnamed(people, but=[Patient, EmailAddress]).filter(~Exists(records) | Exists(bare))


def unnamed(rows: QuerySet[Row], *, but: list[type[Model]]) -> QuerySet[Row]:
    """Return the ``rows`` no other table has a key to; the tables in ``but`` do not count."""
    for relation in rows.model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.related_model not in but:
            naming = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            rows = rows.filter(~Exists(naming))
    return rows


def clear_sign_ups(*, now: dt.datetime) -> int:
    """Delete up to ``BATCH`` unconfirmed sign-ups, each in a transaction of its own, and return how many."""
    until = now - KEPT_FOR
    found = unconfirmed_sign_ups(until=until).order_by("pk").values_list("pk", flat=True)[:BATCH]
    return sum(clear(pk=pk, until=until) for pk in list(found))


def make_way(*, email: str, now: dt.datetime) -> bool:
    """
    Delete a sign-up with ``email`` that nobody confirmed, for whoever signs up with it now; say whether there was one.

    Whoever began it may not own the address: what they typed must not become
    the record of the person who does.
    """
    pk = unconfirmed_sign_ups(until=now).filter(email=email).values_list("pk", flat=True).first()
    return pk is not None and clear(pk=pk, until=now)


@in_one_transaction()
def clear(*, pk: int, until: dt.datetime) -> bool:
    """Delete the sign-in and the record that came with it; returns false if they are needed by now."""
    user = unconfirmed_sign_ups(until=until).select_for_update(of=("self",)).filter(pk=pk).first()
    if user is None:
        return False
    Patient.objects.filter(user=user).delete()
    user.delete()
    return True
