"""The page a note is written on: it shows the record beside it, and whatever goes wrong, what was typed comes back."""

from functools import cached_property, wraps
from http import HTTPStatus

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import continuing
from accounts.models import HistoryEntry
from accounts.sign_in_first import to_sign_in
from appointments.models import Appointment
from appointments.policies import NotAllowed
from appointments.visits.models.sections import AMENDMENT, SECTIONS
from appointments.visits.notes_of import NotesOf
from appointments.visits.policies import may_write_note, only_its_doctor
from appointments.visits.services.writing import drop_aside, save_draft, set_aside
from dashboards.forms.note import SIGN, USE_TEMPLATE, NoteForm
from dashboards.reading.visit_notes import last_note_before, set_aside_for
from dashboards.record_opening import record_beside
from dashboards.views.doctor_frame import conflict, doctor_page
from dashboards.views.doctor_note_signed import signed_page, write_down_reading
from scheduling.time_words import clock

Kind = HistoryEntry.Kind
BESIDE = (Kind.ALLERGY, Kind.CONDITION, Kind.MEDICATION)


class Desk:
    """One note, or one amendment to it, before its doctor."""

    def __init__(self, request, appointment, *, now, amending):
        self.request, self.appointment, self.now, self.amending = request, appointment, now, amending
        self.notes = NotesOf(appointment)
        self.parts = AMENDMENT if amending else SECTIONS
        self.wants_json = "application/json" in request.headers.get("Accept", "")

    @cached_property
    def refusal(self):
        return may_write_note(self.appointment, actor=self.request.user)

    @property
    def url(self):
        return reverse("doctor:amend_note" if self.amending else "doctor:note", args=[self.appointment.reference])

    @property
    def draft(self):
        """The draft this page is about; a draft of the note is none of an amendment."""
        return self.notes.draft if self.notes.is_signed == self.amending else None

    def form(self, data=None, *, texts=None, **initial):
        """Return the form; ``texts`` stand in it in place of the draft."""
        if texts is None:
            texts = {"reason": self.appointment.reason} if self.draft is None else vars(self.draft)
        told = {"appointment": self.appointment, "notes": self.notes, "parts": self.parts, "texts": texts}
        return NoteForm(data, initial=initial, **told)

    # --- Asking -----------------------------------------------------------------------------------
    def ask(self):
        if self.refusal:
            return conflict(self.request, self.refusal, now=self.now, appointment=self.appointment)
        return self.page(self.form())

    def page(self, form, *, status=HTTPStatus.OK, stands=None, but=None):
        """Show the page; ``stands`` is the draft another page has saved, ``but`` the key of the page typed on."""
        appointment, now, user = self.appointment, self.now, self.request.user
        beside = {"doctor": self.request.doctor, "actor": user, "zone": appointment.time_zone, "now": now}
        record = record_beside(appointment, kinds=BESIDE, **beside)
        if self.notes.first is not None:
            write_down_reading(self.request, self.notes, now=now)
        context = {
            "appointment": appointment,
            "notes": self.notes,
            "amending": self.amending,
            "form": form,
            "saved_words": self.saved_words,
            "record": record,
            "allergies": record and record[Kind.ALLERGY],
            "last_note": last_note_before(appointment, reader=user, now=now) if record else None,
            "asides": set_aside_for(appointment, but=but),
            "stands": stands,
        }
        return doctor_page(self.request, "doctor/note.html", context, now=now, status=status)

    @property
    def saved_words(self):
        if self.draft is None:
            return _("Nothing saved yet.")
        return _("Saved at %(time)s.") % {"time": clock(self.draft.saved_at, self.appointment.time_zone)}

    # --- Answering --------------------------------------------------------------------------------
    def take_answer(self):
        """Save what was posted and lead on; every other answer carries the text."""
        form = self.form(self.request.POST)
        if not form.is_valid() and form.conflict:
            return self.refuse(form, form.conflict)
        if self.refusal:
            return self.refuse(form, self.refusal)
        if not form.is_valid():
            return self.came_back(form)
        try:
            saved = save_draft(
                appointment=self.appointment,
                texts=self.with_what_is_taken(form),
                seen=form.cleaned_data["seen"],
                page=form.page_key,
                turn=form.cleaned_data["turn"] or 0,
                actor=self.request.user,
                now=self.now,
            )
        except NotAllowed as refusal:
            return self.refuse(form, str(refusal))
        self.notes = saved.notes
        if saved.aside is not None:
            return self.show_both(form)
        self.drop_what_is_done_with(form)
        return self.saved(form)

    def with_what_is_taken(self, form):
        """Return the texts typed, with those of the template or of a text set aside that is taken in."""
        texts, template = form.texts, form.cleaned_data["template"]
        if form.cleaned_data["then"] == USE_TEMPLATE and template is not None:
            texts = {name: text or getattr(template, name) for name, text in texts.items()}
        named = set_aside_for(self.appointment).filter(pk=form.cleaned_data["take"] or 0)
        if (taken := named.first()) is None:
            return texts
        if self.amending:
            more = {"amendment": "\n\n".join(f"{label}: {text}" for label, text in taken.parts)}
        else:
            more = {name: getattr(taken, name) for name in self.parts}
        return {name: "\n\n".join(filter(None, [text, more[name]])) for name, text in texts.items()}

    def drop_what_is_done_with(self, form):
        for pk in (form.cleaned_data["take"], form.cleaned_data["drop"]):
            if pk is not None:
                drop_aside(appointment=self.appointment, pk=pk, actor=self.request.user, now=self.now)

    def saved(self, form):
        words = self.saved_words
        if self.wants_json:
            return JsonResponse({"words": words, "seen": self.notes.seen})
        if form.cleaned_data["then"] == SIGN:
            return redirect("doctor:sign_note", self.appointment.reference)
        messages.success(self.request, words)
        return redirect(self.url)

    def refuse(self, form, sentence):
        """Answer 409: the text does not belong here; it is shown to be copied, and nothing was saved."""
        if self.wants_json:
            return JsonResponse({"words": sentence}, status=HTTPStatus.CONFLICT)
        context = {"sentence": sentence, "typed": form.typed, "has_errors": True}
        return doctor_page(self.request, "doctor/note_refused.html", context, now=self.now, status=HTTPStatus.CONFLICT)

    def came_back(self, form):
        """Answer 422: something is wrong with what was typed."""
        if self.wants_json:
            words = " ".join(str(error) for errors in form.errors.values() for error in errors)
            return JsonResponse({"words": words}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return self.page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def show_both(self, form):
        """Answer 409: another page has saved or signed meanwhile. What was typed is set aside, and shown beside it."""
        if self.wants_json:
            words = _("Another page has saved this note. Your text is kept.")
            return JsonResponse({"words": words, "both": True}, status=HTTPStatus.CONFLICT)
        if self.draft is None:
            sentence = _("The note was signed meanwhile. Your text is kept below.")
            return signed_page(self.request, self.appointment, self.notes, now=self.now, sentence=sentence)
        again = self.form(texts=form.texts, page=form.page_key, turn=form.cleaned_data["turn"] or 0)
        return self.page(again, status=HTTPStatus.CONFLICT, stands=self.draft, but=form.page_key)


def keeping_what_was_typed(view):
    """Set aside what a doctor typed whom this very request signs out, and let the sign-in page lead back to it."""

    @wraps(view)
    def keep_it(request, reference):
        owner = getattr(request, "user_signed_out", None)
        if request.method != "POST" or owner is None or not keep_for(owner, request, reference):
            return view(request, reference)
        continuing.answers_are_kept(request)
        return to_sign_in(request, back=request.path)

    return keep_it


def keep_for(owner, request, reference):
    """Say whether ``owner`` is the doctor of the appointment, and what they typed is kept for them."""
    now = timezone.now()
    theirs = Appointment.objects.for_doctor_pages(owner, now=now).for_listing()
    appointment = theirs.filter(reference=reference).first()
    if appointment is None:
        return False
    form = Desk(request, appointment, now=now, amending="amendment" in request.POST).form(request.POST)
    if not form.is_valid() or only_its_doctor(appointment, actor=owner):
        return False
    set_aside(appointment=appointment, texts=form.texts, page=form.page_key, actor=owner, now=now)
    return True
