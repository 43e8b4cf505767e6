"""Notes of visits, and what follows from them."""

from appointments.visits.models.follow_up import FollowUp
from appointments.visits.models.note import VisitNote
from appointments.visits.models.set_aside import SetAsideText
from appointments.visits.models.summary import PatientSummary
from appointments.visits.models.template import NoteTemplate

__all__ = ["FollowUp", "NoteTemplate", "PatientSummary", "SetAsideText", "VisitNote"]
