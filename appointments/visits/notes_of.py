"""The note of one appointment as it stands: what is signed, what is being written."""

from appointments.record_access import reason_of
from appointments.visits.models import VisitNote
from appointments.visits.models.sections import AMENDMENT, SECTIONS

NEW, NEW_AMENDMENT = "new", "amendment"


def label_of(appointment, kind="note"):
    """Return what is written about the visit is called in the audit trail: ``note:K7QD2M9X``."""
    return f"{kind}:{appointment.reference}"


class NotesOf:
    """The rows of ``appointment``'s note. One query; read under the lock of the appointment they cannot change."""

    def __init__(self, appointment):
        self.appointment = appointment
        rows = list(VisitNote.objects.filter(appointment=appointment).select_related("author").order_by("pk"))
        self.first = next((row for row in rows if row.amends_id is None), None)
        self.draft = next((row for row in rows if not row.is_signed), None)
        signed = [row for row in rows if row.is_signed and row.amends_id is not None]
        self.amendments = sorted(signed, key=lambda row: (row.signed_at, row.pk))

    @property
    def is_signed(self):
        """Whether the note itself is signed: what is written from then on is an amendment."""
        return self.first is not None and self.first.is_signed

    @property
    def seen(self):
        """What a page carries of the draft it shows, to be noticed when it answers too late: ``12.4``."""
        if self.draft is not None:
            return f"{self.draft.pk}.{self.draft.version}"
        return NEW_AMENDMENT if self.is_signed else NEW

    @property
    def parts(self):
        """The columns that can be written now."""
        return AMENDMENT if self.is_signed else SECTIONS

    @property
    def reason(self):
        """Why the note is read, in the audit trail."""
        return reason_of(self.appointment)
