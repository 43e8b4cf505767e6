"""Make a sign-in for somebody else: it stays closed until they accept their invitation and choose a password."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User


class EmailTaken(Exception):
    """Somebody already signs in with this address. The message can be read aloud."""

    def __init__(self, email):
        super().__init__(_("Somebody already signs in with %(email)s.") % {"email": email})


def is_taken(email):
    """Say whether ``email``, in lower case, belongs to an account: what it signs in with, or an address of it."""
    return bool(taken_among([email]))


def taken_among(emails):
    """Return those of ``emails``, in lower case, that ``is_taken`` says yes of. Two queries."""
    users = User.objects.filter(email__in=emails).values_list("email", flat=True)
    return {*users, *EmailAddress.objects.filter(email__in=emails).values_list("email", flat=True)}


def create_sign_in(*, email, full_name, role, phone="", is_active=False, now):
    """Return a new user with an unproven address and no usable password. Raises EmailTaken."""
    email = email.strip().lower()
    if is_taken(email):
        raise EmailTaken(email)
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email, full_name=full_name, role=role, phone=phone, is_active=is_active, date_joined=now
            )
            add_primary_address(user=user, verified=False)
    except IntegrityError:
        if is_taken(email):
            raise EmailTaken(email) from None
        raise
    return user


def awaits_invitation(user):
    """Say whether the sign-in was made for somebody who has never come through its door."""
    return not user.has_usable_password() and user.last_login is None


def add_primary_address(*, user, verified):
    """Write down ``user.email`` as the one address to sign in with; ``verified`` only if it is proven."""
    address, _created = EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": verified}
    )
    return address
