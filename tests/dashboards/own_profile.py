"""A doctor's own profile as a browser has it: its pages, and what a form sends back."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.scheduling.pages import words

PROFILE = "/doctor/profile/"
PREVIEW = "/doctor/profile/preview/"
SECTIONS = ["photo", "about", "patients", "fees"]


def section(name):
    return f"{PROFILE}?section={name}"


def text(response):
    return words(response.content.decode())


def opened(client, name):
    """Return what a browser sends back from a part's page untouched."""
    form = client.get(section(name)).context["form"]
    sent = {}
    for field in form:
        value = field.value()
        if name == "about" and field.name == "languages":
            sent |= {f"languages_{nth}": code for nth, code in enumerate(value)}
        elif value is not None and value is not False and field.name != "photo":
            sent[field.name] = value
    return sent


def save(client, name, **told):
    return client.post(section(name), opened(client, name) | told)


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
