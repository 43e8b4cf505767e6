"""Share a summary of the visit with the patient, and take it back."""

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import AuditEntry
from appointments.notifications.shared_notes import announce_note, call_back_note
from appointments.policies import NotAllowed, require
from appointments.services.recording import locked
from appointments.visits.models import PatientSummary
from appointments.visits.notes_of import NotesOf
from appointments.visits.policies import may_share_summary, only_its_doctor
from appointments.visits.services.trail import withdraw, write_down


class SummaryChanged(Exception):
    """Another page has shared or taken back a summary meanwhile. The message can be read aloud."""

    def __init__(self):
        super().__init__(_("What is shared has changed since you opened the page. Look at it, then decide."))


def standing_summary(appointment):
    """Return the summary the patient sees, or ``None``. One query."""
    return PatientSummary.objects.standing().filter(appointment=appointment).select_related("shared_by").first()


def seen_of(summary):
    """Return what a page carries of the summary it shows."""
    return str(summary.pk) if summary else "none"


@in_one_transaction()
def share_summary(*, appointment, text, seen, actor, now):
    """
    Show ``text`` to the patient in the place of what was shared before, tell them, and return the ``PatientSummary``.

    The same text shared twice is shared once. Raises ``NotAllowed`` or ``SummaryChanged``.
    """
    appointment = locked(appointment)
    is_signed = NotesOf(appointment).is_signed
    require(may_share_summary(appointment, actor=actor, is_signed=is_signed))
    if not text:
        raise NotAllowed(_("Write what the patient should know."))
    before = standing_summary(appointment)
    if before is not None and before.text == text:
        return before
    if seen != seen_of(before):
        raise SummaryChanged
    if before is not None:
        _take_back(before, now=now)
    summary = PatientSummary.objects.create(
        appointment=appointment, text=text, shared_by=appointment.doctor, shared_at=now
    )
    announce_note(summary=summary, appointment=appointment, now=now)
    write_down(appointment, "summary", AuditEntry.Action.SHARE, actor=actor, now=now)
    return summary


@in_one_transaction()
def withdraw_summary(*, appointment, actor, now):
    """Show the patient no summary any more. What was shared stays on record. Raises ``NotAllowed``."""
    appointment = locked(appointment)
    require(only_its_doctor(appointment, actor=actor))
    summary = standing_summary(appointment)
    if summary is not None:
        _take_back(summary, now=now)
        write_down(appointment, "summary", AuditEntry.Action.END, actor=actor, now=now)


def _take_back(summary, *, now):
    withdraw(summary, now=now)
    call_back_note(summary=summary, now=now)
