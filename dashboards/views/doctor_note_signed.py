"""A note that is signed: read, printed, shared in the doctor's words, followed by another visit."""

from http import HTTPStatus

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import doctor_required
from accounts.forms.record_guard import RecordGuard
from accounts.models import HistoryEntry
from accounts.services.auditing import audit_read
from appointments.policies import NotAllowed
from appointments.visits.notes_of import NotesOf, label_of
from appointments.visits.policies import may_share_summary, may_suggest_follow_up, may_write_note
from appointments.visits.services.following_up import (
    offers_for_following_up,
    standing_follow_up,
    suggest_follow_up,
    withdraw_follow_up,
)
from appointments.visits.services.sharing import SummaryChanged, share_summary, standing_summary, withdraw_summary
from dashboards.forms.note import FollowUpForm, SummaryForm
from dashboards.reading.visit_notes import set_aside_for
from dashboards.record_opening import record_beside
from dashboards.views.doctor_frame import conflict, doctor_page, my_appointment, posted, status_of


def signed_page(request, appointment, notes, *, now, sentence="", form=None):
    """Show the note with all that was added to it; ``sentence`` says why it is shown in place of another page."""
    write_down_reading(request, notes, now=now)
    refusal = may_suggest_follow_up(appointment, actor=request.user, now=now)
    beside = {"doctor": request.doctor, "actor": request.user, "zone": appointment.time_zone, "now": now}
    record = record_beside(appointment, kinds=(HistoryEntry.Kind.ALLERGY,), **beside)
    context = {
        "appointment": appointment,
        "allergies": record and record[HistoryEntry.Kind.ALLERGY],
        "notes": notes,
        "sentence": sentence,
        "has_errors": bool(sentence) or form is not None,
        "why_not_write": may_write_note(appointment, actor=request.user),
        "asides": set_aside_for(appointment),
        "summary": standing_summary(appointment),
        "follow_up": standing_follow_up(appointment),
        "form": None if refusal else form or follow_up_form(appointment),
    }
    status = HTTPStatus.CONFLICT if sentence else status_of(form is not None)
    return doctor_page(request, "doctor/note_signed.html", context, now=now, status=status)


def write_down_reading(request, notes, *, now):
    """Let the audit trail know that the note was read."""
    audit_read(
        actor=request.user,
        patient=notes.appointment.patient,
        purpose=notes.reason,
        object_label=label_of(notes.appointment),
        now=now,
    )


@doctor_required
@require_safe
def printed(request, reference):
    """Show the signed note for paper."""
    now = timezone.now()
    appointment = my_appointment(request, reference, now=now)
    notes = NotesOf(appointment)
    if not notes.is_signed:
        return conflict(request, _("There is no signed note to print."), now=now, appointment=appointment)
    write_down_reading(request, notes, now=now)
    return doctor_page(request, "doctor/note_print.html", {"appointment": appointment, "notes": notes}, now=now)


# --- The summary for the patient --------------------------------------------------------------------
@doctor_required
@require_http_methods(["GET", "HEAD", "POST"])
def share(request, reference):
    """Write what the patient reads (GET shows the plan of the note to begin with), then share it (POST)."""
    now = timezone.now()
    appointment = my_appointment(request, reference, now=now)
    notes, summary = NotesOf(appointment), standing_summary(appointment)
    begin_with = summary.text if summary else notes.is_signed and notes.first.plan
    form = SummaryForm(posted(request), appointment=appointment, summary=summary, initial={"text": begin_with or ""})
    if form.is_bound and form.conflict:
        return conflict(request, form.conflict, now=now)
    if refusal := may_share_summary(appointment, actor=request.user, is_signed=notes.is_signed):
        return conflict(request, refusal, now=now, appointment=appointment)
    if form.is_bound and form.is_valid():
        said = {"text": form.cleaned_data["text"], "seen": form.cleaned_data["seen"]}
        try:
            share_summary(appointment=appointment, actor=request.user, now=now, **said)
        except SummaryChanged as changed:
            again = {"text": said["text"]}
            form = SummaryForm(appointment=appointment, summary=standing_summary(appointment), initial=again)
            return share_page(request, appointment, form, now=now, sentence=str(changed))
        messages.success(request, _("Shared. The patient sees it on the page of the appointment."))
        return redirect("doctor:note", reference)
    return share_page(request, appointment, form, now=now)


def share_page(request, appointment, form, *, now, sentence=""):
    context = {
        "appointment": appointment,
        "form": form,
        "sentence": sentence,
        "summary": standing_summary(appointment),
        "has_errors": bool(sentence),
    }
    status = HTTPStatus.CONFLICT if sentence else status_of(form.is_bound)
    return doctor_page(request, "doctor/note_share.html", context, now=now, status=status)


@doctor_required
@require_POST
def withdraw(request, reference):
    """Show the patient no summary any more."""
    words = _("Taken back. The patient sees no summary any more.")
    return press_about_the_patient(request, reference, withdraw_summary, words)


# --- When to come again -----------------------------------------------------------------------------
def follow_up_form(appointment, data=None):
    return FollowUpForm(data, appointment=appointment, offers=list(offers_for_following_up(appointment.doctor)))


@doctor_required
@require_POST
def follow_up(request, reference):
    """Suggest to the patient when to come again."""
    now = timezone.now()
    appointment = my_appointment(request, reference, now=now)
    form = follow_up_form(appointment, request.POST)
    if form.conflict:
        return conflict(request, form.conflict, now=now)
    if refusal := may_suggest_follow_up(appointment, actor=request.user, now=now):
        return conflict(request, refusal, now=now, appointment=appointment)
    if not form.is_valid():
        return signed_page(request, appointment, NotesOf(appointment), now=now, form=form)
    try:
        suggest_follow_up(appointment=appointment, actor=request.user, now=now, **form.said)
    except NotAllowed as refusal:
        return conflict(request, str(refusal), now=now, appointment=appointment)
    messages.success(request, _("Suggested. The patient finds it with a link to your times."))
    return redirect("doctor:note", reference)


@doctor_required
@require_POST
def end_follow_up(request, reference):
    """Take the suggestion back."""
    return press_about_the_patient(request, reference, withdraw_follow_up, _("Taken back."))


def press_about_the_patient(request, reference, do, words):
    """Call the service ``do`` if the page that was answered is about this patient, and lead back to the note."""
    now = timezone.now()
    appointment = my_appointment(request, reference, now=now)
    guard = RecordGuard(request.POST, record_number=appointment.patient.record_number)
    if not guard.is_valid():
        return conflict(request, guard.conflict, now=now)
    try:
        do(appointment=appointment, actor=request.user, now=now)
    except NotAllowed as refusal:
        return conflict(request, str(refusal), now=now, appointment=appointment)
    messages.success(request, words)
    return redirect("doctor:note", reference)
