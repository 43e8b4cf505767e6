"""Write the note of a visit, or an amendment to it; sign what was written."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.decorators import doctor_required
from appointments.policies import NotAllowed
from appointments.visits.notes_of import NotesOf
from appointments.visits.policies import may_sign_note
from appointments.visits.services.signing import NoteChanged
from appointments.visits.services.signing import sign as sign_it
from dashboards.forms.note import SeenGuard
from dashboards.views.doctor_frame import conflict, doctor_page, my_appointment, posted
from dashboards.views.doctor_note_desk import Desk, keeping_what_was_typed
from dashboards.views.doctor_note_signed import signed_page
from scheduling.time_words import clock

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@keeping_what_was_typed
@doctor_required
@GET_OR_POST
def note(request, reference):
    """Write the note of one of my appointments (POST saves), or read it once it is signed."""
    now = timezone.now()
    desk = Desk(request, my_appointment(request, reference, now=now), now=now, amending=False)
    if request.method == "POST":
        return desk.take_answer()
    if desk.notes.is_signed or (desk.refusal and desk.notes.first):
        return signed_page(request, desk.appointment, desk.notes, now=now)
    return desk.ask()


@login_not_required
@keeping_what_was_typed
@doctor_required
@GET_OR_POST
def amend(request, reference):
    """Say what is wrong or missing in a note that is signed."""
    now = timezone.now()
    desk = Desk(request, my_appointment(request, reference, now=now), now=now, amending=True)
    if request.method == "POST":
        return desk.take_answer()
    if not desk.refusal and not desk.notes.is_signed:
        return redirect("doctor:note", reference)
    return desk.ask()


@doctor_required
@GET_OR_POST
def sign(request, reference):
    """Show what will be signed (GET), then sign it (POST)."""
    now = timezone.now()
    appointment = my_appointment(request, reference, now=now)
    notes = NotesOf(appointment)
    form = SeenGuard(posted(request), appointment=appointment, seen=notes.seen)
    if request.method == "POST":
        if not form.is_valid():
            return conflict(request, form.conflict, now=now)
        return signed(request, appointment, seen=form.cleaned_data["seen"], now=now)
    if refusal := may_sign_note(appointment, actor=request.user, now=now) or why_nothing_to_sign(notes):
        return conflict(request, refusal, now=now, appointment=appointment)
    return doctor_page(request, "doctor/note_sign.html", {"appointment": appointment, "notes": notes}, now=now)


def signed(request, appointment, *, seen, now):
    try:
        sign_it(appointment=appointment, seen=seen, actor=request.user, now=now)
    except (NotAllowed, NoteChanged) as refusal:
        return conflict(request, str(refusal), now=now, appointment=appointment)
    messages.success(request, _("Signed at %(time)s.") % {"time": clock(now, appointment.time_zone)})
    return redirect("doctor:note", appointment.reference)


def why_nothing_to_sign(notes):
    """Return why there is nothing to sign, or ``None``."""
    if notes.draft is not None and notes.draft.parts:
        return None
    return _("There is nothing to sign. Write the note first.")
