"""Bookings."""

from appointments.models.appointment import Appointment, AppointmentSlot, new_reference
from appointments.models.call import PatientCall
from appointments.models.draft import BookingDraft
from appointments.models.event import AppointmentEvent
from appointments.models.feed import CalendarFeed
from appointments.models.message import Message
from appointments.models.preference import MessagePreference
from appointments.models.reminder_rule import ReminderRule
from appointments.models.settings import BookingSettings
from appointments.models.text import MessageText

__all__ = [
    "Appointment",
    "AppointmentEvent",
    "AppointmentSlot",
    "BookingDraft",
    "BookingSettings",
    "CalendarFeed",
    "Message",
    "MessagePreference",
    "MessageText",
    "PatientCall",
    "ReminderRule",
    "new_reference",
]
