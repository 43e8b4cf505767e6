"""Bookings."""

from appointments.lateness.models import RunningLate
from appointments.models.appointment import Appointment, AppointmentSlot, new_reference
from appointments.models.call import PatientCall
from appointments.models.draft import BookingDraft
from appointments.models.event import AppointmentEvent
from appointments.models.feed import CalendarFeed
from appointments.models.message import Message
from appointments.models.preference import MessagePreference
from appointments.models.push_subscription import PushSubscription
from appointments.models.reminder_rule import ReminderRule
from appointments.models.settings import BookingSettings
from appointments.models.text import MessageText
from appointments.proposals.models import Proposal, ProposalOption
from appointments.visits.models import FollowUp, NoteTemplate, PatientSummary, SetAsideText, VisitNote

__all__ = [
    "Appointment",
    "AppointmentEvent",
    "AppointmentSlot",
    "BookingDraft",
    "BookingSettings",
    "CalendarFeed",
    "FollowUp",
    "Message",
    "MessagePreference",
    "MessageText",
    "NoteTemplate",
    "PatientCall",
    "PatientSummary",
    "Proposal",
    "ProposalOption",
    "PushSubscription",
    "ReminderRule",
    "RunningLate",
    "SetAsideText",
    "VisitNote",
    "new_reference",
]
