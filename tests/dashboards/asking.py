"""The pages of the admin that say what follows and ask: opened and answered as a browser does."""

from django.urls import reverse

from tests.dashboards.staff import said


def address_of(person, slug):
    return reverse(f"admin:accounts_{person._meta.model_name}_step", args=[person.pk, slug])


def list_of(person):
    return reverse(f"admin:accounts_{person._meta.model_name}_changelist")


def ask(client, person, slug):
    """Open the page that asks about one person."""
    return client.get(address_of(person, slug))


def ask_about(client, action, *people):
    """Choose the list's action for several people."""
    return client.post(list_of(people[0]), {"action": action, "_selected_action": [person.pk for person in people]})


def press(client, asked, **told):
    """Answer the page that asked, with what it carries."""
    answers = [answer for _row, _identity, _follows, answer in asked.context["rows"]]
    return client.post(asked.context["action"], {"answer": answers, **told})


def take(client, person, slug, **told):
    """Ask and answer in one go, and return what the answer said."""
    return said(press(client, ask(client, person, slug), **told))


def told(asked):
    """Return the sentences of the page that asks about one person."""
    ((_row, _identity, follows, _answer),) = asked.context["rows"]
    return [follow.words for follow in follows]


def lists_told(asked):
    """Return each sentence that leads to a list: its count, and the address."""
    ((_row, _identity, follows, _answer),) = asked.context["rows"]
    return [(follow.count, follow.address) for follow in follows if follow.address]
