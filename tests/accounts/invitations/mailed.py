"""What an invitation mailed, and what is answered to it."""

from accounts.models import User
from tests.accounts.builders import link_mailed

ADDRESS = "nora@example.org"

NEW = "a long walk by the sea"

ANSWERS = {"full_name": "Nora New", "password1": NEW}


def path_mailed():
    link = link_mailed()
    assert link.startswith("http://127.0.0.1:8000/accounts/invitation/")
    return link.removeprefix("http://127.0.0.1:8000")


def token_mailed():
    return path_mailed().split("/")[-2]


def nobody_was_added(before):
    return set(User.objects.values_list("pk", flat=True)) == {user.pk for user in before}
