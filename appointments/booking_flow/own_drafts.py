"""Whose booking is it: drafts named in the session, before and after signing in."""

import uuid

from django.db.models import Exists, OuterRef
from django.http import Http404

from accounts.models import Patient
from appointments.models import BookingDraft
from appointments.services.drafts import keep_time

SESSION_KEY = "drafts"
MOST_DRAFTS = 20


def session_drafts(session):
    """Return the uuids in the session as text; whatever else somebody put there is left out."""
    kept = session.get(SESSION_KEY, [])
    return [text for text in kept if _is_uuid(text)]


def remember_draft(session, draft):
    """Name ``draft`` in the session, the newest of at most twenty. The session's key changes at sign-in, this stays."""
    others = [text for text in session_drafts(session) if text != str(draft.pk)]
    session[SESSION_KEY] = [*others, str(draft.pk)][-MOST_DRAFTS:]


def own_draft(request, pk, *, now):
    """
    Return the draft with everything its pages print, or raise ``Http404``: somebody else's does not exist. One query.

    ``may_act_for_patient`` says whether the user may still act for the person it is for.
    """
    mine = BookingDraft.objects.belonging_to(user=request.user, session_drafts=session_drafts(request.session), now=now)
    theirs = Patient.objects.accessible_to(request.user, now=now, scope="book")
    draft = (
        mine.select_related("doctor", "clinic", "visit_type", "patient", "appointment")
        .annotate(may_act_for_patient=Exists(theirs.filter(pk=OuterRef("patient"))))
        .filter(pk=pk)
        .first()
    )
    if draft is None:
        raise Http404
    return draft


def draft_of_signed_out(request, pk, *, now):
    """
    Return the draft of whoever this very request signed out, unless it is booked: to be written to, never shown.

    Their session was theirs until now, and so is what they had just typed.
    """
    owner = getattr(request, "user_signed_out", None)
    if owner is None:
        return None
    theirs = BookingDraft.objects.belonging_to(user=owner, session_drafts=[], now=now)
    return theirs.filter(pk=pk, appointment__isnull=True).first()


def keep_time_of(request, draft, *, now):
    """Hold the draft's time longer and let go of what this person's other drafts hold. Raises ``SlotTaken``."""
    keep_time(draft=draft, now=now, session_drafts=session_drafts(request.session))


def _is_uuid(text):
    try:
        return bool(uuid.UUID(text))
    except (AttributeError, TypeError, ValueError):
        return False
