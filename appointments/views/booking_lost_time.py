"""The page for a time that is gone while somebody was answering: the answers are kept, other times are a tap away."""

from http import HTTPStatus

from django.shortcuts import render

from appointments.reading.time_buttons import time_buttons
from appointments.services.alternatives import nearest_times
from scheduling.clinic_time import utc_minute
from scheduling.offering import open_starts, why_not_offered


def taken_page(request, summary):
    """Say that the time is gone, with the answers kept and the nearest others as buttons. HTTP 409."""
    draft, now, others = summary.draft, summary.now, []
    if summary.would_be is not None:
        near, lost = max(draft.starts_at, now), draft.starts_at
        nearest = nearest_times(offer=summary.offer, near=near, now=now, exclude_start=lost)
        others = time_buttons(nearest, as_read=summary.would_be)
    context = summary.context() | {"others": others, "why": why_gone(summary)}
    return render(request, "appointments/book/taken.html", context, status=HTTPStatus.CONFLICT)


def why_gone(summary):
    """Return why nobody can book the time any more; nothing when somebody else has it."""
    draft, offer = summary.draft, summary.offer
    if offer is None or draft.starts_at is None:
        return None
    return why_not_offered(offer=offer, clinic=draft.clinic, starts_at=draft.starts_at, now=summary.now)


def is_still_free(summary):
    """Say whether the time could be had after all, by its own hold or because nobody else has it."""
    draft, offer, now = summary.draft, summary.offer, summary.now
    if offer is None or why_gone(summary):
        return False
    starts = open_starts(now=now, offer=offer, hold_key=draft.hold_key)
    return starts.filter(clinic=draft.clinic_id, minute=utc_minute(draft.starts_at)).exists()
