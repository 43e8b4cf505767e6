"""Make a sign-in for somebody else: no password, they choose one by "Forgot your password?"."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User


class EmailTaken(Exception):
    """Somebody already signs in with this address."""


def create_sign_in(*, email, full_name, role, phone="", now):
    """
    Return a new user with an unproven address and no usable password.

    Raises EmailTaken. Setting the first password by the mailed link proves
    the address (``accounts.receivers``).
    """
    email = email.strip().lower()
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, full_name=full_name, role=role, phone=phone, date_joined=now)
            add_primary_address(user=user, verified=False)
    except IntegrityError:
        if User.objects.filter(email=email).exists():
            raise EmailTaken(_("Somebody already signs in with %(email)s.") % {"email": email}) from None
        raise
    return user


def add_primary_address(*, user, verified):
    """Write down ``user.email`` as the one address to sign in with; ``verified`` only if it is proven."""
    address, _created = EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": verified}
    )
    return address
