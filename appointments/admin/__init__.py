"""Bookings in the admin: every change goes through the services."""

from appointments.admin import (  # noqa: F401 - registers them
    appointments,
    note_templates,
    proposals,
    records,
    reminder_rules,
    running_late,
    settings,
    texts,
)
