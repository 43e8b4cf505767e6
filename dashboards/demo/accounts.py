"""Sign-ins of the demo, made in bulk with one password, and the telephone numbers kept for drama."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.models import User
from accounts.roles import Role

BATCH = 1000
SALT = "the-demo-is-not-a-secret"
"""The password is public, so its salt may be, too: the same seed makes the same rows."""


class Accounts:
    """Make sign-ins in bulk; the password is hashed once: Argon2 is slow on purpose."""

    def __init__(self, *, now):
        self.now = now
        self.password = make_password(settings.DEMO_PASSWORD, salt=SALT)
        self.phones = {"+447700": 0, "+121255501": 0}

    def phone(self, *, american=False):
        """Return the next number of a range nobody can be called by: Ofcom's for drama, 555-01 in North America."""
        prefix = "+121255501" if american else "+447700"
        self.phones[prefix] += 1
        return (
            f"{prefix}{self.phones[prefix] % 100:02d}" if american else f"{prefix}{900000 + self.phones[prefix] % 1000}"
        )

    def make(self, people):
        """Make a verified sign-in for each dict of fields; ``email``, ``full_name`` and ``role`` at least."""
        usual = {"password": self.password, "date_joined": self.now - dt.timedelta(days=400)}
        users = User.objects.bulk_create(
            (
                User(**{**usual, "is_staff": fields["role"] == Role.ADMINISTRATOR, "phone": self.phone(), **fields})
                for fields in people
            ),
            batch_size=BATCH,
        )
        EmailAddress.objects.bulk_create(
            (EmailAddress(user=user, email=user.email, verified=user.is_active, primary=True) for user in users),
            batch_size=BATCH,
        )
        return users
