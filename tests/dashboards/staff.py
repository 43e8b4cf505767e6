"""People of the admin site, for tests, and what its pages answer them."""

from django.contrib.auth.models import Group
from django.contrib.messages import get_messages

from accounts.roles import Role, StaffGroup
from tests.factories import UserFactory


def staff_member(*groups, **fields):
    """Return an administrator whose rights are those of ``groups``."""
    user = UserFactory(role=Role.ADMINISTRATOR, **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    assert user.groups.count() == len(groups), "the groups are made by migrate"
    return user


def administrator(**fields):
    return staff_member(StaffGroup.ADMINISTRATOR, **fields)


def save(client, address, fields):
    """Answer the page of a row as a browser does: with what the page hides in its form."""
    page = client.get(address)
    form = page.context["adminform"].form if page.status_code == 200 else {}
    hidden = {field.name: field.value() for field in form if field.is_hidden}
    return client.post(address, hidden | fields)


def errors(answer):
    """Return what a form that came back says is wrong."""
    assert answer.status_code == 200, answer.status_code
    return " ".join(
        str(message) for messages in answer.context["adminform"].form.errors.values() for message in messages
    )


def said(answer):
    """Return the messages an answer leaves for the next page."""
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))
