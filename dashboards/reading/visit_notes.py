"""Notes as a doctor reads them beside a record: signed ones, each with what was added to it."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from appointments.visits.models import SetAsideText, VisitNote
from appointments.visits.notes_of import NotesOf
from appointments.visits.policies import may_write_note

PER_PAGE = 10


def notes_about(patient, *, reader, now):
    """The signed notes about ``patient`` that ``reader`` may read, the newest visit first. Two queries."""
    notes = VisitNote.objects.visible_to(reader, now=now)
    added = notes.filter(signed_at__isnull=False).select_related("author").order_by("signed_at", "pk")
    return (
        notes.filter(appointment__patient=patient, amends__isnull=True, signed_at__isnull=False)
        .select_related("appointment__doctor", "author")
        .prefetch_related(Prefetch("amendments", added))
        .order_by("-appointment__starts_at", "-pk")
    )


def page_of_notes(patient, *, reader, page, now):
    """Return one page of them."""
    return Paginator(notes_about(patient, reader=reader, now=now), PER_PAGE).get_page(page)


def last_note_before(appointment, *, reader, now):
    """Return the note of the patient's visit before this one, whoever wrote it, or ``None``."""
    before = notes_about(appointment.patient, reader=reader, now=now)
    return before.filter(appointment__starts_at__lt=appointment.starts_at).first()


def set_aside_for(appointment, *, but=None):
    """Return the texts of the appointment's doctor that went into no note; without that of the page ``but``."""
    texts = SetAsideText.objects.filter(appointment=appointment, doctor=appointment.doctor)
    return texts.exclude(page=but) if but else texts


def note_words(appointment, *, actor):
    """Return the words of the link to the note: to write it, go on with it or read it; ``""`` where there is none."""
    notes = NotesOf(appointment)
    if notes.is_signed:
        return _("Read the note")
    if may_write_note(appointment, actor=actor) is None:
        return _("Go on with the note") if notes.draft else _("Write the note")
    return _("Read the note") if notes.first else ""
