"""Write the draft of a note. Nothing typed is lost: what cannot go into the draft is set aside for its doctor."""

from dataclasses import dataclass

from accounts.contention import in_one_transaction
from accounts.models import AuditEntry
from appointments.policies import require
from appointments.services.recording import locked
from appointments.visits.models import SetAsideText, VisitNote
from appointments.visits.models.sections import AMENDMENT, SECTIONS
from appointments.visits.notes_of import NotesOf
from appointments.visits.policies import may_write_note, only_its_doctor
from appointments.visits.services.trail import write_down


@dataclass(frozen=True)
class Saved:
    """What became of a text: it is in the draft of ``notes`` or, where that had changed, ``aside``."""

    notes: NotesOf
    aside: SetAsideText | None = None


@in_one_transaction()
def save_draft(*, appointment, texts, seen, page, turn, actor, now):
    """
    Put ``texts`` (part → text) into the draft and return what became of them. Raises ``NotAllowed``.

    ``seen`` is ``NotesOf.seen`` of what the page showed: where another page has saved or signed since, nothing is
    overwritten and the texts are set aside. ``page`` is the page's own key and ``turn`` counts its saves; the one
    that saved last may save again, its answer may have been lost. The trail has a line for the beginning of a
    draft and one for its signing, none for the keys pressed between.
    """
    appointment = locked(appointment)
    require(may_write_note(appointment, actor=actor))
    notes = NotesOf(appointment)
    draft = notes.draft
    is_writable = set(texts) == set(notes.parts)
    if is_writable and draft is not None and _says(draft, texts):
        _drop(appointment, page=page)
        return Saved(notes)
    saves_again = draft is not None and draft.page == page and turn > draft.turn
    if not is_writable or (notes.seen != seen and not saves_again):
        return Saved(notes, aside=_put_aside(appointment, texts, page=page, now=now))
    if draft is not None:
        _write_over(draft, texts, author=appointment.doctor, page=page, turn=turn, now=now)
    elif any(texts.values()):
        _begin(notes, texts, page=page, turn=turn, actor=actor, now=now)
    _drop(appointment, page=page)
    return Saved(NotesOf(appointment))


@in_one_transaction()
def set_aside(*, appointment, texts, page, actor, now):
    """Keep ``texts`` for the doctor who typed them, without touching the note. Raises ``NotAllowed``."""
    require(only_its_doctor(appointment, actor=actor))
    return _put_aside(appointment, texts, page=page, now=now)


@in_one_transaction()
def drop_aside(*, appointment, pk, actor, now):
    """Throw away a text that was set aside, or was taken into the note. Raises ``NotAllowed``."""
    require(only_its_doctor(appointment, actor=actor))
    SetAsideText.objects.filter(appointment=appointment, doctor=appointment.doctor, pk=pk).delete()


def _says(draft, texts):
    return all(getattr(draft, name) == text for name, text in texts.items())


def _write_over(draft, texts, *, author, page, turn, now):
    for name, text in texts.items():
        setattr(draft, name, text)
    draft.version += 1
    draft.author, draft.page, draft.turn, draft.saved_at = author, page, turn, now
    draft.save()


def _begin(notes, texts, *, page, turn, actor, now):
    appointment = notes.appointment
    VisitNote.objects.create(
        appointment=appointment,
        amends=notes.first,
        author=appointment.doctor,
        page=page,
        turn=turn,
        started_at=now,
        saved_at=now,
        **texts,
    )
    write_down(appointment, "note", AuditEntry.Action.ADD, actor=actor, now=now)


def _put_aside(appointment, texts, *, page, now):
    nothing = dict.fromkeys((*SECTIONS, *AMENDMENT), "")
    aside, _created = SetAsideText.objects.update_or_create(
        appointment=appointment, doctor=appointment.doctor, page=page, defaults={**nothing, **texts, "at": now}
    )
    return aside


def _drop(appointment, *, page):
    SetAsideText.objects.filter(appointment=appointment, doctor=appointment.doctor, page=page).delete()
