"""Sign what was written, a note or an amendment. There is no way back: what is wrong is said in an amendment."""

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from appointments.policies import NotAllowed, require
from appointments.services.recording import locked
from appointments.visits.models import VisitNote
from appointments.visits.notes_of import NotesOf
from appointments.visits.policies import may_sign_note
from appointments.visits.services.trail import write_down

SIGNED, AMENDED = "signed", "amended"
"""The words for it in the audit trail."""


class NoteChanged(Exception):
    """The note is not any more what was shown. The message can be read aloud."""

    def __init__(self):
        super().__init__(_("The note has changed since you opened the page. Read it again, then sign."))


@in_one_transaction()
def sign(*, appointment, seen, actor, now):
    """
    Sign the draft as it was shown and return it; ``seen`` is ``NotesOf.seen``. Signed twice, it is signed once.

    Raises ``NotAllowed`` or ``NoteChanged``.
    """
    appointment = locked(appointment)
    require(may_sign_note(appointment, actor=actor, now=now))
    notes = NotesOf(appointment)
    if (signed := _signed_as_shown(appointment, seen)) is not None:
        return signed
    draft = notes.draft
    if draft is None or notes.seen != seen:
        raise NoteChanged
    if not draft.parts:
        raise NotAllowed(_("Write something before you sign."))
    draft.author, draft.signed_at = appointment.doctor, now
    draft.save(update_fields=["author", "signed_at"])
    write_down(appointment, "note", AMENDED if draft.amends_id else SIGNED, actor=actor, now=now)
    return draft


def _signed_as_shown(appointment, seen):
    """Return the row ``seen`` names if it is signed in just that version: the button was pressed twice."""
    pk, _dot, version = seen.partition(".")
    if not (pk.isdecimal() and version.isdecimal()):
        return None
    signed = VisitNote.objects.filter(appointment=appointment, signed_at__isnull=False, version=int(version))
    return signed.filter(pk=int(pk)).first()
