"""
Add to a history, correct it, take something out, say there is nothing: the same steps for patients and for doctors.

Whose record it is and that it may be opened was settled by who calls.
"""

from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.forms.record_guard import RecordGuard
from accounts.models import HistoryEntry, Patient, RecordGrant
from accounts.models.emergency import LABEL as EMERGENCY
from accounts.policies import why_not_yours_to_change
from accounts.services.history.adding import NotNone, add_history, say_none
from accounts.services.history.correcting import confirm_history, retract_history, supersede_history
from accounts.services.record_rows import RecordChanged
from dashboards.forms.history import HistoryForm
from dashboards.reading.health import Said, Seat
from dashboards.reading.health_words import KINDS
from dashboards.views.doctor_frame import doctor_page, posted, status_of


@dataclass(frozen=True)
class Record:
    """The record that lies open: whose, before whom, in which seat."""

    request: HttpRequest
    patient: Patient
    seat: Seat
    zone: str
    now: object
    leave: RecordGrant | None = None

    @property
    def url(self):
        """The address of the history, where every step leads back to."""
        return self.url_of("history")

    def url_of(self, part):
        """Return the address of a part of the record: *history*, *documents* or *measurements*."""
        name = f"{part}_of" if self.seat.space == "me" else f"patient_{part}"
        return self.seat.url(name, self.patient.record_number)

    def url_to(self, name, **more):
        """Return the address of a step about the record."""
        return self.seat.url(name, self.patient.record_number, **more)

    @property
    def is_emergency(self):
        """Whether a doctor reads it without an appointment of theirs."""
        return self.leave is not None and self.leave.because.startswith(EMERGENCY)

    @property
    def is_own(self):
        return self.patient.user_id == self.request.user.pk

    @property
    def said_by(self):
        """What every service is told."""
        return {"source": self.seat.source, "actor": self.request.user, "now": self.now}

    def page(self, template, context, *, status=HTTPStatus.OK):
        context = {"record": self, "patient": self.patient, "for_doctor": self.seat.space == "doctor", **context}
        if self.seat.space == "doctor":
            return doctor_page(
                self.request, template, {"base": "doctor/base.html", **context}, now=self.now, status=status
            )
        return render(self.request, template, {"base": "base.html", **context}, status=status)

    def conflict(self, sentence, *, part="history"):
        """Answer 409: what was asked no longer fits what is there; with the way back."""
        context = {"sentence": sentence, "back": self.url_of(part)}
        return self.page("me/history_conflict.html", context, status=HTTPStatus.CONFLICT)

    def done(self, kind, sentence):
        messages.success(self.request, sentence)
        return redirect(f"{self.url}#{kind}")


def add(record, kind):
    """Ask what it is (GET), then add it (POST)."""
    words = KINDS.get(kind)
    if words is None:
        raise Http404
    form = HistoryForm(posted(record.request), record_number=record.patient.record_number, words=words)
    if form.is_bound and form.is_valid():
        return attempt(record, kind, _("Added."), partial(add_history, patient=record.patient, kind=kind, **form.said))
    return form_page(record, form, words)


def correct(record, pk):
    """Show what it says (GET), then let the corrected words take its place (POST)."""
    entry = entry_of(record, pk)
    if entry is None:
        return record.conflict(str(RecordChanged()))
    if refusal := why_not_yours_to_change(entry, source=record.seat.source):
        return record.conflict(refusal)
    words = KINDS[entry.kind]
    number = record.patient.record_number
    form = HistoryForm(posted(record.request), record_number=number, words=words, entry=entry)
    if form.is_bound and form.is_valid():
        return attempt(record, entry.kind, _("Saved."), partial(supersede_history, entry=entry, **form.said))
    return form_page(record, form, words, entry=entry)


def form_page(record, form, words, *, entry=None):
    if form.conflict and form.is_bound:
        return record.conflict(form.conflict)
    context = {"form": form, "kind_words": words, "entry": entry}
    return record.page("me/history_form.html", context, status=status_of(form.is_bound))


def take_out(record, pk):
    """Ask whether it was never so (GET), then take it out (POST)."""
    entry = entry_of(record, pk, wordless=True)
    if entry is None:
        return record.conflict(str(RecordChanged()))
    if refusal := why_not_yours_to_change(entry, source=record.seat.source):
        return record.conflict(refusal)
    if record.request.method != "POST":
        said = Said(entry, patient=record.patient, reader=record.request.user, zone=record.zone, seat=record.seat)
        return record.page("me/history_take_out.html", {"said": said, "kind_words": KINDS[entry.kind]})
    return answered(record, entry.kind, _("Taken out."), partial(retract_history, entry=entry))


def none(record, kind):
    """Write that there is nothing of this kind (POST)."""
    words = KINDS.get(kind)
    if words is None or not words.none:
        raise Http404
    return answered(record, kind, _("Saved."), partial(say_none, patient=record.patient, kind=kind))


def confirm(record, pk):
    """Let a doctor say that it is so (POST)."""
    entry = entry_of(record, pk, wordless=True)
    if entry is None:
        return record.conflict(str(RecordChanged()))

    return answered(record, entry.kind, _("Confirmed."), partial(confirm_history, entry=entry))


def answered(record, kind, sentence, do):
    """Call the service if the page that was answered is about this patient."""
    guard = RecordGuard(record.request.POST, record_number=record.patient.record_number)
    return attempt(record, kind, sentence, do) if guard.is_valid() else record.conflict(guard.conflict)


def attempt(record, kind, sentence, do):
    """Call the service ``do``; lead back to the history with ``sentence``, or say why it was refused."""
    try:
        do(**record.said_by)
    except (RecordChanged, NotNone, PermissionDenied) as refusal:
        return record.conflict(str(refusal))
    return record.done(kind, sentence)


def entry_of(record, pk, *, wordless=False):
    """
    Return the patient's entry, ``None`` if a newer one has taken its place; no such entry of theirs is 404.

    The answer *none* has no words to correct; it can be taken out and confirmed.
    """
    theirs = HistoryEntry.objects.visible_to(record.request.user, now=record.now).filter(patient=record.patient)
    entry = get_object_or_404(theirs.select_related("recorded_by__doctor", "supersedes"), pk=pk)
    if not wordless and entry.status in HistoryEntry.WORDLESS:
        raise Http404
    return entry if HistoryEntry.objects.standing().filter(pk=entry.pk).exists() else None
