"""What the tests of accounts need again and again."""

import re

from django.core import mail

PASSWORD = "correct horse battery"


def answers(**told):
    """Return a filled-in sign-up form."""
    return {
        "full_name": "Maria Lopes",
        "date_of_birth_day": "27",
        "date_of_birth_month": "3",
        "date_of_birth_year": "1958",
        "phone": "07700 900123",
        "email": "maria@example.com",
        "password1": PASSWORD,
    } | told


def code_mailed():
    """Return the code in the newest mail."""
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()


def another_code(code):
    """Return a code that is not ``code``."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def link_mailed():
    """Return the first address in the newest mail."""
    return re.search(r"https?://\S+", mail.outbox[-1].body).group()


def is_signed_in(client):
    return "_auth_user_id" in client.session
