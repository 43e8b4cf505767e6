"""The booking flow as a browser walks it; for the tests of its pages."""

from django.urls import reverse

from appointments.models import BookingDraft
from appointments.services.drafts import version_shown
from scheduling.slot_value import slot_value


def start(client, *, offer, clinic, starts_at, **more):
    """Tap a time; returns the response."""
    value = slot_value(offer.doctor_id, clinic.pk, starts_at)
    return client.post("/book/start/", {"slot": value, "visit_type": offer.visit_type_id, **more})


def draft_of(response):
    """Return the draft a redirect leads to."""
    return BookingDraft.objects.get(pk=response.url.split("/")[2])


def the_draft():
    return BookingDraft.objects.get()


def page(step, draft=None):
    """Return the address of a step of ``draft``, by default the only one there is."""
    return reverse(f"appointments:book_{step}", args=[(draft or the_draft()).pk])


def press_book(client, draft=None, **more):
    """Press the button of the check page, as the booking stands."""
    shown = draft or the_draft()
    return client.post(page("check", shown), {"seen": version_shown(shown, patient=shown.patient)}, **more)


def text_of(response):
    """Return the words of a page in one line."""
    return " ".join(response.content.decode().split())
